"""The time, and waiting, as an argument: tests have clocks of their own."""

import threading
import time
from typing import Protocol

from execsync.core.spoken_time import say_when
from execsync.system.local_time import local_time


class Clock(Protocol):
    """The two times a client needs, and the way to wait."""

    def now(self) -> float:
        """Seconds since the epoch; may jump when the machine's clock is set."""

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait `seconds`, or until `stop` is set. Returns whether it is."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait on the event itself: a stop is seen at once."""
        return stop.wait(seconds)


def tell_when(now: float, seconds: float) -> str:
    """`in 24 h, at 09:12`, by this machine's clock."""
    return say_when(local_time(now), seconds)
