"""Values beside each other, as far as a terminal is wide: what is too long stands above or below the rest."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from execsync.render.cells import cells, pad, shorten
from execsync.render.flow import flow
from execsync.render.style import Colour, Style

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


def facts(
    rows: Sequence[tuple[str, Sequence[str]]], style: Style, colours: Sequence[Colour] = ()
) -> Iterator[str]:
    """Short names, in colours or in none, each beside its texts, which go on below themselves."""
    column = max((cells(name) for name, _ in rows), default=0)
    for (name, texts), colour in zip_longest(rows, colours):
        painted = (colour,) if colour else ()
        room = style.width and style.width - column - len(GAP)
        if room is None or _fit(texts, room):
            inner = Style(colour=style.colour, width=room)
            lines = (line for text in texts for line in flow(text, inner))
            for beside, line in zip_longest([name], lines, fillvalue=""):
                yield f"{style(pad(beside, column), *painted)}{GAP}{line}".rstrip()
        else:
            yield from flow(name, style, *painted)
            for text in texts:
                yield from flow(text, style, indent=INDENT)


def _fit(texts: Sequence[str], room: int) -> bool:
    """Whether texts fit into so many columns: each on a line, or with whole words on lines of some length."""
    longest = max((cells(word) for text in texts for word in text.split()), default=0)
    return all(cells(text) <= room for text in texts) or longest <= room >= ROOM
