"""The hub's folders and skills by name, as its lists had them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias
from unicodedata import category, normalize

MOST_NEAR = 3
"""Names that are offered for one that nothing has."""
MOST_COMPARED = 5_000
"""Names that are compared for that: how near two are takes long to tell."""
MOST_LEVELS = 20
"""Of a path that is shown: what the hub lists may be nested in itself."""

_NO_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of what no name in a file may hold."""

Segments: TypeAlias = tuple[str, ...]


class Listed(NamedTuple):
    """A folder or a skill. `parent` is an id, or empty."""

    id: str
    name: str
    parent: str = ""


def way_to(thing_id: str, rows: Mapping[str, Listed]) -> list[str]:
    """The names from the top down to a thing, at most so many of the last ones; it may lie within itself."""
    names: list[str] = []
    seen: set[str] = set()
    at = rows.get(thing_id)
    while at is not None and at.id not in seen and len(names) < MOST_LEVELS:
        seen.add(at.id)
        names.insert(0, at.name)
        at = rows.get(at.parent)
    return names


class Names:
    """What one list has, by name and by path.

    A path is made of whole names, outer ones first, and may leave out its beginning unless it begins with a
    slash: `Pricing`, `Sales / Pricing` and `/Sales/Pricing` may all mean the same folder. Blanks around a
    slash mean nothing. A name that has a slash itself is written as it is.
    """

    def __init__(self, rows: Iterable[Listed]) -> None:
        self.rows = {row.id: row for row in rows}
        self._found: dict[str, Sequence[str]] = {}
        self._by_last: dict[str, list[Listed]] = defaultdict(list)
        for row in self.rows.values():
            if parts := _folded(_segments(row.name)):
                self._by_last[parts[-1]].append(row)

    def ids(self, name: str) -> Sequence[str]:
        """Those that are called so: to the letter, or else whatever the case."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> Sequence[str]:
        wanted, from_top = _segments(name), name.lstrip().startswith("/")
        if not wanted:
            return ()
        rows = self._by_last.get(wanted[-1].casefold(), ())
        fitting = [
            row for row in rows if self._fits(row, _folded(wanted), from_top=from_top, folded=True)
        ]
        exact = [row for row in fitting if self._fits(row, wanted, from_top=from_top, folded=False)]
        return [row.id for row in exact or fitting]

    def _fits(self, row: Listed, wanted: Segments, *, from_top: bool, folded: bool) -> bool:
        """Whether the end of a thing's path is what is wanted, from the beginning of a name on."""
        at: Listed | None = row
        while at is not None:
            own = _folded(_segments(at.name)) if folded else _segments(at.name)
            if not own or wanted[-len(own) :] != own:
                return False
            wanted, at = wanted[: -len(own)], self.rows.get(at.parent)
            if not wanted:
                return not (from_top and at)
        return False

    def path(self, thing_id: str) -> str:
        """The whole path of one that is listed, and its id."""
        return f"{self.path_of(thing_id)} ({thing_id})"

    def path_of(self, thing_id: str) -> str:
        """The whole path alone; empty for one that is not listed."""
        return " / ".join(way_to(thing_id, self.rows))

    def shortest(self, thing_id: str) -> str:
        """The name by which a file can name this one alone, with as little of its path as that takes.

        Empty where none does: others are called the same, or the name is no line of text.
        """
        path, name = [part.strip() for part in way_to(thing_id, self.rows)], ""
        for part in reversed(path):
            name = f"{part} / {name}" if name else part
            if self._means(name, thing_id):
                return name
        whole = f"/{name}"
        return whole if path and self._means(whole, thing_id) else ""

    def _means(self, name: str, thing_id: str) -> bool:
        is_line = not any(category(sign) in _NO_LINE for sign in name)
        return is_line and bool(name.strip()) and [*self._find(name)] == [thing_id]

    def near(self, name: str) -> Sequence[str]:
        """Those whose names are nearest to one that nothing has, as `path` shows them."""
        from difflib import get_close_matches

        last = _folded(_segments(name))[-1:]
        known = [one for one, _ in zip(self._by_last, range(MOST_COMPARED), strict=False)]
        close = get_close_matches(last[0], known, MOST_NEAR) if last else []
        rows = [row for one in close for row in self._by_last[one]]
        return [self.path(row.id) for row in rows[:MOST_NEAR]]


Directory: TypeAlias = Mapping[str, Names]
"""The lists that are known: `folders`, `skills`."""
UNKNOWN: Directory = MappingProxyType({})


def _segments(text: str) -> Segments:
    parts = (" ".join(normalize("NFC", part).split()) for part in text.split("/"))
    return tuple(part for part in parts if part)


def _folded(segments: Segments) -> Segments:
    return tuple(part.casefold() for part in segments)
