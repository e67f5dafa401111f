"""Time that stands still until a test moves it."""

from dataclasses import dataclass


@dataclass(slots=True)
class StoppedClock:
    """Called, it tells the seconds."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now
