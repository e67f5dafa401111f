"""Where the target of a link leads."""

import posixpath
import re
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote


class Target(NamedTuple):
    """A place in the hub: a path, empty for the page itself, and an anchor, empty for none.

    `outside` says that the path leaves the content root.
    """

    path: str
    anchor: str
    outside: bool = False


_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:|//")


def is_external(target: str) -> bool:
    """Whether a target has a scheme or a host: it leads to the web, to mail, …"""
    return _SCHEME.match(target) is not None


def resolve(target: str, page: str) -> Target:
    """What a target that is not external means on the page at path `page`."""
    rest, _, anchor = target.partition("#")
    rest = normalize("NFC", unquote(rest.partition("?")[0]))
    if not rest:
        return Target("", unquote(anchor))
    folder = "" if rest.startswith("/") else posixpath.dirname(page)
    path = posixpath.normpath(posixpath.join(folder, rest.lstrip("/")))
    outside = path == ".." or path.startswith("../")
    return Target(path, unquote(anchor), outside=outside)
