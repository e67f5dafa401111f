"""How two runs on one shared State meet."""

from dataclasses import dataclass

from tests.simulation.points import Effect
from tests.simulation.run import Told

REFUSED = "the second one does not wait"
WAITS = "the second one waits"
RUNS_OUT = "the first one stands still until its lock runs out"
STARVED = "the same, and nothing renews its lock when it wakes"
KILLED = "the first one is killed"
LOST = "the shared place: "
MEETINGS = (REFUSED, WAITS, RUNS_OUT, STARVED, KILLED)


@dataclass(frozen=True, slots=True)
class Woken:
    """Whether the first run had lost its lock when it went on, and how many events there were by then."""

    is_lost: bool
    events: int


@dataclass(frozen=True, slots=True)
class Met:
    """Two runs that were carried out: the second one began before the effect `at` of the first one, which
    went on once the second one had come to `until`, and ended after so many events.
    """

    how: str
    at: int
    until: int | None
    told: tuple[Told, Told]
    effects: tuple[tuple[Effect, ...], tuple[Effect, ...]]
    woken: Woken | None
    after: int
