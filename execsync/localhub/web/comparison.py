"""Two texts compared line by line, within bounds: long ones cost neither time nor page."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LineKind: TypeAlias = Literal["same", "added", "removed", "gap"]

MOST_MATCHED = 4000
"""Lines of both texts together, between their first and last difference."""

MOST_SHOWN = 1000
"""Lines of a comparison; the rest is counted."""

LONGEST_LINE = 2000
"""Characters."""

_AROUND = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a gap whose `text` says what it stands for."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changed lines with a few around them. Two texts that are equal have no lines."""

    lines: Sequence[Line]
    added: int
    removed: int


def compare(before: str, after: str) -> Comparison:
    """Compare two texts, the `before` one perhaps empty."""
    old, new = _split(before), _split(after)
    lines: list[Line] = []
    added = removed = end = 0
    for start, stop, first, last in _changes(old, new):
        _append_same(lines, old[end:start])
        lines += [Line("removed", _cut(text)) for text in old[start:stop]]
        lines += [Line("added", _cut(text)) for text in new[first:last]]
        removed += stop - start
        added += last - first
        end = stop
    if lines:
        _append_same(lines, old[end:], is_last=True)
    if len(lines) > MOST_SHOWN:
        lines[MOST_SHOWN:] = [_gap(len(lines) - MOST_SHOWN, "more")]
    return Comparison(lines, added, removed)


def _split(text: str) -> list[str]:
    return text.split("\n") if text else []


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where lines of `old` give way to lines of `new`: start and stop in each."""
    head = _count_equal(old, new)
    rest = _count_equal(old[head:][::-1], new[head:][::-1])
    middle, other = old[head : len(old) - rest], new[head : len(new) - rest]
    if not middle and not other:
        return
    if len(middle) + len(other) > MOST_MATCHED:
        yield head, head + len(middle), head, head + len(other)
        return
    for tag, start, stop, first, last in SequenceMatcher(None, middle, other).get_opcodes():
        if tag != "equal":
            yield head + start, head + stop, head + first, head + last


def _count_equal(old: list[str], new: list[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)))


def _append_same(lines: list[Line], same: list[str], *, is_last: bool = False) -> None:
    """Append equal lines, with a gap for those that are far from a change."""
    head = _AROUND if lines else 0
    tail = 0 if is_last else _AROUND
    if len(same) > head + tail:
        left_out = [_gap(len(same) - head - tail, "unchanged")]
        shown = (same[:head], same[len(same) - tail :])
    else:
        left_out, shown = [], (same, [])
    lines += [Line("same", _cut(text)) for text in shown[0]]
    lines += left_out
    lines += [Line("same", _cut(text)) for text in shown[1]]


def _gap(count: int, what: str) -> Line:
    return Line("gap", f"{count:,} {what} line{'' if count == 1 else 's'}")


def _cut(text: str) -> str:
    more = len(text) - LONGEST_LINE
    return f"{text[:LONGEST_LINE]} … and {more:,} characters more" if more > 0 else text
