"""Hostile text as plain words in GitHub's Markdown: no markup, no HTML, no link, no mention."""

import html
import re
from collections.abc import Iterable, Sequence

from execsync.render.plain import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]()|~!>$:])")
_FOUND_LATER = re.compile(r"([@#]|www(?=\.)|GH(?=-))", re.IGNORECASE)
GAP = "&#8203;"
"""A space of no width."""


def escape(text: str) -> str:
    """`text` for a line of Markdown, or a cell of a table.

    GitHub looks for mentions, references and `www.` after it has undone escapes, so that only a
    character in between keeps it from finding them.
    """
    escaped = _SPECIAL.sub(r"\\\1", visible(text)).replace("&", "&amp;").replace("<", "&lt;")
    return _FOUND_LATER.sub(rf"\1{GAP}", escaped)


def escape_html(text: str) -> str:
    """`text` within HTML, where Markdown is not read, and a backslash would be shown."""
    return _FOUND_LATER.sub(rf"\1{GAP}", html.escape(visible(text)))


def clip(text: str, longest: int) -> str:
    """The beginning of a text that is too long, and how much of it is left out."""
    rest = len(text) - longest
    return text if rest <= 0 else f"{text[:longest]}… ({rest:,} more characters)"


def fitting(lines: Sequence[str], longest: int, noun: str = "lines") -> list[str]:
    """The first lines that fit into so many characters together, and one that counts the others."""
    kept, room = 0, longest - 100
    if sum(len(line) + 1 for line in lines) <= longest:
        return [*lines]
    while kept < len(lines) and (room := room - len(lines[kept]) - 1) >= 0:
        kept += 1
    return [*lines[:kept], "", f"{len(lines) - kept:,} more {noun} are not shown."]


def code_block(language: str, lines: Iterable[str]) -> str:
    """Lines between fences that none of them can close."""
    shown = [visible(line) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}{language}", *shown, fence))
