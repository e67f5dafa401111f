"""How long to wait before the hub, or whoever holds the lock, is asked again."""

import time
from collections.abc import Callable

from execsync.errors import (
    AnswerLost,
    BadAnswer,
    ExecsyncError,
    HubUnreachable,
    Incomplete,
    LockedError,
)

PASSING = (HubUnreachable, AnswerLost, BadAnswer, LockedError)
FIRST, LONGEST = 1.0, 30.0
"""Seconds: the first wait, which doubles each time, and the longest."""


class RetryDelay:
    """Waits that grow while the same trouble lasts. Times are seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    def fail(self, error: ExecsyncError) -> None:
        """Wait for what may pass: the network, the hub, its limits, a lock. Raises anything else.

        So does a number of requests that a person has set: nothing passes there.
        """
        told = error.retry_after if isinstance(error, Incomplete) else None
        if told is None and not isinstance(error, PASSING):
            raise error
        self.wait(told)

    def wait(self, told: float | None = None) -> None:
        """Wait so long as told, or longer than the last time."""
        grown = min(LONGEST, FIRST * 2.0 ** min(self._failures, 10))
        self._failures += 1
        self._until = self._clock() + (grown if told is None else told)

    def reset(self) -> None:
        """Forget the waits so far: the trouble is over."""
        self._failures, self._until = 0, 0.0

    @property
    def seconds_left(self) -> float:
        """Until the next try; 0 when it is due."""
        return max(0.0, self._until - self._clock())
