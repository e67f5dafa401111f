"""The parser of a body's Markdown: GitHub's, as pulldown-cmark reads it, with wikilinks."""

from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from execsync.core.documents import destinations
from execsync.core.documents.html_targets import comments_in, targets_in
from execsync.core.documents.offsets import characters_in
from execsync.core.documents.parts import has_marks, without_parts
from execsync.core.documents.position import Span
from execsync.core.documents.structure import (
    REFERENCES,
    Heading,
    Link,
    LinkKind,
    Structure,
    first_block,
)
from execsync.core.documents.wikilinks import Text, Wikilink, may_hold_wikilinks, wikilinks_in
from execsync.core.parser import definitions, located_events, tag_of

if TYPE_CHECKING:
    from pyromark.event import Range

_KINDS: Mapping[str, LinkKind] = {
    "Inline": LinkKind.INLINE,
    "Reference": LinkKind.REFERENCE,
    "Collapsed": LinkKind.COLLAPSED,
    "Shortcut": LinkKind.SHORTCUT,
    "Autolink": LinkKind.AUTOLINK,
    "Email": LinkKind.AUTOLINK,
}
_LINKS = frozenset({"Link", "Image"})
_CONTAINERS = frozenset({"List", "BlockQuote", "FootnoteDefinition"})
_START = attrgetter("start")


@lru_cache(maxsize=2)
def parse(body: str) -> Structure:
    """The structure of a body, in time that grows as its length does, whatever it holds.

    Raises TooCostly for what is nested deeper than the body of any Document. The last ones are kept: a
    page's title and its text need the same, one right after the other.
    """
    structure = _Reading(body).structure()
    return without_parts(body, structure) if has_marks(body) else structure


class _Reading:
    """Takes the parser's events one after another. Theirs are offsets in bytes."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._at = characters_in(body)
        self._links: list[Link] = []
        self._headings: list[Heading] = []
        self._code: list[Span] = []
        self._comments: list[Span] = []
        self._blocks: list[int] = []
        self._texts: list[Text] | None = [] if may_hold_wikilinks(body) else None
        self._definitions = self._define() if "]:" in body else {}
        self._images_only: dict[str, bool] = {}
        self._open: list[Mapping[str, str]] = []
        self._words: list[str] | None = None
        self._depth = self._cell = 0
        self._in_code = False

    def structure(self) -> Structure:
        """Read it all."""
        read = 0
        for event, span in located_events(self._body):
            if isinstance(event, str):
                self._say(" ")
            elif (text := event.get("Text")) is not None:
                self._text(text, span)
            elif (tag := event.get("Start")) is not None:
                self._start(tag, span)
            elif (tag := event.get("End")) is not None:
                self._end(tag, span, read)
            else:
                self._leaf(event, span)
            read = span["end"]
        if self._texts:
            self._links += map(_wikilink, wikilinks_in(self._body, self._texts))
        defined = tuple(
            definition._replace(image=self._images_only.get(name, False))
            for name, definition in self._definitions.items()
        )
        return Structure(
            links=tuple(sorted(self._links, key=_START)),
            definitions=defined,
            headings=tuple(self._headings),
            code=tuple(self._code),
            comments=tuple(self._comments),
            first=first_block(self._body, self._headings, [*defined, *self._comments]),
            blocks=frozenset(self._blocks),
        )

    def _define(self) -> dict[str, Link]:
        """The definitions by name."""
        found = {}
        for name, definition in definitions(self._body).items():
            target = definition["dest"]
            whole = self._span(definition["span"])
            if at := destinations.in_definition(self._body, whole, target):
                found[_folded(name)] = Link(LinkKind.DEFINITION, target, *whole, at)
        return found

    def _start(self, tag: Any, span: "Range") -> None:
        kind, data = tag_of(tag)
        if kind in _LINKS:
            self._open.append(data)
        elif kind == "Heading":
            self._words = []
        elif kind == "CodeBlock":
            self._code.append(self._span(span))
            self._in_code = True
        elif kind == "HtmlBlock":
            block = self._span(span)
            self._blocks.append(block.end - len(self._body[block.start : block.end].lstrip()))
            self._html(block)
        elif kind == "TableCell":
            self._cell += 1
        elif kind in _CONTAINERS:
            self._depth += 1

    def _end(self, tag: Any, span: "Range", read: int) -> None:
        """What ended before has been read up to `read`."""
        kind, data = tag_of(tag)
        if kind in _LINKS:
            inner = read if read < span["end"] else span["start"]
            whole = self._span(span)
            self._close(self._open.pop(), whole, self._at(inner), image=kind == "Image")
        elif kind == "Heading":
            start, end = self._span(span)
            end = start + len(self._body[start:end].rstrip("\n"))
            text = "".join(self._words or ()).strip()
            self._headings.append(Heading(int(data[1]), text, start, end, self._depth > 0))
            self._words = None
        elif kind == "CodeBlock":
            self._in_code = False
        elif kind in _CONTAINERS:
            self._depth -= 1

    def _text(self, text: Any, span: "Range") -> None:
        if self._words is not None:
            self._words.append(text)
        if self._texts is not None and not (self._open or self._in_code):
            start, end = self._span(span)
            before = self._texts[-1] if self._texts else None
            if before and (before.end, before.cell) == (start, self._cell):
                start = self._texts.pop().start  # each bracket is an event of its own
            self._texts.append(Text(start, end, self._cell))

    def _leaf(self, event: Any, span: "Range") -> None:
        if "Code" in event:
            self._say(event["Code"])
            self._code.append(self._span(span))
        elif "InlineHtml" in event:
            self._html(self._span(span))

    def _say(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)

    def _close(self, data: Mapping[str, str], whole: Span, inner: int, *, image: bool) -> None:
        """A link or an image has ended; what is between its brackets has been read up to `inner`."""
        kind, target = _KINDS[data["link_type"]], data["dest_url"]
        start, end = whole
        at: Span | None
        if kind in REFERENCES:
            name = _folded(data["id"])
            definition = self._definitions.get(name)
            at = definition and definition.at
            self._images_only[name] = self._images_only.get(name, True) and image
            if kind is LinkKind.COLLAPSED and self._body.startswith("[]", end):
                end += 2  # the parser leaves them out
        elif kind is LinkKind.AUTOLINK:
            at = Span(start + 1, end - 1)
            target = f"mailto:{target}" if data["link_type"] == "Email" else target
        else:
            at = destinations.in_link(self._body, inner, end, target)
        if at:
            self._links.append(Link(kind, target, start, end, at, image))

    def _html(self, html: Span) -> None:
        start = html.start
        for comment in (*comments_in(self._body, *html), Span(html.end, html.end)):
            for tag, at, target, image, bare in targets_in(self._body, start, comment.start):
                self._links.append(Link(LinkKind.HTML, target, *tag, at, image, bare=bare))
            start = comment.end
            if comment.start < comment.end:
                self._comments.append(comment)

    def _span(self, span: "Range") -> Span:
        return Span(self._at(span["start"]), self._at(span["end"]))


def _wikilink(link: Wikilink) -> Link:
    target = link.target
    return Link(LinkKind.WIKILINK, target, *link.whole, link.at, link.embed, link.text)


def _folded(name: str) -> str:
    """The name of a definition as references are held against it: case and blanks mean nothing."""
    return " ".join(name.split()).casefold()
