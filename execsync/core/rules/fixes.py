"""Mending what is safe to mend, with the rest of the file kept byte for byte."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from execsync.core.choices import Status, Visibility
from execsync.core.documents.document import Document
from execsync.core.documents.position import InFront, Position
from execsync.core.documents.titles import heading_title, title_of
from execsync.core.rules import check, read
from execsync.core.rules.characters import find_unusable
from execsync.core.rules.keys import meant, unknown_keys
from execsync.core.settings import RuleSettings

FIXABLE = frozenset({"EX005", "EX020", "EX021", "EX024", "EX025"})

_BOM = b"\xef\xbb\xbf"
_CHOICES = {"status": frozenset(Status), "visibility": frozenset(Visibility)}
_PASSES = 3
_LINE_START = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_LINE_END = re.compile(r"\r\n|\r|\n")


class Fixed(NamedTuple):
    """A file after mending, and in words what was mended."""

    data: bytes
    words: tuple[str, ...]


class _Edit(NamedTuple):
    """The text `old` at a place, to be replaced by `new`."""

    at: Position
    old: str
    new: str
    words: str


def fix(
    path: str, data: bytes, settings: RuleSettings, now: datetime, *, line_ends: bool
) -> Fixed | None:
    """`data` with what is safe to mend mended, line ends only if asked for.

    None if nothing is, or if mending would change the body or make a finding of another kind. `now` knows its
    time zone.
    """
    mended, words = data, list[str]()
    for _ in range(_PASSES):
        document, _ = read(path, mended, settings, now)
        if document is None:
            return None
        mended, more = _mended(document, mended, settings)
        words += more
        if not more:
            break
    if line_ends and (uniform := _with_one_line_end(mended)) != mended:
        mended = uniform
        words.append("line ends made alike")
    return Fixed(mended, tuple(words)) if _helps(path, data, mended, settings, now) else None


def _mended(document: Document, data: bytes, settings: RuleSettings) -> tuple[bytes, list[str]]:
    """One pass, and in words what it did. A key that is put right may show a value that is wrong."""
    text = data.removeprefix(_BOM).decode()
    edits = sorted(_edits(document))
    for edit in reversed(edits):
        text = _apply(text, edit)
    words = [edit.words for edit in edits]
    if not edits and (titled := _with_title(text, document, settings)):
        text = titled
        words.append("title taken from the first heading")
    return (_BOM if data.startswith(_BOM) else b"") + text.encode(), words


def _helps(path: str, data: bytes, mended: bytes, settings: RuleSettings, now: datetime) -> bool:
    """Whether there are fewer findings, none of another kind, and the same body."""
    before, after = (_findings(path, one, settings, now) for one in (data, mended))
    return after[0] == before[0] and after[1] < before[1]


def _findings(
    path: str, data: bytes, settings: RuleSettings, now: datetime
) -> tuple[str | None, Counter[str]]:
    document, found = read(path, data, settings, now)
    found += check(document, settings) if document else []
    return (document.body if document else None), Counter(one.code for one in found)


def _edits(document: Document) -> Iterator[_Edit]:
    for keys, key, fields in unknown_keys(document.front):
        if right := meant(key, fields):
            yield from _replace(document, InFront(keys, "key"), key, right)
    for name, allowed in _CHOICES.items():
        value = document.front.get(name)
        if isinstance(value, str) and value not in allowed and value.lower() in allowed:
            yield from _replace(document, InFront((name,)), value, value.lower())


def _replace(document: Document, place: InFront, old: str, new: str) -> Iterator[_Edit]:
    """The edit, if `old` stands at `place` as it is meant, quotes aside."""
    at = document.locate(place)
    written = document.written(place)
    if at and written.strip("\"'") == old:
        yield _Edit(at, written, written.replace(old, new), f"`{old}` is now `{new}`")


def _apply(text: str, edit: _Edit) -> str:
    lines = _LINE_START.split(text)
    line, start = lines[edit.at.line - 1], edit.at.column - 1
    if line.startswith(edit.old, start):
        lines[edit.at.line - 1] = line[:start] + edit.new + line[start + len(edit.old) :]
    return "".join(lines)


def _with_title(text: str, document: Document, settings: RuleSettings) -> str:
    """`text` with the heading it begins with as title in the front matter; empty if it needs or has none."""
    if "title" in document.front or title_of(document, settings).text:
        return ""
    title = heading_title(document).text
    if not title or find_unusable(title):
        return ""
    end = match[0] if (match := _LINE_END.search(text)) else "\n"
    quoted = json.dumps(title, ensure_ascii=False)
    if document.block is None:
        return f"---{end}title: {quoted}{end}---{end}{end}{text}"
    sign = " =" if document.block.syntax == "TOML" else ":"
    fence, rest = text.split(end, 1)
    return f"{fence}{end}title{sign} {quoted}{end}{rest}"


def _with_one_line_end(data: bytes) -> bytes:
    """`data` with the kind of line end that most of its lines have; never a bare return."""
    text = data.decode()
    counts = Counter(_LINE_END.findall(text))
    end = "\r\n" if counts["\r\n"] > counts["\n"] + counts["\r"] else "\n"
    return _LINE_END.sub(end, text).encode()
