"""Anchors of a page: what the part of a link after # may name."""

import re
from collections import Counter
from collections.abc import Iterable
from unicodedata import normalize

_ID = re.compile(r"<[a-z][^<>]*\s(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)", re.I)
_SIGNS = re.compile(r"[\W_]+")
OWN_ID = re.compile(r"\s*\{#([^\s{}]+)\}\s*$")
"""The id that a heading's text may end with."""


def anchors(headings: Iterable[str], body: str) -> set[str]:
    """The anchors that headings, by their texts, and ids in HTML make, in the form of `key`."""
    found = {key(match) for match in _ID.findall(body)} if "<" in body else set()
    seen: Counter[str] = Counter()
    for heading in headings:
        if own := OWN_ID.search(heading):
            found.add(key(own[1]))
        name = key(OWN_ID.sub("", heading))
        found.add(f"{name}{seen[name] or ''}")
        seen[name] += 1
    return found


def key(anchor: str) -> str:
    """Letters and digits only, in small letters.

    Sites make anchors of headings in many ways, and the hub's is not documented: what differs
    only in hyphens and case is taken for the same.
    """
    return _SIGNS.sub("", normalize("NFC", anchor).casefold())


def slug(heading: str) -> str:
    """The anchor of a heading as GitHub and most sites make it: `Late claims` is `late-claims`."""
    return re.sub(r"[^\w\- ]", "", normalize("NFC", heading).lower()).strip().replace(" ", "-")
