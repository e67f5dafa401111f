"""A Markdown file, read: front matter, body and the places of both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from execsync.core import size_limits
from execsync.core.documents.foreign import NOTHING, Foreign
from execsync.core.documents.position import InBody, InFront, Place, Position, Span, position_in
from execsync.core.documents.read_error import ReadError
from execsync.core.nesting import deep_line

if TYPE_CHECKING:
    from execsync.core.documents.front_matter import FrontMatterBlock

_JSON = re.compile(r'\{\s*"[\w.-]{1,100}"\s*:')
NO_FRONT: Mapping[Any, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read; whether it makes sense is for the rules to say.

    `path` is POSIX and relative to the content root. `body` has no blank lines at its ends and no
    line end after its last line; its first line is the file's line `body_line`.
    """

    path: str
    front: Mapping[Any, object]
    body: str
    body_line: int = 1
    block: "FrontMatterBlock | None" = None
    foreign: Foreign = NOTHING

    @property
    def is_managed(self) -> bool:
        """Whether the page is to be written; one that is not is only linked to."""
        return self.front.get("managed") is not False

    def locate(self, place: Place) -> Position | None:
        """The line and column of `place`; None for the file as a whole."""
        if isinstance(place, InBody):
            return position_in(self.body, place.offset, first_line=self.body_line)
        if not isinstance(place, InFront):
            return place
        if self.block is None:
            return Position(1, 1)
        return self.block.position(self._find(place, self.block).start)

    def written(self, place: InFront) -> str:
        """A key or value as the front matter spells it: `1:30`, where YAML reads 90."""
        if self.block is None:
            return ""
        span = self._find(place, self.block)
        return self.block.text[span.start : span.end].strip()

    def _find(self, place: InFront, block: "FrontMatterBlock") -> Span:
        """Where it is written: another tool's key may have given the value of one of our fields."""
        first, *rest = place.keys
        given = self.foreign.given.get(first) if isinstance(first, str) else None
        keys = (given.key if given else first, *rest)
        return block.find(keys, key=place.part == "key")


def parse(path: str, data: bytes) -> tuple[Document | None, list[ReadError]]:
    """The document in `data`, if it can be read, and what was wrong with reading it.

    Never raises for what a file may hold.
    """
    troubles: list[ReadError] = []
    document = None
    try:
        document = _read(path, data, troubles)
    except ReadError as trouble:
        troubles.append(trouble)
    return document, troubles


def _read(path: str, data: bytes, troubles: list[ReadError]) -> Document:
    """The document; adds to `troubles` what does not keep it from being read."""
    text = _decode(data)
    if "\r" in text:
        if _is_mixed(text):
            troubles.append(ReadError("EX005"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<<<<<<<" in text:
        _refuse_conflict(text)
    if not text.startswith(("---", "+++")):
        if is_json(text):
            raise _in_json()
        body, skipped = _trim(text)
        _refuse_depth(body, 1 + skipped)
        return Document(path, NO_FRONT, body, 1 + skipped)
    from execsync.core.documents import front_matter

    block, rest = front_matter.split(text)
    front: Mapping[Any, object] = NO_FRONT
    if block:
        front, repeats = block.load()
        troubles.extend(repeats)
    body, skipped = _trim(rest)
    line = 1 + text.count("\n", 0, len(text) - len(rest)) + skipped
    _refuse_depth(body, line)
    return Document(path, front, body, line, block)


def _refuse_conflict(text: str) -> None:
    """Raise ReadError where somebody has still to choose between two versions: neither may be sent."""
    from execsync.core.documents.conflict_markers import find_conflict

    offset = find_conflict(text)
    if offset is not None:
        raise ReadError.at("EX037", text, offset)


def is_json(text: str) -> bool:
    """Whether a text begins as front matter does that Hugo has in JSON."""
    return text.startswith("{") and _JSON.match(text) is not None


def _in_json() -> ReadError:
    """Nobody wants it sent as the page's text."""
    return ReadError(
        "EX011",
        line=1,
        column=1,
        detail="the file begins with front matter in JSON, which is not read",
        hint="write it as YAML: a line ---, lines of `key: value`, a line ---; "
        "of a whole site, `hugo convert toYAML --output DIR` makes a copy; "
        "if it is the page's text, write two lines --- before it",
    )


def _refuse_depth(body: str, first_line: int) -> None:
    """Raises ReadError: what is in a body that takes too long to parse, or stays in Git, nobody knows."""
    offset = deep_line(body)
    if offset is not None:
        line, column = position_in(body, offset, first_line=first_line)
        raise ReadError("EX083", line=line, column=column)


def _decode(data: bytes) -> str:
    """The text of a file, without a byte-order mark. Raises ReadError."""
    if len(data) > size_limits.PAGE:
        raise too_large(len(data))
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start) from None
    if "\0" in text:
        raise ReadError.at("EX003", text, text.index("\0"))
    return text


def too_large(size: int) -> ReadError:
    """Says that a file of `size` bytes is over the limit."""
    return ReadError("EX004", detail=f"{size:,} bytes")


def _undecodable(data: bytes, offset: int) -> ReadError:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ReadError("EX002", line=1, column=1, detail="it looks like UTF-16")
    before = data[:offset].decode().replace("\r\n", "\n").replace("\r", "\n")
    return ReadError.at("EX002", before, len(before), detail=f"the byte 0x{data[offset]:02x}")


def _is_mixed(text: str) -> bool:
    """Whether lines end in more than one way, or in carriage returns alone."""
    pairs = text.count("\r\n")
    return text.count("\r") != pairs or text.count("\n") != pairs


def _trim(text: str) -> tuple[str, int]:
    """The text without blank lines at its ends, and how many lines went before it."""
    last_word = len(text.rstrip(" \t\n"))
    if not last_word:
        return "", 0
    end = text.find("\n", last_word)
    trimmed = text if end < 0 else text[:end]
    first_word = len(trimmed) - len(trimmed.lstrip(" \t\n"))
    start = trimmed.rfind("\n", 0, first_word) + 1
    return trimmed[start:], trimmed.count("\n", 0, start)
