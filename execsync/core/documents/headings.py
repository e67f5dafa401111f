"""Headings of Markdown, found line by line: quick, and without a parser to import."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Heading(NamedTuple):
    """A heading: its level from 1 to 6, its text as written, and its offset in the body."""

    level: int
    text: str
    offset: int


_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_ATX = re.compile(r" {0,3}(?P<signs>#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:(?P<first>=+)|-+)[ \t]*$")
_NO_PARAGRAPH = re.compile(
    r" {0,3}(?:>|[-+*][ \t]|\d{1,9}[.)][ \t]|([-*_])[ \t]*(?:\1[ \t]*){2,}$)"
)
_COMMENT = re.compile(r" {0,3}<!--")
_FENCES = frozenset("`~")
_UNDERLINES = frozenset("=-")
_MARKERS = frozenset(">-+*_0123456789")


def headings(body: str) -> Iterator[Heading]:
    """The headings of `body` outside code, comments, quotes and lists, in order."""
    paragraph: list[str] = []
    began = 0
    for offset, line in _prose(body):
        sign = line.lstrip(" ")[:1]
        if sign == "#" and (atx := _ATX.match(line)):
            yield Heading(len(atx["signs"]), _without_signs(line[atx.end() :]), offset)
            paragraph = []
        elif paragraph and sign in _UNDERLINES and (under := _UNDERLINE.match(line)):
            yield Heading(1 if under["first"] else 2, " ".join(paragraph), began)
            paragraph = []
        elif not line.strip() or (sign in _MARKERS and _NO_PARAGRAPH.match(line)):
            paragraph = []
        elif paragraph or not line.startswith(("    ", "\t")):
            began = began if paragraph else offset
            paragraph.append(line.strip())


def first_heading(body: str) -> str:
    """The first heading that has text, without its markup; empty if there is none."""
    return next((text for found in headings(body) if (text := plain(found.text))), "")


def _prose(body: str) -> Iterator[tuple[int, str]]:
    """Lines outside fenced code and comments, with their offsets; what they hold counts as blank."""
    offset = 0
    ends_with: re.Pattern[str] | None = None
    for line in body.split("\n"):
        sign = line.lstrip(" ")[:1]
        if ends_with:
            if ends_with.search(line):
                ends_with = None
            yield offset, ""
        elif (sign in _FENCES) and (fence := _FENCE.match(line)):
            length = len(fence["fence"])
            ends_with = re.compile(rf"^ {{0,3}}{sign}{{{length},}}[ \t]*$")
        elif sign == "<" and _COMMENT.match(line):
            if "-->" not in line:
                ends_with = re.compile("-->")
            yield offset, ""
        else:
            yield offset, line
        offset += len(line) + 1


def _without_signs(text: str) -> str:
    """The text of a heading without the number signs that may close it."""
    text = text.strip(" \t")
    bare = text.rstrip("#")
    return bare.rstrip(" \t") if not bare or bare[-1] in " \t" else text


_MARKUP = (
    (re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])"), r"\1"),
    (re.compile(r"<[a-zA-Z/][^<>]*>"), ""),
    (re.compile(r"(`+)(.+?)\1"), r"\2"),
    (re.compile(r"(?<!\\)(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)(?<!\\)\1"), r"\2"),
    (re.compile(r"(?<![\w\\])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


_LONG = 1000
"""Characters of a heading; a longer one is nobody's title, and taking markup out takes square time."""


def plain(text: str) -> str:
    """Inline Markdown as a reader sees it: links as their words, no emphasis, no code signs."""
    if len(text) > _LONG:
        return text
    for pattern, kept in _MARKUP:
        text = pattern.sub(kept, text)
    if "&" in text:
        from html import unescape

        text = unescape(text)
    return text.strip()
