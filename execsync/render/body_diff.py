"""What changed in a body: counts, and the changed lines under the heading that they stand in."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*?)\s*#*\s*$")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_WORD = re.compile(r"[^\W\u2e80-\uffff]+|\s+|.")
"""A word; of Chinese and Japanese, which have no blanks, a sign."""
ALIKE = 0.5
"""How much of two lines is the same, of 1, where one is taken for a version of the other."""
MOST_WORDS = 2000
"""Words of a line that are compared: the time grows with their square."""
CONTEXT = 1
"""Unchanged lines that are shown around a change."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Neighbouring changes. `lines` begin with a space, `-` or `+`."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyDiff:
    """The difference of two bodies, in lines."""

    added: int
    removed: int
    hunks: tuple[Hunk, ...]


def diff_bodies(before: str, after: str) -> BodyDiff:
    """The difference between two bodies."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    headings = _headings(new)
    hunks = []
    added = removed = 0
    for group in matcher.get_grouped_opcodes(CONTEXT):
        lines = list(_lines(group, old, new))
        added += sum(line.startswith("+") for line in lines)
        removed += sum(line.startswith("-") for line in lines)
        first = next(j for tag, _, _, j, _ in group if tag != "equal")
        hunks.append(Hunk(headings[min(first, len(headings) - 1)], tuple(lines)))
    return BodyDiff(added, removed, tuple(hunks))


def changed_words(lines: Sequence[str]) -> list[list[tuple[int, int]]]:
    """For each line of a hunk, where the words stand that changed, from and to.

    Only where as many lines went as came, one after the other, and a line kept half of its words: of one
    that says something else, no word is marked.
    """
    found: list[list[tuple[int, int]]] = [[] for _ in lines]
    for old, new in _pairs(lines):
        found[old], found[new] = _changed(lines[old], lines[new])
    return found


def _pairs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of a line that went and of the one that came for it."""
    runs = [(sign, [*places]) for sign, places in groupby(range(len(lines)), lambda n: lines[n][0])]
    for (sign, gone), (after, come) in pairwise(runs):
        if (sign, after) == ("-", "+") and len(gone) == len(come):
            yield from zip(gone, come, strict=True)


def _changed(old: str, new: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    before, after = [*_WORD.finditer(old, 1)], [*_WORD.finditer(new, 1)]
    words = [m[0] for m in before], [m[0] for m in after]
    matcher = difflib.SequenceMatcher(str.isspace, *words, autojunk=False)
    if max(map(len, words)) > MOST_WORDS or matcher.ratio() < ALIKE:
        return [], []
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    return (
        [(before[a].start(), before[b - 1].end()) for _, a, b, _, _ in changes if a < b],
        [(after[a].start(), after[b - 1].end()) for _, _, _, a, b in changes if a < b],
    )


def _lines(
    group: Sequence[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]
) -> Iterator[str]:
    for tag, i1, i2, j1, j2 in group:
        if tag == "equal":
            yield from (f"  {line}" for line in old[i1:i2])
        else:
            yield from (f"- {line}" for line in old[i1:i2])
            yield from (f"+ {line}" for line in new[j1:j2])


def _headings(lines: Sequence[str]) -> list[str]:
    """For each line, and for the end, the heading that it stands under; code blocks have none."""
    found, current, fenced = [], "", False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (heading := _HEADING.match(line)):
            current = heading["text"]
        found.append(current)
    return [*found, current]
