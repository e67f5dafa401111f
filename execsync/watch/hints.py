"""Moments at which something may have changed: noted by any thread, waited for by one."""

import threading
import time
from collections.abc import Callable


class Hints:
    """What the system's events come down to: that there was one, and when. Times are seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._first: float | None = None
        self._last = 0.0
        self.have_ended = False
        """Whether nobody is to wait any more."""

    def note(self) -> None:
        """Take down that something may have changed now."""
        with self._changed:
            self._last = self._clock()
            if self._first is None:
                self._first = self._last
            self._changed.notify_all()

    def end(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self.have_ended = True
            self._changed.notify_all()

    @property
    def pending(self) -> bool:
        """Whether there was a hint since `settle` last returned."""
        return self._first is not None

    def wait(self, seconds: float) -> None:
        """Wait for a hint, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self.pending or self.have_ended, seconds)

    @property
    def since(self) -> float:
        """When the first hint that is pending came; now, where there is none."""
        first = self._first
        return self._clock() if first is None else first

    def settle(self, quiet: float, until: float) -> None:
        """Wait until `quiet` seconds went by without a hint, but not longer than `until`.

        Every hint up to then counts as known; a later one is pending again.
        """
        with self._changed:
            began = self._clock()
            while not self.have_ended:
                since = began if self._first is None else self._last
                left = min(since + quiet, until) - self._clock()
                if left <= 0:
                    break
                self._changed.wait(left)
            self._first = None
