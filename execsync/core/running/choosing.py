"""Which pages of the hub are to get files, of those that have none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from execsync.core.directory import Names
from execsync.core.snapshot import PageRow


class UnclearFolder(ValueError):
    """Says that nothing has the name of a folder, or that several have it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """All pages, or those in folders, which are named or given by id, and below them, or those of ids."""

    every: bool = False
    folders: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def choose(rows: Mapping[str, PageRow], choice: Choice, names: Names) -> Sequence[PageRow]:
    """The rows that are meant. Raises UnclearFolder."""
    if choice.every:
        return [*rows.values()]
    wanted = _below([_folder(name, names) for name in choice.folders], names)
    return [
        row
        for row in rows.values()
        if row.id in choice.ids or not wanted.isdisjoint(row.folder_ids)
    ]


def _folder(name: str, names: Names) -> str:
    if name in names.rows:
        return name
    ids = names.ids(name)
    if len(ids) == 1:
        return ids[0]
    if ids:
        paths = "; ".join(names.path(i) for i in ids)
        raise UnclearFolder(f"several folders are called {name}: {paths}")
    near = "; ".join(names.near(name))
    raise UnclearFolder(f"no folder is called {name}" + (f": did you mean {near}?" if near else ""))


def _below(folder_ids: Iterable[str], names: Names) -> set[str]:
    """The folders and all that lie in them."""
    found = set(folder_ids)
    while more := {row.id for row in names.rows.values() if row.parent in found} - found:
        found |= more
    return found
