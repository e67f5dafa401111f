"""Two texts side by side, each line beside what became of it, and the words that differ marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from execsync.localhub.web.comparison import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from execsync.localhub.web.comparison import Line

MOST_WORDS = 500
"""Of a line; a longer one is marked as a whole: to compare words costs their number squared."""

MOST_CHARACTERS = 20_000
"""Of all changed lines; where there are more, each is marked as a whole."""

ALIKE = 0.4
"""The share of the shorter line that both have; less would be some common words, marked as confetti."""

_CHANGED = ("removed", "added")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line; `differs` where the other side says something else."""

    text: str
    differs: bool = False


Side = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each side, None where a side has none there; or a `gap`, which says what it stands for."""

    left: Side | None = None
    right: Side | None = None
    gap: str = ""

    @property
    def differs(self) -> bool:
        """Whether the sides differ here."""
        return not self.gap and self.left != self.right


def side_by_side(before: str, after: str) -> Sequence[Row]:
    """The rows with differences and a few around them; none where the texts are equal, but for their ends."""
    lines = compare(before.rstrip("\n"), after.rstrip("\n")).lines
    changed = sum(len(line.text) for line in lines if line.kind in _CHANGED)
    return list(_rows(lines, by_word=changed <= MOST_CHARACTERS))


def _rows(lines: Iterable[Line], *, by_word: bool) -> Iterator[Row]:
    for is_change, run in groupby(lines, lambda line: line.kind in _CHANGED):
        if is_change:
            yield from _changed(list(run), by_word=by_word)
        else:
            yield from map(_kept, run)


def _kept(line: Line) -> Row:
    if line.kind == "gap":
        return Row(gap=line.text)
    side = (Piece(line.text),)
    return Row(side, side)


def _changed(lines: Sequence[Line], *, by_word: bool) -> Iterator[Row]:
    """The rows of a run of changed lines: the first that was removed beside the first that was added."""
    removed = [line.text for line in lines if line.kind == "removed"]
    added = [line.text for line in lines if line.kind == "added"]
    for old, new in zip_longest(removed, added):
        if by_word and old is not None and new is not None:
            yield _pair(old, new)
        else:
            yield Row(_whole(old), _whole(new))


def _pair(old: str, new: str) -> Row:
    words = _WORD.findall(old), _WORD.findall(new)
    if max(map(len, words)) > MOST_WORDS:
        return Row(_whole(old), _whole(new))
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, *words, autojunk=False)
    for tag, start, stop, first, last in matcher.get_opcodes():
        texts = "".join(words[0][start:stop]), "".join(words[1][first:last])
        # A blank between two words that differ is no part that both sides have.
        differs = tag != "equal" or not texts[0].strip()
        for side, text in zip((left, right), texts, strict=True):
            if text:
                side.append(Piece(text, differs))
    same = sum(len(piece.text) for piece in left if not piece.differs)
    is_alike = same >= ALIKE * min(len(old), len(new))
    return Row(tuple(left), tuple(right)) if is_alike else Row(_whole(old), _whole(new))


def _whole(text: str | None) -> Side | None:
    return None if text is None else (Piece(text, differs=True),)
