"""What HTML a text from the hub may become: nothing that acts, loads, or poses as the page itself."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import nh3

from execsync.localhub.web.code import CODE_CLASSES
from execsync.localhub.web.files import BASE

_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"blockquote", "details", "div", "hr", "p", "pre", "section", "summary"}
_LISTS = {"dd", "dl", "dt", "li", "ol", "ul"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_WORDS = {"a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp"}
_MORE_WORDS = {"br", "small", "span", "strong", "sub", "sup", "u", "var"}
_SIDES = {"to-left", "to-center", "to-right"}
_ALERTS = {f"markdown-alert-{kind}" for kind in ("note", "tip", "important", "warning", "caution")}
_TURNED = [*_HEADINGS, "p", "summary", "td", "th"]
"""What may be in another direction than the text around it, and is never within its like.

A browser that has one `dir=auto` within another takes seconds for a list of some thousand items.
"""

TURNED_OUTSIDE = ("ol", "ul")
"""What is told its direction where it stands in nothing else."""

_TO_HEADING = re.compile(r"^(/pages/[^/?#]+|)#(?=.)")
"""The beginning of an address that leads to a part of a page."""

OF_TEXT = "h-"
"""What each id of a text begins with, and none of the page around it."""


def clean(html: str, origin: str = "") -> str:
    """Keep the tags, attributes and classes that a text may have, and drop the rest.

    Links to pages below `origin`, the address of this site, become links within it.
    """
    return nh3.clean(html, **_RULES, attribute_filter=partial(_filter, origin))


def _filter(origin: str, _tag: str, name: str, value: str) -> str | None:
    """Keep our own images, and set ids apart: no text takes the id of a part of the page."""
    if name == "src":
        return value if value.startswith(BASE) else None
    if name in ("id", "name"):
        return f"{OF_TEXT}{value}"
    if name == "href":
        if value.startswith(f"{origin}/pages/"):
            value = value.removeprefix(origin)
        return _TO_HEADING.sub(rf"\1#{OF_TEXT}", value)
    return value


_RULES: dict[str, Any] = {
    "tags": _HEADINGS | _BLOCKS | _LISTS | _TABLES | _WORDS | _MORE_WORDS | {"img"},
    "clean_content_tags": {"script", "style", "template", "title", "noscript", "iframe", "object"},
    "attributes": {
        "a": {"href", "id", "name", "title"},
        "abbr": {"title"},
        "details": {"id"},
        "div": {"id"},
        "img": {"alt", "src"},
        "li": {"id"},
        "ol": {"start"},
        "p": {"id"},
        "span": {"id"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        **{heading: {"id"} for heading in _HEADINGS},
    },
    "tag_attribute_values": {
        "a": {"aria-label": {"Link to this part"}},
        "div": {"role": {"group"}, "tabindex": {"0"}, "aria-label": {"Table"}},
        **{tag: {"dir": {"ltr", "rtl"}} for tag in TURNED_OUTSIDE},
    },
    # What scrolls must be within reach of the keyboard.
    "set_tag_attribute_values": {
        "pre": {"tabindex": "0"},
        **{tag: {"dir": "auto"} for tag in _TURNED},
    },
    "allowed_classes": {
        "a": {"anchor", "footnote-backref"},
        "div": {"code", "markdown-alert", "wide"} | _ALERTS,
        "hr": {"footnotes-sep"},
        "li": {"footnote-item", "task"},
        "ol": {"footnotes-list"},
        "p": {"markdown-alert-title"},
        "section": {"footnotes"},
        "span": {"image"} | CODE_CLASSES,
        "sup": {"footnote-ref"},
        "td": _SIDES,
        "th": _SIDES,
    },
    "url_schemes": {"http", "https", "mailto"},
    "link_rel": "noopener noreferrer",
}
