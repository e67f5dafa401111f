"""Where the target of a link leads."""

import re
from typing import NamedTuple


class Target(NamedTuple):
    """A place in the hub: a path, empty for the page itself, and an anchor, empty for none.

    There need not be a page at the path. `other_case` says that the page's name is written in another case,
    `outside` that the path leaves the content root. `candidates` are the pages that may be meant where nobody
    knows which: then the path is empty.
    """

    path: str
    anchor: str = ""
    outside: bool = False
    other_case: bool = False
    candidates: tuple[str, ...] = ()


_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:|//")


def is_external(target: str) -> bool:
    """Whether a target has a scheme or a host: it leads to the web, to mail, …"""
    return _SCHEME.match(target) is not None
