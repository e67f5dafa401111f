"""Where the blocks of a body stand, which together hold every word of it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from execsync.core.documents.offsets import characters_in
from execsync.core.parser import edge_of, located_events

_DEFINITION = re.compile(r"^ {0,3}\[", re.MULTILINE)


class Passage(NamedTuple):
    """`text[start:end]`, from the beginning of its first line, without blank lines at its ends.

    `kind` is the parser's name of the block, or empty for definitions of links.
    """

    start: int
    end: int
    kind: str = ""


def passages(text: str, *, items: bool = False) -> list[Passage]:
    """The blocks in order; with `items`, each item of a list that is in no other block by itself.

    Raises TooCostly.
    """
    found: list[Passage] = []
    at = 0
    for kind, start, end in _blocks(text, items=items):
        begin = max(_line_start(text, start), at)
        found += _rest(text, at, begin)
        whole = _trimmed(text, begin, end, kind)
        if whole.start < whole.end:
            found.append(whole)
            at = whole.end
    return [*found, *_rest(text, at, len(text))]


def _blocks(text: str, *, items: bool) -> Iterator[tuple[str, int, int]]:
    """The kind of each block, and where it begins and ends by the parser's account."""
    at = characters_in(text)
    depth, floor = 0, 0
    for event, span in located_events(text):
        edge, kind, _ = edge_of(event)
        opens, closes = kind if edge == "Start" else "", edge == "End"
        if depth == floor and not closes and not (items and opens == "List" and not floor):
            yield opens or "Rule", at(span["start"]), at(span["end"])
        if items and opens == "List" and depth == 0:
            floor = 1
        depth += bool(opens) - closes
        if depth == 0:
            floor = 0


def _line_start(text: str, offset: int) -> int:
    """Where the line begins that an offset is on, if nothing but blanks is before it there."""
    start = text.rfind("\n", 0, offset) + 1
    return offset if text[start:offset].strip(" \t") else start


def _trimmed(text: str, start: int, end: int, kind: str = "") -> Passage:
    """Without blank lines, whose blanks may be a block of code's: those at its ends are none of it."""
    inner = text[start:end]
    first = start + len(inner) - len(inner.lstrip(" \t\n"))
    return Passage(
        max(text.rfind("\n", 0, first) + 1, start), start + len(inner.rstrip("\n \t")), kind
    )


def _rest(text: str, start: int, end: int) -> Iterator[Passage]:
    """What the parser leaves out, line by line where those may be definitions."""
    starts = [start, *(found.start() for found in _DEFINITION.finditer(text, start, end)), end]
    for one, other in pairwise(starts):
        if text[one:other].strip():
            yield _trimmed(text, one, other)
