"""Wikilinks: `[[page]]`, `[[page#heading|text]]`, and embeds, `![[page]]`.

They are text to CommonMark, and what it takes for a link, `[[1]](page.md)`, is one here, too.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from execsync.core.documents.position import Span

_WIKILINK = re.compile(r"(!?)\[\[(?![\s^])([^\[\]\n|<>`]+)(?:\|([^\[\]\n<`]*))?\]\]")
_SIZE = re.compile(r"\s*\d+(?:x\d+)?\s*$")
_SIGN = re.compile(r"([\\`*_\[\]<>&~|!])")


class Text(NamedTuple):
    """A stretch of text of no link, as the parser reads it; the cells of tables are numbered."""

    start: int
    end: int
    cell: int


class Wikilink(NamedTuple):
    """`at` is where the page is named, by `target`."""

    whole: Span
    at: Span
    target: str
    text: str | None
    embed: bool


def may_hold_wikilinks(body: str) -> bool:
    """Whether something is written as a wikilink: without it, nobody need know what is text."""
    return "[[" in body and _WIKILINK.search(body) is not None


def wikilinks_in(body: str, texts: Sequence[Text]) -> Iterator[Wikilink]:
    """Those whose brackets are text, and neither escaped nor code."""
    for match in _WIKILINK.finditer(body):
        start, end = match.start(2) - 2, match.end()
        cells = {_cell(texts, offset) for offset in (start, start + 1, end - 2, end - 1)}
        if None in cells or len(cells) > 1 or is_escaped(body, start) or is_escaped(body, end - 2):
            continue
        embed = bool(match[1]) and not is_escaped(body, match.start())
        page = match[2].removesuffix("\\") if match[3] is not None else match[2]
        yield Wikilink(
            Span(start - embed, end),
            Span(match.start(2), match.start(2) + len(page)),
            page,
            match[3],
            embed=embed,
        )


def shown_text(text: str | None, name: str, *, embed: bool) -> str:
    """What a wikilink shows, as Markdown: its text, else the name. The text of an embed may be its size."""
    shown = (text or "").strip()
    if not shown or (embed and _SIZE.match(shown)):
        shown = name
    return _SIGN.sub(r"\\\1", shown)


def _cell(texts: Sequence[Text], offset: int) -> int | None:
    place = bisect_right(texts, offset, key=lambda text: text.start) - 1
    return texts[place].cell if place >= 0 and offset < texts[place].end else None


def is_escaped(body: str, offset: int) -> bool:
    """Whether a backslash takes a sign's meaning away."""
    first = offset
    while first and body[first - 1] == "\\":
        first -= 1
    return (offset - first) % 2 == 1
