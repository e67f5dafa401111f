"""What a paragraph says: runs of text, each with the set of its marks, whatever the spelling."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from execsync.core.parser import tag_of

if TYPE_CHECKING:
    from pyromark.event import Event

Mark = tuple[str, ...]
"""The name of a mark; of a link its address and title as well."""


class InlineKind(StrEnum):
    """What a run is made of."""

    TEXT = "text"
    BLANK = "blank"
    CODE = "code"
    BREAK = "break"
    IMAGE = "image"
    HTML = "html"


class Run(NamedTuple):
    """A stretch of one kind under one set of marks; `source` is an image's address and title."""

    kind: InlineKind
    text: str
    marks: frozenset[Mark]
    source: Mark = ()


_BREAK = Run(InlineKind.BREAK, "", frozenset())
_KIND_AND_MARKS = attrgetter("kind", "marks")
_BLANKS = re.compile(r"[ \t\n]+")
_SAFE = ";/?:@&=+$,-_.!~*'()#"
_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ASCII_ADDRESS = re.compile(rf"(?:[A-Za-z0-9{re.escape(_SAFE)}]|%[0-9A-Fa-f]{{2}})*+")
_HOST = re.compile(
    r"(?:(?:https?:)?//(?:[^/?#@]*@)?|mailto:[^@?]*@)([^/?#:]{1,253}+)(?![^/?#:])", re.IGNORECASE
)
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BARE = re.compile(r"(https?|ftp)://|www\.|((mailto|xmpp):)?[^\s@:/]+@[^\s@:/]+$", re.IGNORECASE)
"""Addresses that are links without being marked as such, in GitHub's Markdown and in most editors."""
_BEFORE = ("", "mailto:", "http://")
"""What such a link may have before the address that it shows: of mail, or one that begins with `www.`"""


def read_runs(events: "Iterable[Event]") -> tuple[Run, ...]:
    """The runs of a paragraph's events: no two neighbours are alike, and no blank is at an end.

    A line break counts as a blank, unless it was made to be seen: a hard break, by two blanks, a backslash
    or `<br>`. Editors keep those, and a page that shows one line for two says something else.
    """
    return trim(_join(_place_blanks(_flatten(events))))


def _flatten(events: "Iterable[Event]") -> list[Run]:
    """Every piece of text with all the marks around it, blanks apart."""
    runs: list[Run] = []
    around: list[tuple[Mark, frozenset[Mark], int]] = []
    marks: frozenset[Mark] = frozenset()
    for event in events:
        if not isinstance(event, str) and (tag := event.get("Start")):
            in_image = around and around[-1][0][0] in ("Image", "InImage")
            mark = ("InImage",) if in_image else _mark(*tag_of(tag))
            around.append((mark, marks, len(runs)))
            marks |= {mark}
        elif not isinstance(event, str) and "End" in event:
            mark, marks, start = around.pop()
            if mark[0] in ("Link", "Image"):
                runs[start:] = _closed(mark, runs[start:], marks)
        else:
            runs.extend(_pieces(event, marks))
    return runs


def _mark(kind: str, data: Any) -> Mark:
    if kind not in ("Link", "Image"):
        return (kind,)
    scheme = "mailto:" if data["link_type"] == "Email" else ""
    return (kind, _address(scheme + data["dest_url"]), _squeeze(data["title"]))


def _closed(mark: Mark, runs: list[Run], marks: frozenset[Mark]) -> list[Run]:
    """The runs of a link or an image that has ended; `marks` are those around it."""
    if mark[0] == "Image":
        shown = "".join(" " if run.kind is InlineKind.BREAK else run.text for run in runs)
        return [Run(InlineKind.IMAGE, _squeeze(shown), marks, mark[1:])]
    if _shows_itself(mark, runs):
        return [run._replace(marks=run.marks - {mark}) for run in runs]
    return runs


def _address(written: str) -> str:
    """An address as browsers and editors write it: in ASCII, with escapes for what has no place in it."""
    if _ASCII_ADDRESS.fullmatch(written):
        return written
    if found := _HOST.match(written):
        host = ".".join(map(_label, found[1].split(".")))
        written = written[: found.start(1)] + host + written[found.end(1) :]
    return quote(_NO_ESCAPE.sub("%25", written), safe=_SAFE + "%")


def _label(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def _shows_itself(mark: Mark, runs: Sequence[Run]) -> bool:
    """Whether a link shows nothing but its own address, and is one where that stands alone, too."""
    shown = [run for run in runs if run.kind is not InlineKind.BLANK]
    text = "".join(run.text for run in shown)
    if mark[2] or not _BARE.match(text) or any(run.kind is not InlineKind.TEXT for run in shown):
        return False
    return mark[1] in {_address(before + text) for before in _BEFORE}


def _pieces(event: Any, marks: frozenset[Mark]) -> Iterable[Run]:
    match event:
        case {"Text": text}:
            return _words(_BLANKS.sub(" ", text), marks)
        case {"Code": text}:
            return [Run(InlineKind.CODE, text, marks)]
        case {"FootnoteReference": name}:
            return [Run(InlineKind.TEXT, f"[^{name}]", marks)]
        case {"InlineHtml": tag} if not _BREAK_TAG.fullmatch(tag):
            return [Run(InlineKind.HTML, _squeeze(tag), marks)]
        case "SoftBreak":
            return [Run(InlineKind.BLANK, " ", marks)]
    return [_BREAK]


def _words(text: str, marks: frozenset[Mark]) -> Iterator[Run]:
    """Text whose blanks are single ones, without those at its ends, which stand for themselves."""
    if text.startswith(" "):
        yield Run(InlineKind.BLANK, " ", marks)
    if words := text.strip(" "):
        yield Run(InlineKind.TEXT, words, marks)
        if text.endswith(" "):
            yield Run(InlineKind.BLANK, " ", marks)


def _squeeze(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")


def _place_blanks(runs: Iterable[Run]) -> Iterator[Run]:
    """One blank for several, with the marks that both its neighbours have; none beside a break."""
    before: Run | None = None
    is_apart = False
    for run in runs:
        if run.kind is InlineKind.BLANK:
            is_apart = True
            continue
        if is_apart and before and InlineKind.BREAK not in (before.kind, run.kind):
            yield Run(InlineKind.TEXT, " ", before.marks & run.marks)
        yield run
        before, is_apart = run, False


def _join(runs: Iterable[Run]) -> Iterator[Run]:
    """Text, or code, under the same marks as one run."""
    for (kind, marks), group in groupby(runs, key=_KIND_AND_MARKS):
        if kind in (InlineKind.TEXT, InlineKind.CODE):
            yield Run(kind, "".join(run.text for run in group), marks)
        else:
            yield from group


def trim(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Without breaks and blanks of any kind at the ends: the parser leaves out those that are not escaped."""
    kept = deque(runs)
    for end, strip, drop in ((0, str.lstrip, kept.popleft), (-1, str.rstrip, kept.pop)):
        while kept and kept[end].kind in (InlineKind.TEXT, InlineKind.BREAK):
            if text := strip(kept[end].text):
                kept[end] = kept[end]._replace(text=text)
                break
            drop()
    return tuple(kept)
