"""Lines that stay at the bottom of the terminal while others are written above them."""

import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO, cast

from execsync.output.console import Console
from execsync.output.terminal_size import columns
from execsync.render.cells import cut, rows

CLEAR = "\r\x1b[2K"
UP = "\x1b[A\x1b[2K"
PAINT = re.compile(r"\x1b\[[0-9;]*m")


class LiveLine:
    """Owns the terminal's last line, and a few above it. Used by the main thread alone, as every console."""

    def __init__(self, terminal: TextIO, environment: Mapping[str, str] = os.environ) -> None:
        self._terminal = terminal
        self._breaks = breaks_anew(environment)
        self._lines: Sequence[str] = []
        self._drawn: Sequence[str] = []
        self._begun = False

    def over(self, stream: TextIO) -> TextIO:
        """The stream, so wrapped that what is written to it goes above the line; itself if no terminal."""
        return cast("TextIO", _Above(stream, self)) if stream.isatty() else stream

    def show(self, text: str, above: Sequence[str] = ()) -> None:
        """Let this be the line: plain text, cut to the terminal's width. Empty takes it away.

        `above` are lines that fit already, shown over it.
        """
        width = columns(self._terminal) - 1
        lines = [*above, cut(text, width)] if text else []
        if lines != self._lines and not self._begun:
            self._terminal.write(self._clearing() + "\n".join(lines))
            self._terminal.flush()
            self._drawn = lines
        self._lines = lines

    def write_above(self, stream: TextIO, text: str) -> int:
        """Write to `stream`; the line comes back once a whole line is written."""
        if self._drawn:
            self._terminal.write(self._clearing())
            self._terminal.flush()
            self._drawn = []
        written = stream.write(text)
        stream.flush()
        self._begun = not text.endswith("\n")
        if self._lines and not self._begun:
            self._terminal.write(CLEAR + "\n".join(self._lines))
            self._terminal.flush()
            self._drawn = self._lines
        return written

    def answered(self) -> None:
        """Say that a person has ended the line that a question began."""
        self._begun = False

    def _clearing(self) -> str:
        if not self._breaks:
            return CLEAR + UP * (len(self._drawn) - 1)
        width = columns(self._terminal)
        return CLEAR + UP * (sum(rows(PAINT.sub("", line), width) for line in self._drawn) - 1)


def breaks_anew(environment: Mapping[str, str]) -> bool:
    """Whether a terminal breaks the lines on it anew once it is made narrower, so that they take more rows.

    xterm and screen cut them instead; taking more rows away there would take what is told above.
    """
    return "TMUX" in environment or environment.keys().isdisjoint({"XTERM_VERSION", "STY"})


class _Above(io.TextIOBase):
    """A stream that writes above the line."""

    def __init__(self, stream: TextIO, line: LiveLine) -> None:
        self._stream = stream
        self._line = line

    def write(self, text: str) -> int:
        return self._line.write_above(self._stream, text) if text else 0

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._stream.fileno()


@contextmanager
def line_of_its_own(console: Console) -> Iterator[LiveLine]:
    """A live line for the block, before an engine has one; what came meanwhile is told after it."""
    line = LiveLine(console.err)
    try:
        yield line
    finally:
        # That nobody reads it is no reason to stop.
        with suppress(OSError):
            line.show("")
        console.catch_up()
