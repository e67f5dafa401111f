"""That the hub is being asked, on the terminal, before the engine's live line is there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from execsync.core.spoken_time import say_seconds
from execsync.output.console import Console
from execsync.output.live_line import LiveLine, line_of_its_own

SILENCE = 1.0
"""Seconds of one exchange, or of several one after the other, that need no words."""


class AskingLine:
    """Called for the time of an exchange; shows how long the hub has been asked, where the main thread asks
    and the person has a terminal. `clock` gives seconds.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._since = self._ended = -SILENCE

    @contextmanager
    def __call__(self) -> Iterator[Callable[[], None]]:
        """Gives what draws the line anew."""
        waits = self._console.waits
        if not self._console.counts_down or waits.are_shown:
            yield lambda: None
            return
        if self._clock() - self._ended >= SILENCE:  # a person was asked, or files were read
            self._since = self._clock()
        with line_of_its_own(self._console) as line:
            draw = partial(self._draw, line)
            try:
                with waits.shown_by(draw):
                    draw()
                    yield draw
            finally:
                self._ended = self._clock()

    def _draw(self, line: LiveLine) -> None:
        seconds = self._clock() - self._since
        with suppress(OSError):
            for text in self._console.left_lines():
                line.write_above(self._console.err, f"{text}\n")
            if seconds >= SILENCE:
                line.show(f"asking the hub, {say_seconds(seconds)}")
