"""Values beside each other, as far as a terminal is wide: what is too long stands above or below the rest."""

from collections.abc import Iterator, Sequence

from execsync.render.cells import cells, pad, shorten
from execsync.render.flow import flow
from execsync.render.style import Style

GAP = "  "
INDENT = " " * 4
ROOM = 24
"""Columns that are worth writing words into, beside a name."""


def pairs(rows: Sequence[tuple[str, str]], width: int | None) -> list[tuple[str, ...]]:
    """Each row as one text, both of its values aligned with those of the others, or, where they do not
    fit beside each other, as its two values.
    """
    column = max((cells(first) for first, _ in rows), default=0)
    if width is not None:
        column = min(
            column, width - len(GAP) - max((cells(second) for _, second in rows), default=0)
        )
    return [
        (f"{pad(first, column)}{GAP}{second}",) if cells(first) <= column else (first, second)
        for first, second in rows
    ]


def listing(rows: Sequence[tuple[str, str]], style: Style) -> Iterator[str]:
    """Paths or addresses, each beside its value, or above it."""
    for first, *rest in pairs(rows, style.width):
        yield shorten(first, style.width) if rest and style.width else first
        for text in rest:
            yield from flow(text, style, indent=INDENT)


def facts(rows: Sequence[tuple[str, Sequence[str]]], style: Style) -> Iterator[str]:
    """Short names, each beside its texts, which go on below themselves."""
    column = max((cells(name) for name, _ in rows), default=0)
    for name, texts in rows:
        if not _has_room(texts, style.width, column):
            yield from flow(name, style)
            for text in texts:
                yield from flow(text, style, indent=INDENT)
            continue
        beside = " " * (column + len(GAP))
        first, *more = [line for text in texts for line in flow(text, style, indent=beside)]
        yield pad(name, column) + first[column:]
        yield from more


def _has_room(texts: Sequence[str], width: int | None, column: int) -> bool:
    """Whether the texts have room beside the names: whole words, and more than one a line."""
    if width is None:
        return True
    room = width - column - len(GAP)
    longest = max((cells(word) for text in texts for word in text.split()), default=0)
    return longest <= room and (room >= ROOM or all(cells(text) <= room for text in texts))
