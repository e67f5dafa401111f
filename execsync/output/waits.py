"""The waits of requests, for whoever shows them while they last."""

import threading


class Waits:
    """What is waited for, and until when, in seconds of one clock. Safe across threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reason = ""
        self._until = 0.0
        self.are_shown = False
        """Whether a live line shows them, so that they need no lines of their own."""

    def begin(self, reason: str, until: float) -> None:
        """Say that something is waited for; of several waits the longest counts."""
        with self._lock:
            if until > self._until:
                self._reason, self._until = reason, until

    def current(self, now: float) -> tuple[str, float] | None:
        """The reason and the seconds left; None where nothing is waited for."""
        with self._lock:
            left = self._until - now
            return (self._reason, left) if left > 0 else None
