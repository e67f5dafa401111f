"""What a benchmark brings: numbers with their units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Unit = Literal[
    "seconds", "CPU seconds", "peak MB", "ratio", "requests", "minutes", "days", "percent"
]

SIZES = (100, 1_000, 10_000)
LARGE = 100_000


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for: hubs of so many pages, and so many runs of which the median counts.

    `days` holds the pages, sources and edits a day of the calculation of that name.
    """

    sizes: tuple[int, ...] = SIZES
    runs: int = 5
    days: Mapping[str, int] = field(default_factory=dict)


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
