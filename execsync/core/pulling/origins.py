"""From offsets in a text that was sent to offsets in the body that it was made of."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from execsync.core.documents.edits import Edit, edited
from execsync.core.documents.position import Span


class Change(NamedTuple):
    """`body[start:end]` has become `text[first:last]`."""

    start: int
    end: int
    first: int
    last: int


class Origins:
    """`body`, the edits that made `text` of it, and where each part of that comes from."""

    def __init__(self, body: str, edits: Sequence[Edit]) -> None:
        self.body = body
        self.text = edited(body, edits).text
        self.changes: list[Change] = []
        shift = 0
        for edit in edits:
            first = edit.start + shift
            self.changes.append(Change(edit.start, edit.end, first, first + len(edit.text)))
            shift += len(edit.text) - (edit.end - edit.start)
        self._firsts = [change.first for change in self.changes]
        self._lasts = [change.last for change in self.changes]

    def span(self, start: int, end: int) -> Span:
        """The part of the body that gave `text[start:end]`, without what was left out at its ends."""
        begin = self._start(start)
        return Span(begin, max(begin, self._end(end)))

    def hidden(self, start: int, end: int) -> list[str]:
        """What was left out within `text[start:end]`."""
        at = bisect_left(self._lasts, start)
        found = []
        for change in self.changes[at:]:
            if change.first > end:
                break
            left, put = self.body[change.start : change.end], self.text[change.first : change.last]
            if left.strip() and not put.strip():
                found.append(left.strip("\n"))
        return found

    def _start(self, offset: int) -> int:
        number = bisect_right(self._firsts, offset) - 1
        if number < 0:
            return offset
        change = self.changes[number]
        if change.first == offset < change.last:
            return change.start
        return change.end + max(offset - change.last, 0)

    def _end(self, offset: int) -> int:
        number = bisect_left(self._lasts, offset)
        if number < len(self.changes):
            change = self.changes[number]
            if change.first < offset:
                return change.end if change.last == offset else change.start
        if not number:
            return offset
        before = self.changes[number - 1]
        return before.end + offset - before.last
