"""What a paragraph says: runs of text, each with the set of its marks, whatever the spelling."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

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


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one kind under one set of marks; `source` is an image's address and title."""

    kind: InlineKind
    text: str
    marks: frozenset[Mark]
    source: Mark = ()


_BREAK = Run(InlineKind.BREAK, "", frozenset())
_NAMES = {"em_open": "em", "strong_open": "strong", "s_open": "s"}
_BLANKS = re.compile(r"[ \t\n]+")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BARE = re.compile(r"(https?|ftp)://|www\.|((mailto|xmpp):)?[^\s@:/]+@[^\s@:/]+$", re.IGNORECASE)
"""Addresses that are links without being marked as such, in GitHub's Markdown and in most editors."""
_BEFORE = ("", "mailto:", "http://")
"""What such a link may have before the address that it shows: of mail, or one that begins with `www.`"""


def read_runs(tokens: Iterable[Token]) -> tuple[Run, ...]:
    """The runs of a paragraph's inline tokens: no two neighbours are alike, and no blank is at an end.

    A line break counts as a blank, unless it was made to be seen: a hard break, by two blanks, a backslash
    or `<br>`. Editors keep those, and a page that shows one line for two says something else.
    """
    return trim(_join(_place_blanks(_flatten(tokens))))


def _flatten(tokens: Iterable[Token]) -> list[Run]:
    """Every piece of text with all the marks around it, blanks apart."""
    runs: list[Run] = []
    around: list[tuple[Mark, frozenset[Mark], int]] = []
    marks: frozenset[Mark] = frozenset()
    for token in tokens:
        if token.nesting > 0:
            mark = _mark(token)
            around.append((mark, marks, len(runs)))
            marks |= {mark}
        elif token.nesting < 0:
            mark, marks, start = around.pop()
            if mark[0] == "link" and _shows_itself(mark, runs[start:]):
                runs[start:] = [replace(run, marks=run.marks - {mark}) for run in runs[start:]]
        else:
            runs.extend(_pieces(token, marks))
    return runs


def _mark(token: Token) -> Mark:
    if token.type != "link_open":
        return (_NAMES[token.type],)
    return ("link", *_target(token, "href"))


def _target(token: Token, name: str) -> tuple[str, str]:
    """The address and the title of a link or an image."""
    return str(token.attrs.get(name, "")), _squeeze(str(token.attrs.get("title", "")))


def _shows_itself(mark: Mark, runs: Sequence[Run]) -> bool:
    """Whether a link shows nothing but its own address, and is one where that stands alone, too."""
    shown = [run for run in runs if run.kind is not InlineKind.BLANK]
    text = "".join(run.text for run in shown)
    if mark[2] or not _BARE.match(text) or any(run.kind is not InlineKind.TEXT for run in shown):
        return False
    return mark[1] in {normalizeLink(before + text) for before in _BEFORE}


def _pieces(token: Token, marks: frozenset[Mark]) -> Iterator[Run]:
    match token.type:
        case "code_inline":
            yield Run(InlineKind.CODE, token.content, marks)
        case "hardbreak":
            yield _BREAK
        case "softbreak":
            yield Run(InlineKind.BLANK, " ", marks)
        case "image":
            yield Run(InlineKind.IMAGE, _squeeze(_shown(token)), marks, _target(token, "src"))
        case "html_inline" if _BREAK_TAG.fullmatch(token.content):
            yield _BREAK
        case "html_inline":
            yield Run(InlineKind.HTML, _squeeze(token.content), marks)
        case _:
            yield from _words(_BLANKS.sub(" ", token.content), marks)


def _words(text: str, marks: frozenset[Mark]) -> Iterator[Run]:
    """Text whose blanks are single ones, without those at its ends, which stand for themselves."""
    if text.startswith(" "):
        yield Run(InlineKind.BLANK, " ", marks)
    if words := text.strip(" "):
        yield Run(InlineKind.TEXT, words, marks)
        if text.endswith(" "):
            yield Run(InlineKind.BLANK, " ", marks)


def _shown(token: Token) -> str:
    """The text that stands for an image, without its marks."""
    if token.children is None or token.type != "image":
        return " " if token.type in ("softbreak", "hardbreak") else token.content
    return "".join(map(_shown, token.children))


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
    last: Run | None = None
    for run in runs:
        if (
            last
            and run.kind is last.kind in (InlineKind.TEXT, InlineKind.CODE)
            and run.marks == last.marks
        ):
            last = replace(last, text=last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def trim(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Without breaks and blanks of any kind at the ends: the parser leaves out those that are not escaped."""
    return _without_lead(_without_lead(runs, str.lstrip), str.rstrip)


def _without_lead(runs: Iterable[Run], strip: Callable[[str], str]) -> tuple[Run, ...]:
    """Without what is blank at the end that `strip` strips, in the opposite order."""
    kept: list[Run] = []
    for run in runs:
        if kept or run.kind not in (InlineKind.TEXT, InlineKind.BREAK):
            kept.append(run)
        elif text := strip(run.text):
            kept.append(replace(run, text=text))
    return tuple(reversed(kept))
