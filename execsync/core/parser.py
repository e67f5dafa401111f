"""The parser of Markdown, pulldown-cmark, with one set of options and one guard for whatever is read."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyromark
from pyromark import Markdown, Options

from execsync.core.nesting import deep_line

if TYPE_CHECKING:
    from pyromark.event import Event, Range

NAME = f"pyromark{pyromark.__version__}"
"""The parser and its version: another one may read a text in another way."""
MARKS = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
"""Tags within a paragraph; the others are blocks."""

_PARSER = Markdown(
    options=Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_FOOTNOTES
)
"""Not with its own wikilinks: it prefers them to links of CommonMark, `[[1]](page.md)`."""


class TooCostly(Exception):
    """A text is nested too deeply, or would take too long to read."""


def events(text: str) -> "Iterator[Event]":
    """The parser's events: CommonMark, with GitHub's tables, strikethrough, footnotes. Raises TooCostly."""
    return _PARSER.events(_guarded(text))


def located_events(text: str) -> "Iterator[tuple[Event, Range]]":
    """The same with where each stands, in bytes. Raises TooCostly."""
    return _PARSER.events_with_range(_guarded(text))


def definitions(text: str) -> Mapping[str, Any]:
    """What references may name: `dest` and `span`, in bytes, by name. Raises TooCostly."""
    return _PARSER.reference_definitions(_guarded(text))


def tag_of(tag: Any) -> tuple[str, Any]:
    """The name of a tag, and what else is known of it."""
    return (tag, None) if isinstance(tag, str) else next(iter(tag.items()))


def edge_of(event: Any) -> tuple[str, str, Any]:
    """`Start` or `End`, and what `tag_of` tells of its tag; nothing of either where none begins or ends."""
    if not isinstance(event, str):
        for edge, tag in event.items():
            if edge in ("Start", "End"):
                return edge, *tag_of(tag)
    return "", "", None


def _guarded(text: str) -> str:
    if deep_line(text) is not None:
        raise TooCostly
    return text
