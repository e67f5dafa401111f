"""What a terminal shows after it was written to, as far as our own escapes go."""

import re
from collections.abc import Sequence

_PIECE = re.compile(r"\x1b\[2K|\x1b\[A|\x1b\[[0-9;]*m|\r|\n|[^\x1b\r\n]+")


def screen(written: str, before: Sequence[str] = ("",)) -> list[str]:
    """The lines of an endless screen, without colours; empty ones at its end are left out.

    `before` are those that are on it, with the cursor at their end.
    """
    lines, row, column = [*before], len(before) - 1, len(before[-1])
    for piece in _PIECE.findall(written):
        match piece:
            case "\r":
                column = 0
            case "\n":
                row, column = row + 1, 0
                lines += [""] * (row + 1 - len(lines))
            case "\x1b[2K":
                lines[row] = ""
            case "\x1b[A":
                row -= 1
            case _ if not piece.startswith("\x1b"):
                lines[row] = lines[row][:column] + piece
                column += len(piece)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def narrowed(lines: Sequence[str], width: int) -> list[str]:
    """The lines as a terminal has them that was made narrower, and breaks them anew."""
    return [
        line[start : start + width] for line in lines for start in range(0, len(line) or 1, width)
    ]
