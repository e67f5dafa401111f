"""Mending what is safe to mend, with the rest of the file kept byte for byte."""

import json
import re
from collections import Counter
from collections.abc import Container, Iterator
from typing import NamedTuple

from execsync.core.diagnostic import Diagnostic
from execsync.core.document import Document, parse
from execsync.core.headings import first_heading
from execsync.core.position import InFront, Position
from execsync.core.resource import Status, Visibility
from execsync.core.rules import check
from execsync.core.rules.keys import meant, unknown_keys
from execsync.core.settings import RuleSettings

FIXABLE = frozenset({"EX005", "EX020", "EX021", "EX024", "EX025"})

_BOM = b"\xef\xbb\xbf"
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


def fix(path: str, data: bytes, settings: RuleSettings, codes: Container[str]) -> Fixed | None:
    """`data` with the findings of rules in `codes` mended.

    None if there is nothing to mend, or if mending would change the body or not help.
    """
    document, before = parse(path, data)
    if document is None:
        return None
    edits = sorted(_edits(document, codes), reverse=True)
    text = data.removeprefix(_BOM).decode()
    for edit in edits:
        text = _apply(text, edit)
    words = [edit.words for edit in reversed(edits)]
    if "EX020" in codes and (titled := _with_title(text, document)):
        text = titled
        words.append("title taken from the first heading")
    if "EX005" in codes and (uniform := _with_one_line_end(text)) != text:
        text = uniform
        words.append("line ends made alike")
    mended = (_BOM if data.startswith(_BOM) else b"") + text.encode()
    return Fixed(mended, tuple(words)) if _helps(document, before, mended, settings) else None


def _helps(
    document: Document, before: list[Diagnostic], mended: bytes, settings: RuleSettings
) -> bool:
    fixed, after = parse(document.path, mended)
    if fixed is None or fixed.body != document.body:
        return False
    return len(after) + len(check(fixed, settings)) < len(before) + len(check(document, settings))


def _edits(document: Document, codes: Container[str]) -> Iterator[_Edit]:
    if "EX021" in codes:
        for keys, key, fields in unknown_keys(document.front):
            if right := meant(key, fields):
                yield from _replace(document, InFront(keys, "key"), key, right)
    for code, name, allowed in (("EX024", "status", Status), ("EX025", "visibility", Visibility)):
        value = document.front.get(name)
        if code in codes and isinstance(value, str) and value.lower() in set(allowed):
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


def _with_title(text: str, document: Document) -> str:
    """`text` with the first heading as title in the front matter; empty if there is none."""
    title = first_heading(document.body)
    if not title or not title.isprintable() or "title" in document.front:
        return ""
    end = match[0] if (match := _LINE_END.search(text)) else "\n"
    quoted = json.dumps(title, ensure_ascii=False)
    if document.block is None:
        return f"---{end}title: {quoted}{end}---{end}{end}{text}"
    sign = " =" if document.block.syntax == "TOML" else ":"
    fence, rest = text.split(end, 1)
    return f"{fence}{end}title{sign} {quoted}{end}{rest}"


def _with_one_line_end(text: str) -> str:
    """`text` with the kind of line end that most of its lines have; never a bare return."""
    counts = Counter(_LINE_END.findall(text))
    end = "\r\n" if counts["\r\n"] > counts["\n"] + counts["\r"] else "\n"
    return _LINE_END.sub(end, text)
