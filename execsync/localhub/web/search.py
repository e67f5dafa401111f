"""Pages by their titles and places, the likeliest first."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execsync.localhub.web.library import Entry
    from execsync.localhub.web.tree import Tree

LONGEST = 200
"""Characters of what is asked for that count."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found, and where it is."""

    entry: Entry
    place: str


def search(tree: Tree, asked: str) -> Sequence[Hit]:
    """The pages that have every word of `asked` in their title or place, in the order of likelihood.

    A title that begins so comes first, then one in which every word begins a word, then one that has
    all of them, then what has some in its place alone. Nothing asked for is nothing found.
    """
    words = _plain(asked[:LONGEST]).split()
    if not words:
        return ()
    ranked = [
        (rank, len(entry.title), Hit(entry, place))
        for entry in tree.entries
        if (rank := _rank(words, entry.title, place := tree.place(entry))) is not None
    ]
    return [hit for _, _, hit in sorted(ranked, key=lambda found: found[:2])]


def _rank(words: Sequence[str], title: str, place: str) -> int | None:
    """How far down a page stands, from 0; None where it is not meant."""
    name = _plain(title)
    if not all(word in name for word in words):
        whole = f"{name} {_plain(place)}"
        return 3 if all(word in whole for word in words) else None
    if name.startswith(" ".join(words)):
        return 0
    return 1 if all(f" {word}" in f" {name}" for word in words) else 2


def _plain(text: str) -> str:
    """A text without case and accents: `muller` finds `Müller`."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
