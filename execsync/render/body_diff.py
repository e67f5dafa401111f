"""What changed in a body: counts, and the changed lines under the heading that they stand in."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*?)\s*#*\s*$")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
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
