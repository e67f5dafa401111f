"""Time that passes only when somebody waits for it."""

import threading

SECOND = 1_000_000


class Clock:
    """Microseconds since the simulation began."""

    def __init__(self, now: int = 0) -> None:
        self.now = now

    def monotonic(self) -> float:
        """Seconds since the simulation began."""
        return self.now / SECOND

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.now += round(seconds * SECOND)


class Time:
    """Stands in for the module `time`, on the clock of the world that is played."""

    def __init__(self) -> None:
        self.clock = Clock()

    def monotonic(self) -> float:
        """Seconds since the simulation began."""
        return self.clock.monotonic()

    def time(self) -> float:
        """The same."""
        return self.clock.monotonic()


class Stop(threading.Event):
    """The wish to stop, whose waits pass at once on the clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        """Let the time pass, and say whether to stop."""
        self.clock.advance(timeout or 0.0)
        return self.is_set()
