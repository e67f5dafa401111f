"""How many columns of a terminal a text takes, and breaking it into lines that fit."""

from collections.abc import Iterator
from typing import NamedTuple

_TAB = 4
_JOINER = "\u200d"


class Line(NamedTuple):
    """A line of a text, from `start` to `end`; `is_cut` where the rest of a word is left out behind it."""

    start: int
    end: int
    is_cut: bool = False

    def of(self, text: str) -> str:
        """What is shown of it."""
        return text[self.start : self.end] + ("…" if self.is_cut else "")


def cells(text: str) -> int:
    """Columns of a terminal, of a text without control characters; a tab counts as a blank."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return wcswidth(text.replace("\t", " "))


def pad(text: str, width: int) -> str:
    """`text` with blanks up to `width` columns."""
    return text + " " * (width - cells(text))


def cut(text: str, width: int) -> str:
    """A line of plain text in at most `width` columns, with `…` where its end is left out."""
    return text if cells(text) <= width else f"{text[: _end(text, 0, width - 1)]}…"


def clip(text: str, width: int) -> str:
    """The same, between two words where that is possible."""
    if cells(text) <= width:
        return text
    first = next(break_lines(text, width - 2), Line(0, 0))
    return first.of(text) if first.is_cut else f"{first.of(text)} …"


def shorten(path: str, width: int) -> str:
    """A path in at most `width` columns: folders in its middle give way to `…`, its last name stays."""
    if cells(path) <= width:
        return path
    *folders, name = path.removesuffix("/").split("/")
    name += "/" * path.endswith("/")
    for kept in range(len(folders) - 1, -1, -1):
        short = "/".join((*folders[:kept], "…", name))
        if cells(short) <= width:
            return short
    return _cut_middle(name, width)


def _cut_middle(name: str, width: int) -> str:
    """A name in at most `width` columns, with `…` in its middle: those of one folder often begin alike.

    One with signs that may take two columns, or belong to the one before, loses its end.
    """
    kept = max(0, (width - 1) // 2)
    if not name.isascii() or len(name) <= width:
        return cut(name, width)
    return f"{name[: max(1, width - 1 - kept)]}…{name[len(name) - kept :]}"


def rows(line: str, width: int) -> int:
    """How many rows a terminal of so many columns takes for a line that it breaks itself."""
    if line.isascii():
        return max(1, -(-len(line) // width))
    from wcwidth import wcwidth

    taken, column = 1, 0
    for sign in line:
        columns = max(0, wcwidth(sign))
        if column + columns > width:
            taken, column = taken + 1, 0
        column += columns
    return taken


def wrap(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns; a tab becomes blanks. See `break_lines`."""
    text = expand(text)
    return (line.of(text) for line in break_lines(text, width))


def expand(text: str) -> str:
    """`text` with blanks for its tabs."""
    return text.expandtabs(_TAB)


def break_lines(text: str, width: int, later: int | None = None) -> Iterator[Line]:
    """The lines of a text without tabs, in at most `width` columns, all but the first one in `later`: broken
    at blanks, or beside a sign of two columns, for Chinese and Japanese have no blanks. A word that is
    longer than a line is cut.

    Blanks at the beginning stay, since they may be code, unless the first word has no room behind them.
    """
    start, room = 0, width
    later = width if later is None else later
    while (end := _end(text, start, room)) < len(text):
        stop = _last_break(text, start, end)
        if stop:
            yield Line(start, start + len(text[start:stop].rstrip()))
        elif text[start] == " ":
            stop = start
        else:
            yield Line(start, _end(text, start, room - 1), is_cut=True)
            stop = _word_end(text, end)
        start, room = stop, later
        while text[start : start + 1] == " ":
            start += 1
    if start < len(text) or not start:
        yield Line(start, len(text))


def _last_break(text: str, start: int, end: int) -> int:
    """The last place up to `end` where a line from `start` may end; 0 where there is none."""
    if text.isascii():
        stop = text.rfind(" ", start, end + 1)
        return stop if text[start : max(stop, start)].strip() else 0
    stops = (at for at in range(end, start, -1) if _may_break(text, at))
    return next((at for at in stops if text[start:at].strip()), 0)


def _word_end(text: str, at: int) -> int:
    """Where the word ends in whose middle `at` is."""
    while at < len(text) and not _may_break(text, at):
        at += 1
    return at


def _may_break(text: str, at: int) -> bool:
    """Whether a line may end before the character at `at`."""
    before, after = text[at - 1], text[at]
    if after == " " or (before < "\u1100" and after < "\u1100"):
        return after == " "
    from wcwidth import wcwidth

    return wcwidth(after) > 0 and before != _JOINER and 2 in (wcwidth(before), wcwidth(after))


def _end(text: str, start: int, width: int) -> int:
    """How far a line from `start` reaches: one character at least, and none without what sits on it."""
    if text.isascii():
        return min(start + max(width, 1), len(text))
    from wcwidth import wcwidth

    taken = end = 0
    for end in range(start, len(text)):
        taken += max(0, wcwidth(text[end]))
        if taken > width:
            break
    else:
        end = len(text)
    # Together, some signs take more than each by itself.
    while end > start + 1 and (
        not wcwidth(text[end : end + 1] or " ") or cells(text[start:end]) > width
    ):
        end -= 1
    return max(start + 1, end)
