"""What Markdown really says, as its parser reads it: slower, so only asked in doubt."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from execsync.core.documents.links import html_links
from execsync.core.documents.literal import literal_ranges


class Use(StrEnum):
    """What a target is used for."""

    LINK = "link"
    IMAGE = "image"


class Title(NamedTuple):
    """A heading outside lists and quotes: its level, text as written, and line from 0."""

    level: int
    text: str
    line: int


class Mention(NamedTuple):
    """A target that a block of lines, from 0, really uses."""

    target: str
    use: Use
    lines: range


class Structure:
    """A body, parsed."""

    def __init__(self, body: str) -> None:
        found: dict[str, Any] = {}
        self._tokens = MarkdownIt("commonmark").parse(body, found)
        mentions = list(_mentions(self._tokens))
        images = {mention.target for mention in mentions if mention.use is Use.IMAGE}
        self._by_target: dict[str, list[Mention]] = {}
        for mention in (*mentions, *_defined(found.get("references", {}), images)):
            self._by_target.setdefault(mention.target, []).append(mention)
        self._literal = literal_ranges(body, self._tokens)

    def is_literal(self, offset: int) -> bool:
        """Whether what stands at an offset of the body is code, or in a comment."""
        place = bisect_right(self._literal, offset, key=lambda literal: literal.start)
        return place > 0 and offset in self._literal[place - 1]

    def uses(self, target: str, line: int) -> set[Use]:
        """What `target` is used for in the block around `line`, from 0; nothing if it is code."""
        return {m.use for m in self._by_target.get(target, ()) if line in m.lines}

    def mentions(self) -> list[Mention]:
        """Everything that is really a link or an image."""
        return [mention for group in self._by_target.values() for mention in group]

    def headings(self, *, nested: bool = True) -> Iterator[Title]:
        """The headings in order; those in lists and quotes too, unless `nested` is False."""
        for token, content in zip(self._tokens, self._tokens[1:], strict=False):
            if token.type == "heading_open" and token.map and (nested or token.level == 0):
                yield Title(int(token.tag[1]), content.content, token.map[0])


_TAG = re.compile(r"(?=<)")


def _mentions(tokens: list[Token]) -> Iterator[Mention]:
    for token in tokens:
        lines = range(*token.map) if token.map else range(0)
        if token.type == "html_block":
            yield from _in_html(token.content, lines)
        for child in token.children or ():
            if child.type == "link_open":
                yield Mention(unquote(str(child.attrs["href"])), Use.LINK, lines)
            elif child.type == "image":
                yield Mention(unquote(str(child.attrs["src"])), Use.IMAGE, lines)
            elif child.type == "html_inline":
                yield from _in_html(child.content, lines)


def _in_html(html: str, lines: range) -> Iterator[Mention]:
    for tag in _TAG.split(html):
        use = Use.IMAGE if tag[:4].lower() == "<img" else Use.LINK
        for link in html_links(tag):
            yield Mention(link.target, use, lines)


def _defined(references: Mapping[str, Any], images: set[str]) -> Iterator[Mention]:
    """Targets of lines like `[name]: target`, which are images' if an image uses them."""
    for definition in references.values():
        target = unquote(definition["href"])
        use = Use.IMAGE if target in images else Use.LINK
        yield Mention(target, use, range(*definition["map"]))
