"""A line that stays at the bottom of the terminal while others are written above it."""

import io
import shutil
from typing import TextIO, cast

from execsync.render.cells import cut

CLEAR = "\r\x1b[2K"


class LiveLine:
    """Owns the terminal's last line. Used by the main thread alone, as every console."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._text = ""
        self._begun = False

    def over(self, stream: TextIO) -> TextIO:
        """The stream, so wrapped that what is written to it goes above the line; itself if no terminal."""
        return cast("TextIO", _Above(stream, self)) if stream.isatty() else stream

    def show(self, text: str) -> None:
        """Let this be the line: plain text, cut to the terminal's width. Empty takes it away."""
        self._text = text
        if not self._begun:
            self._draw()

    def write_above(self, stream: TextIO, text: str) -> int:
        """Write to `stream`; the line comes back once a whole line is written."""
        if self._text and not self._begun:
            self._terminal.write(CLEAR)
            self._terminal.flush()
        written = stream.write(text)
        stream.flush()
        self._begun = not text.endswith("\n")
        if self._text and not self._begun:
            self._draw()
        return written

    def _draw(self) -> None:
        width = shutil.get_terminal_size().columns - 1
        self._terminal.write(CLEAR + cut(self._text, width))
        self._terminal.flush()


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
