"""What a text says, block by block, whatever the spelling."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from execsync.core.inlines import InlineKind, Run, read_runs, trim
from execsync.core.normal_text import normal_text
from execsync.core.parser import MARKS, TooCostly, edge_of, events

if TYPE_CHECKING:
    from pyromark.event import Event

NESTING = 50
"""Levels of quotes, lists and their items within each other: what reads the blocks recurses."""
EVENTS = 100_000
"""Events of one text that are read, in less than a second. A usual text has one for 20 characters."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block by its kind.

    `about` is a heading's level, a list's first number, the info string of code, or how the columns of a
    table are aligned. Of the others a block has one: runs, plain text, or blocks within it (what is
    quoted, a list's items, a table's rows and their cells).
    """

    kind: str
    about: str = ""
    runs: tuple[Run, ...] = ()
    text: str = ""
    inner: tuple["Block", ...] = ()


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text in order. Raises TooCostly."""
    return blocks_of(events(normal_text(text)))


class _Open(NamedTuple):
    """A block that has begun, with those before it."""

    kind: str
    data: Any
    before: list[Block]


def blocks_of(told: "Iterable[Event]") -> tuple[Block, ...]:
    """The blocks that the parser's events tell of. Raises TooCostly."""
    reading = _Reading()
    for number, event in enumerate(told):
        if number > EVENTS:
            raise TooCostly
        reading.take(event)
    return _join(reading.blocks)


class _Reading:
    """Takes the events one after another, and keeps those within a block until its end."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._around: list[_Open] = []
        self._words: list[Event] = []

    def take(self, event: "Event") -> None:
        """Take the next event."""
        edge, kind, data = edge_of(event)
        if kind in MARKS:
            self._words.append(event)
        elif edge == "Start":
            self._begin(kind, data)
        elif edge == "End":
            self._end()
        elif event == "Rule":
            self._settle()
            self.blocks.append(Block("rule"))
        else:
            self._words.append(event)

    def _settle(self) -> None:
        """Words without a block of their own: those of a list without blank lines, the mark of a footnote."""
        if self._words:
            self.blocks += _paragraphs(self._words)
            self._words = []

    def _begin(self, kind: str, data: Any) -> None:
        if len(self._around) > NESTING:
            raise TooCostly
        if kind != "Paragraph":
            self._settle()
        if kind == "FootnoteDefinition":
            self._words = [{"Text": f"[^{data}]: "}]
        self._around.append(_Open(kind, data, self.blocks))
        self.blocks = []

    def _end(self) -> None:
        kind, data, before = self._around.pop()
        if kind in ("Item", "FootnoteDefinition"):
            self._settle()
        before += _whole(kind, data, self._words, _join(self.blocks))
        self.blocks, self._words = before, []


def _whole(
    kind: str, data: Any, words: "Sequence[Event]", inner: tuple[Block, ...]
) -> Iterator[Block]:
    """What a block with these words, or these blocks in it, adds to those before it."""
    match kind:
        case "Paragraph":
            yield from _paragraphs(words)
        case "Heading":
            yield Block("heading", data["level"], runs=read_runs(words))
        case "CodeBlock":
            info = "" if data == "Indented" else " ".join(data["Fenced"].split())
            yield Block("code", info, text=_without_blank_end(_plain(words)))
        case "HtmlBlock":
            yield Block("html", text=_html(_plain(words)))
        case "TableCell":
            yield Block("cell", runs=read_runs(words))
        case "FootnoteDefinition":
            yield from _footnote(inner)
        case _:
            yield _container(kind, data, inner)


def _container(kind: str, data: Any, inner: tuple[Block, ...]) -> Block:
    match kind:
        case "BlockQuote":
            return Block("quote", inner=inner)
        case "List":
            start = "" if data is None else str(data)
            return Block("numbers" if start else "bullets", start, inner=inner)
        case "Item":
            return Block("item", inner=_with_plain_tick(inner))
        case "Table":
            return Block("table", ",".join(data), inner=inner)
    return Block("row", inner=inner)


def _plain(words: "Iterable[Event]") -> str:
    """The lines of code or HTML."""
    parts: list[Any] = [*words]
    return "".join(part.get("Text") or part.get("Html", "") for part in parts)


def _join(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, with lists of one kind that follow each other as one list, and HTML likewise."""
    joined: list[Block] = []
    for kind, group in groupby(blocks, key=attrgetter("kind")):
        first, *rest = group
        if rest and kind in ("bullets", "numbers"):
            items = chain(first.inner, *(block.inner for block in rest))
            joined.append(replace(first, inner=tuple(items)))
        elif rest and kind == "html":
            joined.append(Block("html", text=" ".join(block.text for block in (first, *rest))))
        else:
            joined += [first, *rest]
    return tuple(joined)


_VERBATIM = re.compile(r"<(pre|textarea|script)\b", re.IGNORECASE)


def _html(text: str) -> str:
    """HTML with one blank for several, which means the same but where all blanks are shown."""
    return text.strip() if _VERBATIM.search(text) else " ".join(text.split())


def _without_blank_end(code: str) -> str:
    """Code without blank lines at its end, which one kind of code block cannot have."""
    written = len(code.rstrip(" \t\n"))
    end = code.find("\n", written) if written else 0
    return code if end < 0 else code[:end]


def _with_plain_tick(inner: tuple[Block, ...]) -> tuple[Block, ...]:
    """An item with the tick of a task as GitHub writes it."""
    if not inner or not inner[0].runs or not inner[0].runs[0].text.startswith("[X] "):
        return inner
    first, *rest = inner[0].runs
    ticked = first._replace(text=f"[x]{first.text[3:]}")
    return (replace(inner[0], runs=(ticked, *rest)), *inner[1:])


_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")
_NEXT_FOOTNOTE = re.compile(rf" (?={_FOOTNOTE.pattern})")


def _footnote(inner: tuple[Block, ...]) -> Iterator[Block]:
    """A footnote's first paragraph as any other one, for a hub may know no footnotes, and what follows it."""
    notes = [*takewhile(lambda block: _is_note(block.runs), inner)]
    yield from notes
    if rest := inner[len(notes) :]:
        yield Block("note", inner=rest)


def _is_note(runs: Sequence[Run]) -> bool:
    return bool(runs and _FOOTNOTE.match(runs[0].text))


def _paragraphs(words: "Iterable[Event]") -> Iterator[Block]:
    """A paragraph as it is, and one that defines footnotes of GitHub's as one for each of them."""
    runs = read_runs(words)
    parts = _split_footnotes(runs) if _is_note(runs) else [runs]
    yield from (Block("paragraph", runs=part) for part in parts if part)


def _split_footnotes(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    note: list[Run] = []
    for run in runs:
        parts = _NEXT_FOOTNOTE.split(run.text) if run.kind is InlineKind.TEXT else [run.text]
        note.append(run._replace(text=parts[0]))
        for part in parts[1:]:
            yield trim(note)
            note = [run._replace(text=part)]
    yield trim(note)
