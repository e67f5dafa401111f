"""The lines that plans and what else is told of pages are made of, within a terminal's width."""

from collections.abc import Iterator
from dataclasses import dataclass

from execsync.render.body_diff import BodyDiff
from execsync.render.cells import cells, wrap
from execsync.render.detail import Detail
from execsync.render.plain import visible
from execsync.render.style import Colour, Style
from execsync.render.web_side import WebSide

INDENT = " " * 6
NARROWEST = 20
"""Columns that are worth writing words into."""
LONGEST_DIFF = 12
"""Lines of a body's difference that are shown unless all of it is asked for."""


@dataclass(frozen=True, slots=True)
class TextLines:
    """How to write them: colours or none, and how much of a text."""

    style: Style
    detail: Detail = Detail.USUAL

    def web_side(self, side: WebSide) -> Iterator[str]:
        """What somebody made of a page on the web, below its first line."""
        for line in side.lines():
            yield from self.block(line, indent=INDENT)
        for title, diff in side.differences():
            yield from self.block(title, indent=INDENT)
            yield from self.hunks(diff)

    def hunks(self, diff: BodyDiff) -> Iterator[str]:
        """The lines of a text's difference, as many as are shown."""
        left = None if self.detail is Detail.FULL else LONGEST_DIFF
        for hunk in diff.hunks:
            if left is not None and left <= 0:
                break
            heading = f"@@ {visible(hunk.heading)} @@" if hunk.heading else "@@"
            yield from self.block(heading, Colour.CYAN, indent=INDENT)
            for line in hunk.lines[:left]:
                colours = {"+": (Colour.GREEN,), "-": (Colour.RED,)}.get(line[0], ())
                yield from self.block(visible(line), *colours, indent=INDENT, hang="  ")
            if left is not None:
                left -= len(hunk.lines)
        rest = sum(len(hunk.lines) for hunk in diff.hunks) - LONGEST_DIFF
        if left is not None and rest > 0:
            more = f"… {rest} more lines (--full shows them)"
            yield from self.block(more, Colour.DIM, indent=INDENT)

    def head(self, head: str, colour: Colour, detail: str) -> Iterator[str]:
        """A change's first line; a detail that is too long for it goes on below itself."""
        column = cells(head) + 2
        width = self.style.width
        if width is None or column + cells(detail) <= width:
            yield f"{self.style(head, colour)}  {detail}".rstrip()
        elif width - column < NARROWEST:
            yield self.style(head.rstrip(), colour)
            yield from self.block(detail, indent=INDENT)
        else:
            first, *more = wrap(detail, width - column)
            yield f"{self.style(head, colour)}  {first}"
            yield from (f"{' ' * column}{line}" for line in more)

    def block(self, text: str, *colours: Colour, indent: str = "", hang: str = "") -> Iterator[str]:
        """`text` in as many lines as the terminal's width takes, all but the first one behind `hang`."""
        room = None if self.style.width is None else self.style.width - len(indent) - len(hang)
        lines = [text] if room is None else wrap(text, max(room, NARROWEST))
        for number, line in enumerate(lines):
            yield (indent + (hang if number else "") + self.style(line, *colours)).rstrip()
