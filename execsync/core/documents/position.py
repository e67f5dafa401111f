"""Places in a document, found only once something there is wrong."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

Keys = tuple[object, ...]
"""The way to a value in front matter: keys of tables and, from 0, places in lists."""


class Position(NamedTuple):
    """A line and a column, both from 1; a column counts characters."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of text: where it begins, and the offset after its end."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class InFront:
    """A key or a value of the front matter."""

    keys: Keys
    part: Literal["key", "value"] = "value"


@dataclass(frozen=True, slots=True)
class InBody:
    """An offset in the body, in characters."""

    offset: int


Place = InFront | InBody | Position | None
"""Where a finding is; None stands for the file as a whole."""


def position_in(text: str, offset: int, *, first_line: int = 1) -> Position:
    """The position of `offset` in `text`, whose first line is the file's line `first_line`."""
    before = line_of(text, offset)
    return Position(first_line + before, offset - text.rfind("\n", 0, offset))


def line_of(text: str, offset: int) -> int:
    """How many lines of `text` end before `offset`."""
    return bisect_left(_line_ends(text), offset)


@lru_cache(maxsize=2)
def _line_ends(text: str) -> list[int]:
    """Offsets of line ends: a file with thousands of findings must not be counted through for each."""
    return [match.start() for match in re.finditer("\n", text)]
