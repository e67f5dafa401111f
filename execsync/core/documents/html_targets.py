"""Links and images that are written as HTML, and comments."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from execsync.core.documents.position import Span

_TAG = re.compile(r"<(a|img)(?=[\s/])", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"[\s/]*([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)
_BARE = 4
"""The group of an attribute's value that stands without quotes."""
_NAMES = {"a": "href", "img": "src"}


class HtmlTarget(NamedTuple):
    """The target of an `a` or `img` tag: where it stands, and what it means; `bare` is one without quotes."""

    tag: Span
    at: Span
    target: str
    image: bool
    bare: bool


def comments_in(text: str, start: int, end: int) -> Iterator[Span]:
    """The comments of a stretch of HTML; one that never ends goes on to its end."""
    while (opening := text.find("<!--", start, end)) >= 0:
        closing = text.find("-->", opening + 2, end)
        start = closing + 3 if closing >= 0 else end
        yield Span(opening, start)


def targets_in(text: str, start: int, end: int) -> Iterator[HtmlTarget]:
    """The targets in a stretch of HTML that holds no comment."""
    while tag := _TAG.search(text, start, end):
        start, found = tag.end(), None
        wanted = _NAMES[tag[1].lower()]
        while attribute := _ATTRIBUTE.match(text, start, end):
            start = attribute.end()
            if found is None and attribute[1].lower() == wanted and attribute.lastindex != 1:
                found = attribute
        if found:
            at, is_bare = Span(*found.span(found.lastindex or 0)), found.lastindex == _BARE
            target, is_image = _meant(text[at.start : at.end]), wanted == "src"
            yield HtmlTarget(Span(tag.start(), start), at, target, image=is_image, bare=is_bare)


def _meant(written: str) -> str:
    if "&" not in written:
        return written.strip()
    from html import unescape

    return unescape(written).strip()
