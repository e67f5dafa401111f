"""What a benchmark brings: numbers with their units."""

from dataclasses import dataclass, field
from typing import Literal

from execsync.core.config_tables import LimitsConfig

Unit = Literal[
    "seconds",
    "CPU seconds",
    "peak MB",
    "KB",
    "ratio",
    "requests",
    "commits",
    "minutes",
    "days",
    "percent",
]

SIZES = (100, 1_000, 10_000)
LARGE = 100_000


@dataclass(frozen=True, slots=True)
class Team:
    """A hub of so many pages, which name so many sources, and pages edited a day."""

    pages: int
    sources: int
    edits: int


TEAMS = (
    Team(100, 50, 5),
    Team(1_000, 500, 10),
    Team(10_000, 5_000, 40),
    Team(LARGE, LARGE // 2, 200),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for: hubs of so many pages, and so many runs of which the median counts.

    `teams` and `limits` are for what is calculated.
    """

    sizes: tuple[int, ...] = SIZES
    runs: int = 5
    teams: tuple[Team, ...] = TEAMS
    limits: LimitsConfig = field(default_factory=LimitsConfig)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `runs` are those that it is the median or the most of, in the order in which they ran."""

    what: str
    pages: int
    unit: Unit
    value: float
    runs: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one benchmark. `notes` are sentences: what was left out, and what to know."""

    name: str
    about: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
