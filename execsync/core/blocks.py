"""What a text says, block by block, whatever the spelling."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from execsync.core.inlines import InlineKind, Run, read_runs, trim
from execsync.core.parser import parse


@dataclass(frozen=True, slots=True)
class Block:
    """A block by its kind.

    `about` is a heading's tag, a list's first number, the info string of code, or how the columns of a
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
    around: list[tuple[Token, list[Block]]] = []
    blocks: list[Block] = []
    for token in parse(text):
        if token.nesting > 0:
            around.append((token, blocks))
            blocks = []
        elif token.nesting < 0:
            opening, outer = around.pop()
            outer.extend(_whole(opening, _join(blocks)))
            blocks = outer
        else:
            blocks.append(_leaf(token))
    return _join(blocks)


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


def _leaf(token: Token) -> Block:
    match token.type:
        case "inline":
            return Block("inline", runs=read_runs(token.children or ()))
        case "html_block":
            return Block("html", text=_html(token.content))
        case "hr":
            return Block("rule")
    info = " ".join(unescapeAll(token.info).split())
    return Block("code", info, text=_without_blank_end(token.content))


_VERBATIM = re.compile(r"<(pre|textarea|script)\b", re.IGNORECASE)


def _html(text: str) -> str:
    """HTML with one blank for several, which means the same but where all blanks are shown."""
    return text.strip() if _VERBATIM.search(text) else " ".join(text.split())


def _without_blank_end(code: str) -> str:
    """Code without blank lines at its end, which one kind of code block cannot have."""
    end = code.find("\n", len(code.rstrip(" \t\n")))
    return code if end < 0 else code[:end]


def _whole(token: Token, inner: tuple[Block, ...]) -> Iterator[Block]:
    """What an opening token, with all up to its closing one, adds to the blocks around it."""
    match token.type:
        case "paragraph_open":
            parts = _split_footnotes(inner[0].runs)
            yield from (Block("paragraph", runs=part) for part in parts if part)
        case "heading_open":
            yield Block("heading", token.tag, runs=inner[0].runs)
        case "blockquote_open":
            yield Block("quote", inner=inner)
        case "bullet_list_open":
            yield Block("bullets", inner=inner)
        case "ordered_list_open":
            yield Block("numbers", str(token.attrs.get("start", 1)), inner=inner)
        case "list_item_open":
            yield Block("item", inner=_with_plain_tick(inner))
        case "table_open":
            yield Block("table", inner[0].about, inner=inner)
        case "tr_open":
            yield Block("row", ",".join(cell.about for cell in inner), inner=inner)
        case "th_open" | "td_open":
            yield Block("cell", str(token.attrs.get("style", "")), runs=inner[0].runs)
        case _:
            yield from inner


def _with_plain_tick(inner: tuple[Block, ...]) -> tuple[Block, ...]:
    """An item with the tick of a task as GitHub writes it."""
    if not inner or not inner[0].runs or not inner[0].runs[0].text.startswith("[X] "):
        return inner
    first, *rest = inner[0].runs
    ticked = replace(first, text=f"[x]{first.text[3:]}")
    return (replace(inner[0], runs=(ticked, *rest)), *inner[1:])


_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")
_NEXT_FOOTNOTE = re.compile(rf" (?={_FOOTNOTE.pattern})")


def _split_footnotes(runs: tuple[Run, ...]) -> Iterator[tuple[Run, ...]]:
    """A paragraph as it is, and one that defines footnotes of GitHub's as one for each of them."""
    if not runs or not _FOOTNOTE.match(runs[0].text):
        yield runs
        return
    note: list[Run] = []
    for run in runs:
        parts = _NEXT_FOOTNOTE.split(run.text) if run.kind is InlineKind.TEXT else [run.text]
        note.append(replace(run, text=parts[0]))
        for part in parts[1:]:
            yield trim(note)
            note = [replace(run, text=part)]
    yield trim(note)
