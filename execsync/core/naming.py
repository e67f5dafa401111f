"""Folders and skills that pages name, turned into ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from execsync.core.directory import Directory
from execsync.core.page_fields import NAME_LISTS, named_ids
from execsync.core.resource import Page
from execsync.core.state import PageState, State

KnownIds: TypeAlias = Mapping[tuple[str, str], str]
"""Ids by list and name."""


@dataclass(frozen=True, slots=True)
class LostName:
    """A name in a list of a page that nothing on the hub has, or several things have.

    `fitting` are those, and `near` are what has such a name nearly: whole paths with ids.
    """

    path: str
    things: str
    name: str
    fitting: Sequence[str] = ()
    near: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Pages with ids for their names, without those of `lost` names."""

    pages: tuple[Page, ...]
    lost: tuple[LostName, ...]


def look_up(pages: Iterable[Page], directory: Directory, known: KnownIds) -> Named:
    """Put ids in for names.

    Where the `directory` does not have the list, an id is taken from those `known`, or else one that stands
    for what nobody has looked up: see `awaited`.
    """
    finding = _Finding(directory, known)
    named = [finding.page(page) for page in pages]
    return Named(tuple(page for page in named if page is not None), tuple(finding.lost))


def names_of(pages: Iterable[Page | PageState]) -> set[tuple[str, str]]:
    """All names in pages, with the lists that they are in."""
    return {
        (things, name) for page in pages for things in NAME_LISTS for name in getattr(page, things)
    }


def missing(names: Iterable[tuple[str, str]], directory: Directory) -> set[tuple[str, str]]:
    """Those of which the directory does not tell one id."""
    return {
        (things, name)
        for things, name in names
        if things not in directory or len(directory[things].ids(name)) != 1
    }


def awaited(name: str) -> str:
    """What stands for the id of what has that name until it is looked up."""
    return f"<id of {name}>"


def with_id(name: str, thing_id: str) -> str:
    """A name and its id, for a person; the name alone where nobody has looked it up."""
    return name if thing_id == awaited(name) else f"{name} ({thing_id})"


def awaits(page: Page) -> bool:
    """Whether a name of the page was not looked up."""
    return any(i == awaited(name) for things in NAME_LISTS for name, i in named_ids(page, things))


def ids_in(state: State) -> KnownIds:
    """The ids that names had when the pages were written. One that meant two things has none."""
    found: dict[tuple[str, str], str] = {}
    for page in state.pages.values():
        for things in NAME_LISTS:
            for name, thing_id in named_ids(page, things):
                if found.setdefault((things, name), thing_id) != thing_id:
                    found[things, name] = ""
    return found


def still_means(page: PageState, directory: Directory) -> bool:
    """Whether the names of a page mean what they meant, as far as the directory tells."""
    for things, ids in NAME_LISTS.items():
        names = getattr(page, things)
        if not names or things not in directory:
            continue
        if [directory[things].ids(name) for name in names] != [
            [thing_id] for thing_id in getattr(page, ids)[: len(names)]
        ]:
            return False
    return True


class _Finding:
    """Looks names up, each once."""

    def __init__(self, directory: Directory, known: KnownIds) -> None:
        self.lost: list[LostName] = []
        self._directory = directory
        self._known = known
        self._found: dict[tuple[str, str], str | LostName] = {}

    def page(self, page: Page) -> Page | None:
        """The page with ids; None where a name of it is lost."""
        values: dict[str, Any] = {}
        lost: list[LostName] = []
        is_twice = False
        for things, ids in NAME_LISTS.items():
            names: dict[str, str] = {}
            for name in getattr(page, things):
                found = self._find(things, name)
                if isinstance(found, LostName):
                    lost.append(replace(found, path=page.path))
                else:
                    is_twice = is_twice or found in names
                    names.setdefault(found, name)
            if names:
                values[things] = tuple(names.values())
                values[ids] = tuple(dict.fromkeys((*names, *getattr(page, ids))))
        self.lost += lost
        if lost:
            return None
        if not values:
            return page
        # Of two names for one thing, State keeps one: the other may come to mean another thing unnoticed.
        return replace(page, **values, clean="" if is_twice else page.clean)

    def _find(self, things: str, name: str) -> str | LostName:
        if (things, name) not in self._found:
            self._found[things, name] = self._ask(things, name)
        return self._found[things, name]

    def _ask(self, things: str, name: str) -> str | LostName:
        listed = self._directory.get(things)
        if listed is None:
            return self._known.get((things, name)) or awaited(name)
        ids = listed.ids(name)
        if len(ids) == 1:
            return ids[0]
        near = listed.near(name) if not ids and len(self.lost) < MOST_NEAR_LOST else ()
        return LostName("", things, name, [listed.path(i) for i in ids[:MOST_FITTING]], near)


MOST_FITTING = 5
"""Things of one name that are told."""
MOST_NEAR_LOST = 20
"""Lost names for which near ones are looked for, which takes long."""
