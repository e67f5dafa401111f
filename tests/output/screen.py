"""What a terminal shows after it was written to, as far as our own escapes go."""

import re

_PIECE = re.compile(r"\x1b\[2K|\x1b\[A|\x1b\[[0-9;]*m|\r|\n|[^\x1b\r\n]+")


def screen(written: str) -> list[str]:
    """The lines of an endless screen, without colours; empty ones at its end are left out."""
    lines, row, column = [""], 0, 0
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
