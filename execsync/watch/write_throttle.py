"""Pages that are left out of a batch: written a moment ago, or refused as they are."""

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from execsync.core.planning.plan import Change
from execsync.core.planning.steps import WRITES, StepKind
from execsync.core.running.result import ApplyResult, StepFailure
from execsync.errors import Incomplete, NotFound, RequestRefused

if TYPE_CHECKING:
    from execsync.core.address import Address


class WriteThrottle:
    """When a page may be written again. `interval` is seconds; 0 means at once."""

    def __init__(self, interval: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.interval = interval
        self._clock = clock
        self._written: dict[Address, float] = {}
        self._refused: dict[Address, object] = {}

    def note(self, result: ApplyResult) -> None:
        """Take in what a batch wrote, and what the hub refused."""
        now = self._clock()
        self._written = {a: at for a, at in self._written.items() if at + self.interval > now}
        for step in result.done:
            if step.kind in WRITES:
                self._written[step.address] = now
        for failure in filter(is_final, result.failures):
            for step in (failure.step, *failure.dropped):
                if step.change is not None:
                    self._refused[step.address] = step.change.after

    def forget_refusals(self) -> None:
        """Let what was refused be tried again."""
        self._refused.clear()

    def is_refused(self, change: Change) -> bool:
        """Whether the hub refused just that: it would again, until the file says something else."""
        return self._refused.get(change.address, change) == change.after

    def is_too_soon(self, change: Change) -> bool:
        """Whether the page was written less than an interval ago."""
        return self._due(change) > self._clock()

    def seconds_left(self, changes: Iterable[Change]) -> float | None:
        """Until the first of these pages may be written again; None where there is none."""
        now = self._clock()
        return min((max(0.0, self._due(change) - now) for change in changes), default=None)

    def _due(self, change: Change) -> float:
        addresses = (change.address, change.previous_address or change.address)
        return (
            max(self._written.get(address, -self.interval) for address in addresses) + self.interval
        )


def is_final(failure: StepFailure) -> bool:
    """Whether it would end the same way again: a refusal, a page that is gone, a text not to be had."""
    if failure.step.kind is StepKind.AWAIT_SOURCE:
        return not isinstance(failure.error, Incomplete)
    return isinstance(failure.error, (RequestRefused, NotFound))
