"""Text with painted places, in lines that fit the terminal."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from execsync.render.cells import Line, break_lines, expand
from execsync.render.style import Colour, Style

NARROWEST = 20
"""Columns that are worth writing words into: where fewer are left, lines are set in by less."""


class Mark(NamedTuple):
    """A place of a text that is painted in another way than the rest of it."""

    start: int
    end: int
    colours: tuple[Colour, ...]


def flow(
    text: str,
    style: Style,
    *colours: Colour,
    marks: Sequence[Mark] = (),
    indent: str = "",
    hang: str = "",
) -> Iterator[str]:
    """`text` in as many lines as the terminal's width takes, all but the first one behind `hang`.

    `marks` stand in order, apart from each other; with them, `text` has no tabs.
    """
    if (width := style.width) is None:
        yield f"{indent}{_paint(text, Line(0, len(text)), style, colours, marks)}".rstrip()
        return
    text = expand(text)
    indent = indent[: max(0, width - NARROWEST)]
    before = f"{indent}{hang}"[: max(0, width - NARROWEST)]
    for number, line in enumerate(break_lines(text, width - len(indent), width - len(before))):
        painted = _paint(text, line, style, colours, marks)
        yield f"{before if number else indent}{painted}".rstrip()


def _paint(
    text: str, line: Line, style: Style, colours: tuple[Colour, ...], marks: Sequence[Mark]
) -> str:
    parts, at = [], line.start
    for mark in marks:
        start, end = max(mark.start, at), min(mark.end, line.end)
        if start < end:
            parts += [style(text[at:start], *colours), style(text[start:end], *mark.colours)]
            at = end
    return "".join((*parts, style(line._replace(start=at).of(text), *colours)))
