"""How many columns of a terminal a text takes, and breaking it into lines that fit."""

import unicodedata
from collections.abc import Iterator

_TAB = 4
_INVISIBLE = ("Mn", "Me", "Cf")


def cells(text: str) -> int:
    """Columns of a terminal: two for a wide character, none for one that sits on another."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def pad(text: str, width: int) -> str:
    """`text` with blanks up to `width` columns."""
    return text + " " * (width - cells(text))


def wrap(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns, broken at blanks, or within a word that is longer than a line.

    Blanks at the beginning stay, since they may be code; a tab becomes blanks.
    """
    text = text.expandtabs(_TAB)
    start = 0
    while (end := _end(text, start, width)) < len(text):
        blank = text.rfind(" ", start, end + 1)
        if text[start : max(blank, start)].strip():
            end = blank
        yield text[start:end].rstrip()
        start = end
        while text[start : start + 1] == " ":
            start += 1
    if start < len(text) or not start:
        yield text[start:]


def _end(text: str, start: int, width: int) -> int:
    """How far a line from `start` reaches: one character at least, and none without what sits on it."""
    taken = 0
    for index in range(start, len(text)):
        taken += _cells_of(text[index])
        if taken > width:
            return max(start + 1, index)
    return len(text)


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in _INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
