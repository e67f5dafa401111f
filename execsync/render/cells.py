"""How many columns of a terminal a text takes, and breaking it into lines that fit."""

from collections.abc import Iterator

_TAB = 4


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
    """The beginning of a line of plain text, of at most `width` columns."""
    return text if cells(text) <= width else text[: _end(text, 0, width)]


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
    if text.isascii():
        return min(start + width, len(text))
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
