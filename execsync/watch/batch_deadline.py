"""How long one batch may take while somebody goes on writing."""

import threading
import time
from collections.abc import Callable

from execsync.watch.hints import Hints

LEAST = 2.0
"""Seconds that a batch has in any case: hints that never end must not keep everything from being sent."""


class BatchDeadline(threading.Event):
    """Set when the watch is to stop or has `lost` its lock, and also when a batch has had its turn and files
    changed again.

    What is left of the batch then waits for a new plan, so that nothing stale is sent and no page waits
    for the extraction of another one's source.
    """

    def __init__(
        self,
        stop: threading.Event,
        lost: threading.Event,
        hints: Hints,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._stop = stop
        self._lost = lost
        self._hints = hints
        self._clock = clock
        self._ends = clock() + LEAST

    def is_set(self) -> bool:
        """Whether to begin nothing more."""
        if self._stop.is_set() or self._lost.is_set():
            return True
        return self._hints.pending and self._clock() >= self._ends
