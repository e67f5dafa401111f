"""Whether an edit of a text is in another version of it already."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from execsync.core.meaning import read, says

if TYPE_CHECKING:
    from execsync.core.blocks import Block

PAIRS = 1_000_000
"""How many pairs of parts are compared at most, for some tenths of a second."""


class TextChange(NamedTuple):
    """The parts of a text from `start` to before `end`, and those that another one has in their place."""

    start: int
    end: int
    new: tuple[int, ...]


def holds_edit(base: str, mine: str, web: str) -> bool:
    """Whether `mine` has all that somebody changed in `base` to make `web`, and goes beyond it.

    Merging `mine` and `web`, both made from `base`, then gives `mine`, and nothing is lost where `mine` is
    written over `web`. Texts are compared by what they say: block by block, lists item by item and tables
    row by row. True where `web` says what `base` does: there is no edit. False where it says what `mine`
    does: nothing is to be written. False in every doubt: both changed the same part in two ways, or one
    moved what the other removed.
    """
    told = says(web)
    if told in (says(base), says(mine)):
        return told == says(base)
    texts = [read(text) for text in (base, mine, web)]
    numbers: dict[Block, int] = {}
    parts = [
        [numbers.setdefault(part, len(numbers)) for part in _parts(blocks)]
        for blocks in texts
        if blocks is not None
    ]
    return len(parts) == len(texts) and _holds(*parts)


def _parts(blocks: Iterable["Block"]) -> Iterator["Block"]:
    """The blocks, of lists and tables each item and row; a table's first row is not one like the others."""
    for block in blocks:
        if block.kind in ("bullets", "numbers"):
            yield from (replace(block, inner=(item,)) for item in block.inner)
        elif block.kind == "table":
            yield replace(block, inner=block.inner[:1])
            yield from block.inner[1:]
        else:
            yield block


def _holds(base: Sequence[int], mine: Sequence[int], web: Sequence[int]) -> bool:
    edits, changes = _changes(base, web), _changes(base, mine)
    if edits is None or changes is None or not edits <= changes:
        return False
    before, after, ours = Counter(base), Counter(web), Counter(mine)
    return all(ours[part] <= after[part] for part in before - after)


def _changes(old: Sequence[int], new: Sequence[int]) -> frozenset[TextChange] | None:
    """What makes `new` of `old`; None where they are too long.

    Where several parts are replaced by as many, each is a change by itself.
    """
    start = _common(zip(old, new, strict=False))
    end = _common(zip(reversed(old[start:]), reversed(new[start:]), strict=False))
    gone, come = old[start : len(old) - end], new[start : len(new) - end]
    if len(gone) * len(come) > PAIRS:
        return None
    found = _replaced(gone, come)
    return frozenset(
        TextChange(start + change.start, start + change.end, change.new)
        for whole in found
        for change in _by_itself(whole)
    )


def _common(pairs: Iterable[tuple[int, int]]) -> int:
    """How many of the first pairs are two of a kind."""
    number = 0
    for one, other in pairs:
        if one != other:
            break
        number += 1
    return number


def _replaced(old: Sequence[int], new: Sequence[int]) -> Iterator[TextChange]:
    """The stretches between the parts of a longest common sequence of the two."""
    lengths = _common_lengths(old, new)
    i = j = first = second = 0
    while i < len(old) and j < len(new):
        if old[i] != new[j]:
            is_gone = lengths[i + 1][j] >= lengths[i][j + 1]
            i, j = (i + 1, j) if is_gone else (i, j + 1)
            continue
        if (i, j) != (first, second):
            yield TextChange(first, i, tuple(new[second:j]))
        i, j = i + 1, j + 1
        first, second = i, j
    if (first, second) != (len(old), len(new)):
        yield TextChange(first, len(old), tuple(new[second:]))


def _common_lengths(old: Sequence[int], new: Sequence[int]) -> list[list[int]]:
    """At [i][j], how long the longest common sequence of `old` from i on and `new` from j on is."""
    rows = [[0] * (len(new) + 1)]
    for part in reversed(old):
        below, row = rows[-1], [0]
        for j in range(len(new) - 1, -1, -1):
            row.append(below[j + 1] + 1 if part == new[j] else max(below[j], row[-1]))
        rows.append(row[::-1])
    return rows[::-1]


def _by_itself(change: TextChange) -> Iterable[TextChange]:
    if change.end - change.start != len(change.new):
        return [change]
    return [
        TextChange(change.start + n, change.start + n + 1, (new,))
        for n, new in enumerate(change.new)
    ]
