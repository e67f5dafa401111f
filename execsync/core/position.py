"""Places in a document, found only once something there is wrong."""

from dataclasses import dataclass
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
    return Position(
        line=first_line + text.count("\n", 0, offset),
        column=offset - text.rfind("\n", 0, offset),
    )
