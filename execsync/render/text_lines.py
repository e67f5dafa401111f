"""The lines that plans and what else is told of pages are made of, within a terminal's width."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from execsync.render.body_diff import BodyDiff, changed_words
from execsync.render.cells import cells, clip, cut, expand, pad, shorten, wrap
from execsync.render.detail import Detail
from execsync.render.flow import Mark, flow
from execsync.render.plain import visible
from execsync.render.style import Colour, Style
from execsync.render.web_side import WebSide

INDENT = " " * 6
ROOM = 40
"""Columns that are worth writing a sentence into, beside a change's title."""
FEW = 8
"""Columns that are worth a word of it in a summary."""
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
            yield from self._hunk(hunk.lines, left)
            if left is not None:
                left -= len(hunk.lines)
        rest = sum(len(hunk.lines) for hunk in diff.hunks) - LONGEST_DIFF
        if left is not None and rest > 0:
            more = f"… {rest} more lines (--full shows them)"
            yield from self.block(more, Colour.DIM, indent=INDENT)

    def _hunk(self, lines: Sequence[str], most: int | None) -> Iterator[str]:
        shown = [expand(visible(line)) for line in lines[:most]]
        changed = changed_words(shown) if self.style.colour else [[] for _ in shown]
        for line, words in zip(shown, changed, strict=True):
            colours = {"+": (Colour.GREEN,), "-": (Colour.RED,)}.get(line[0], ())
            marks = [Mark(start, end, (*colours, Colour.REVERSE)) for start, end in words]
            yield from flow(line, self.style, *colours, marks=marks, indent=INDENT, hang="  ")

    def head(
        self, title: str, word: str, detail: str, colour: Colour, column: int, least: int = ROOM
    ) -> Iterator[str]:
        """A change's first line: its title, aligned to `column`, a word for what happens, and more of that.

        Where the columns leave fewer than the `least` for the rest, the title stands above it; of a summary,
        all of it is one line.
        """
        width = self.style.width
        if width is not None and self.detail is Detail.SUMMARY:
            title = short_title(title, column)
        head = f"{pad(title, column)}  {word:<8}"
        room = None if width is None else width - cells(head) - 2
        if room is None or cells(detail) <= room:
            yield f"{self.style(head, colour)}  {detail}".rstrip()
        elif self.detail is Detail.SUMMARY:
            if room >= FEW:
                yield f"{self.style(head, colour)}  {clip(detail, room)}"
            else:
                yield self.style(cut(head.rstrip(), width or 0), colour)
        elif room >= least:
            first, *more = wrap(detail, room)
            yield f"{self.style(head, colour)}  {first}"
            yield from (f"{' ' * (cells(head) + 2)}{line}" for line in more)
        else:
            yield self.style(short_title(title, width or 0), colour)
            yield from self.block(f"{word}  {detail}".rstrip(), indent=INDENT)

    def block(self, text: str, *colours: Colour, indent: str = "", hang: str = "") -> Iterator[str]:
        """`text` in as many lines as the terminal's width takes, all but the first one behind `hang`."""
        return flow(text, self.style, *colours, indent=indent, hang=hang)


def short_title(title: str, width: int) -> str:
    """A sign and a path, in so many columns."""
    sign, blank, path = title.partition(" ")
    return f"{sign}{blank}{shorten(path, width - len(sign) - 1)}"
