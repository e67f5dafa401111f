"""The waits of requests, for whoever shows them while they last."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Waits:
    """What is waited for, and until when, in seconds of one clock. Safe across threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reason = ""
        self._until = 0.0
        self._show: Callable[[], None] | None = None

    @property
    def are_shown(self) -> bool:
        """Whether a live line shows them, so that they need no lines of their own."""
        return self._show is not None

    @contextmanager
    def shown_by(self, show: Callable[[], None]) -> Iterator[None]:
        """For the block, have a live line show them: `show` draws it."""
        self._show = show
        try:
            yield
        finally:
            self._show = None

    def show(self) -> None:
        """Draw the live line that shows them, if there is one. For the main thread alone."""
        if self._show is not None:
            self._show()

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
