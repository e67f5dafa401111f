"""The time, and waiting, as an argument: tests have clocks of their own."""

import threading
import time
from datetime import datetime
from typing import Protocol


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


_YEAR = 366 * 86400.0


def tell_when(now: float, seconds: float) -> str:
    """`at 14:05 local time (in 600 seconds)`, with the date where it is another day.

    A wait beyond a year is told as a year: it is a mistake of the hub, and must not overflow here.
    """
    then = datetime.fromtimestamp(now + min(seconds, _YEAR)).astimezone()
    today = datetime.fromtimestamp(now).astimezone().date()
    form = "%H:%M" if then.date() == today else "%Y-%m-%d %H:%M"
    return f"at {then:{form}} local time (in {min(seconds, _YEAR):,.0f} seconds)"
