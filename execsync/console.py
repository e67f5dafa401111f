"""Where a command writes: results to `out`, progress and notes to `err`; and what the terminals can show."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TextIO

from execsync.render.style import Style

ColourChoice = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class Console:
    """The two streams of a command. `verbose` asks for a line a request on `err`."""

    out: TextIO
    err: TextIO
    colour: ColourChoice = "auto"
    verbose: bool = False

    def style(self, stream: TextIO) -> Style:
        """Colours as asked for; else NO_COLOR and FORCE_COLOR decide, then whether it is a terminal."""
        return Style(colour=_wants_colour(self.colour, stream, os.environ))

    @property
    def is_interactive(self) -> bool:
        """Whether a person can be asked."""
        return self.err.isatty() and os.isatty(0)

    def tell(self, text: str) -> None:
        """A line for a person, beside the result."""
        self.err.write(f"{text}\n")
        self.err.flush()

    def width(self) -> int:
        """Columns of the terminal."""
        return shutil.get_terminal_size().columns


def _wants_colour(choice: ColourChoice, stream: TextIO, environment: Mapping[str, str]) -> bool:
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"
