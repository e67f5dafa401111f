"""A file's text with one sign at the end of each line, and its edits in the file's own line ends."""

import re
from bisect import bisect_left
from collections.abc import Iterable

_BOM = "\ufeff"


class LineEnds:
    """`text` is what parsers read; `end` is how the file's first line ends."""

    def __init__(self, raw: str) -> None:
        self._bom = _BOM if raw.startswith(_BOM) else ""
        self._raw = raw.removeprefix(_BOM)
        pairs = (match.start() for match in re.finditer("\r\n", self._raw))
        self._pairs = [offset - before for before, offset in enumerate(pairs)]
        self.text = self._raw.replace("\r\n", "\n").replace("\r", "\n")
        first = re.search("\r\n|\r|\n", self._raw)
        self.end = first[0] if first else "\n"

    def raw(self, start: int, end: int) -> str:
        """`text[start:end]` as the file has it."""
        return self._raw[self._at(start) : self._at(end)]

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> str:
        """The file's text with edits of `text`, in order; what is put in has the first line's line ends."""
        parts, at = [self._bom], 0
        for start, end, text in edits:
            parts += [self.raw(at, start), text.replace("\n", self.end)]
            at = end
        return "".join((*parts, self._raw[self._at(at) :]))

    def _at(self, offset: int) -> int:
        return offset + bisect_left(self._pairs, offset)
