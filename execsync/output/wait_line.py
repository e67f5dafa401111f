"""A wait before the engine's live line is there, counted down on the terminal."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from execsync.client.clock import SystemClock
from execsync.output.console import Console
from execsync.output.live_line import LiveLine, line_of_its_own
from execsync.render.standing import wait_text
from execsync.system.local_time import local_now

TICK = 1.0
"""Seconds between two drawings."""


class WaitLine(SystemClock):
    """A clock whose waits are shown as they pass, where the main thread waits and the person has a terminal.

    What is waited for stands in the console's `waits`.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait, or until `stop` is set. Returns whether it is."""
        if not self._console.counts_down:
            return super().wait(seconds, stop)
        ends = self.monotonic() + seconds
        with self._shown():
            while (left := ends - self.monotonic()) > 0:
                self._console.waits.show()
                if stop.wait(min(TICK, left)):
                    return True
        return stop.is_set()

    @contextmanager
    def _shown(self) -> Iterator[None]:
        """Have somebody show the waits for the block: a line of ours, where nobody does yet."""
        waits = self._console.waits
        if waits.are_shown:
            yield
            return
        with (
            line_of_its_own(self._console) as line,
            waits.shown_by(lambda: self._draw(line)),
        ):
            yield

    def _draw(self, line: LiveLine) -> None:
        now = self._console.waits.current(self.monotonic())
        with suppress(OSError):
            line.show(wait_text(*now, local_now()) if now else "")
