"""What the Markdown of a body says where; all offsets are in characters."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from execsync.core.documents.position import Span


class LinkKind(StrEnum):
    """How a link or an image is written."""

    INLINE = "inline"
    REFERENCE = "reference"
    COLLAPSED = "collapsed"
    SHORTCUT = "shortcut"
    DEFINITION = "definition"
    AUTOLINK = "autolink"
    WIKILINK = "wikilink"
    HTML = "html"


REFERENCES = frozenset({LinkKind.REFERENCE, LinkKind.COLLAPSED, LinkKind.SHORTCUT})


class Link(NamedTuple):
    """A link or an image, which is `body[start:end]`.

    `at` is where its destination stands as it is written, without angle brackets or quotes; that of a
    reference stands in its definition. `target` is the destination as it is meant: nothing but percent
    escapes is left in it. `text` is what a wikilink shows, where it says so. `bare` is one in HTML without
    quotes, which only some addresses can do without.
    """

    kind: LinkKind
    target: str
    start: int
    end: int
    at: Span
    image: bool = False
    text: str | None = None
    bare: bool = False

    @property
    def quote(self) -> str:
        """What has to stand around an address that is put in."""
        return '"' if self.bare else ""


class Heading(NamedTuple):
    """A heading with its level from 1 to 6, and its text without marks.

    It is `body[start:end]`, without the line end; `nested` in a list, a quote or a footnote.
    """

    level: int
    text: str
    start: int
    end: int
    nested: bool


@dataclass(frozen=True)
class Structure:
    """A body, parsed. All is in the order in which it begins.

    `links` has every link and image. `definitions` has what references name, once each: of several
    with one name the one that counts. It is an image's if it is used, and by images only.
    `first` is the heading that is the first block, comments aside. `blocks` are where blocks of HTML begin;
    `skipped` the parts that stay in Git: no link, definition or heading of theirs is here.
    """

    links: tuple[Link, ...]
    definitions: tuple[Link, ...]
    headings: tuple[Heading, ...]
    code: tuple[Span, ...]
    comments: tuple[Span, ...]
    first: Heading | None
    blocks: frozenset[int] = frozenset()
    skipped: tuple[Span, ...] = ()

    @cached_property
    def _literal(self) -> list[Span]:
        return sorted([*self.code, *self.comments])

    def is_literal(self, offset: int) -> bool:
        """Whether what stands at an offset is code, in a comment, or stays in Git."""
        return self.is_skipped(offset) or _is_within(self._literal, offset)

    def is_skipped(self, offset: int) -> bool:
        """Whether what stands at an offset stays in Git."""
        return _is_within(self.skipped, offset)

    @cached_property
    def destinations(self) -> tuple[Link, ...]:
        """Every destination once, where it is written: definitions, and all links but references."""
        links = [link for link in self.links if link.kind not in REFERENCES]
        return tuple(sorted([*links, *self.definitions], key=lambda link: link.at.start))


def _is_within(spans: Sequence[Span], offset: int) -> bool:
    place = bisect_right(spans, offset, key=lambda span: span.start)
    return place > 0 and offset < spans[place - 1].end


def first_block(
    body: str, headings: Sequence[Heading], transparent: Iterable[Link | Span]
) -> Heading | None:
    """The first heading, if nothing is before it but what readers do not see."""
    if not headings:
        return None
    start = 0
    for thing in sorted(transparent, key=lambda thing: (thing.start, -thing.end)):
        if thing.start > headings[0].start or body[start : thing.start].strip():
            break
        start = max(start, thing.end)
    return None if body[start : headings[0].start].strip() else headings[0]
