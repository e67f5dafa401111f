"""What a Plan needs of the scarce thing: requests, and the time they take under the limits."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from execsync.core.steps import WRITES, Step, StepKind

WINDOW = 61.0
"""Seconds in which at most `per_minute` requests are sent; one more than the hub's minute, for safety."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests by kind and by address. `extractions` are sources to wait for, which takes polls on top."""

    checks: int
    writes: int
    extractions: int
    by_kind: Mapping[str, int] = field(default_factory=dict)
    by_address: Mapping[str, int] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """All requests but the polls, whose number depends on how long the hub takes."""
        return self.checks + self.writes

    def seconds(self, per_minute: int) -> float:
        """The least time under a limit of `per_minute`; 0 stands for no limit."""
        if per_minute <= 0 or self.requests <= per_minute:
            return 0.0
        return math.floor((self.requests - 1) / per_minute) * WINDOW

    def days(self, per_day: int) -> int:
        """The number of days that the requests spread over; 0 stands for no limit."""
        return 1 if per_day <= 0 else max(1, math.ceil(self.requests / per_day))


def count(steps: Sequence[Step], *, refresh: bool = True) -> Cost:
    """The cost of an apply of `steps`: the workspace check, one list of pages, and a request a write.

    `refresh` tells whether the list is asked for. More than 100 pages changed since the last look
    take a list request for each 100.
    """
    kinds = Counter(step.kind for step in steps)
    return Cost(
        checks=1 + refresh,
        writes=sum(number for kind, number in kinds.items() if kind in WRITES),
        extractions=kinds[StepKind.AWAIT_SOURCE],
        by_kind=dict(sorted((kind.value, number) for kind, number in kinds.items())),
        by_address=dict(Counter(step.address for step in steps if step.kind in WRITES)),
    )
