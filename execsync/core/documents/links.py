"""Links and images of a body, found quickly and without a parser, and where they lead."""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote


class Link(NamedTuple):
    """Something that may be a link or an image: code may look like one too.

    `target` has no escapes left; `offset` is that of the target in the body.
    """

    target: str
    offset: int


class Target(NamedTuple):
    """A place in the hub: a path, empty for the page itself, and an anchor, empty for none.

    `outside` says that the path leaves the content root.
    """

    path: str
    anchor: str
    outside: bool = False


# Looked ahead, since the next link may follow without a blank; bounded, so that it takes no square time.
_INLINE = re.compile(r"\]\([ \t]*\n?[ \t]*(?:<([^<>\n]*)>|(?=([^\s<]\S{0,1000}|)))")
_DEFINITION = re.compile(
    r"^[ \t>*+-]*\[[^\[\]]+\]:[ \t]*\n?[ \t>]*(?:<([^<>\n]*)>|([^\s<]\S*))", re.MULTILINE
)
_HTML = re.compile(
    r"<(?:a|img)\b[^<>]*?\s(?:href|src)[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.I
)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:|//")
_SPECIAL = re.compile(r"[\\&%]")
_PARENTHESIS = re.compile(r"\\.|[()]")
_NESTING = 32
"""Open parentheses that Markdown allows in a target."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def links(body: str) -> Iterator[Link]:
    """Everything that may be a link or an image; none is left out that could lead to a page."""
    for match in _INLINE.finditer(body):
        raw = match[1] if match[2] is None else _balanced(match[2])
        yield Link(unescaped(raw), match.start(match.lastindex or 0))
    for match in _DEFINITION.finditer(body):
        yield Link(unescaped(match[match.lastindex or 0]), match.start(match.lastindex or 0))
    yield from html_links(body)


def html_links(html: str) -> Iterator[Link]:
    """The targets of `a` and `img` tags."""
    for match in _HTML.finditer(html):
        yield Link(unescaped(match[match.lastindex or 0]), match.start(match.lastindex or 0))


def unescaped(raw: str) -> str:
    r"""A target as it is meant: `a\_b%20c&amp;d` is `a_b c&d`."""
    if _SPECIAL.search(raw) is None:
        return raw
    from html import unescape

    return unquote(unescape(_ESCAPE.sub(r"\1", raw)))


def is_external(target: str) -> bool:
    """Whether a target has a scheme or a host: it leads to the web, to mail, …"""
    return _SCHEME.match(target) is not None


def resolve(target: str, page: str) -> Target:
    """What a target that is not external means on the page at path `page`."""
    rest, _, anchor = target.partition("#")
    rest = normalize("NFC", rest.partition("?")[0])
    if not rest:
        return Target("", anchor)
    folder = "" if rest.startswith("/") else posixpath.dirname(page)
    path = posixpath.normpath(posixpath.join(folder, rest.lstrip("/")))
    return Target(path, anchor, outside=path == ".." or path.startswith("../"))


def _balanced(raw: str) -> str:
    """An inline target up to the parenthesis that ends the link."""
    if "(" not in raw and "\\" not in raw:
        return raw.partition(")")[0]
    depth = 0
    for match in _PARENTHESIS.finditer(raw):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth < 0:
            return raw[: match.start()]
        if depth > _NESTING:
            break
    return raw
