"""What makes two pages look the same to a reader: their title, however it is spelt, and their folders."""

import re
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize

_SINGLE = "\u2018\u2019\u201a\u201b\u2032"
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"
_PLAIN = str.maketrans({**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"')})
_BLANKS = re.compile(r"\s+")


class Look(NamedTuple):
    """The title's key and the ids of the folders."""

    title: str
    folders: frozenset[str]


def look_of(title: str, folder_ids: Iterable[str]) -> Look:
    """How a page looks to a reader."""
    return Look(title_key(title), frozenset(folder_ids))


def title_key(title: str) -> str:
    """A title as it compares: in NFKC, its quotes plain, its blanks squeezed."""
    if title.isascii() and "  " not in title:
        return title.strip()
    return _BLANKS.sub(" ", normalize("NFKC", title).translate(_PLAIN)).strip()
