"""Folders and pages as a tree. A page stands in each of its folders, or at the end if it has none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from execsync.localhub.web.library import Entry


@dataclass(slots=True)
class Folder:
    """A folder with what is in it; `path` names it from the top, `count` takes in subfolders."""

    id: str
    name: str
    emoji: str | None
    path: tuple[str, ...] = ()
    folders: list[Folder] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    def holds(self, sought: str | None) -> bool:
        """Whether a page or a folder with the id `sought` is in it, at any depth."""
        return any(
            folder.id == sought or any(entry.id == sought for entry in folder.entries)
            for folder in self.walk()
        )

    def walk(self) -> Iterator[Folder]:
        """This folder and all below it, each before its own."""
        yield self
        for folder in self.folders:
            yield from folder.walk()


@dataclass(frozen=True)
class Tree:
    """The folders at the top, one that stands for being in none, and what is archived."""

    folders: Sequence[Folder]
    unfiled: Folder
    archived: Sequence[Entry]
    entries: Sequence[Entry]
    """Every page that is not archived, by title."""

    def all_folders(self) -> list[Folder]:
        """Every folder in the order of the tree."""
        return [found for folder in self.folders for found in folder.walk()]

    def place(self, entry: Entry) -> str:
        """Where a page is: the path of its file, or else its folders from the top."""
        return entry.file or self._paths.get(next(iter(entry.folder_ids), ""), "")

    def twin_place(self, entry: Entry) -> str:
        """The place of a page that shares its title with another one; empty for every other page."""
        return self.place(entry) if self._titles[entry.title.casefold()] > 1 else ""

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {folder.id: " / ".join(folder.path) for folder in self.all_folders()}

    @cached_property
    def _titles(self) -> Counter[str]:
        return Counter(entry.title.casefold() for entry in self.entries)


def grow(rows: Iterable[sqlite3.Row], entries: Sequence[Entry]) -> Tree:
    """Build the tree of the folders `rows`; pages and folders keep the order they come in."""
    parents = {row["id"]: row["parent"] for row in rows if row["parent"] != row["id"]}
    folders = {row["id"]: Folder(row["id"], row["name"], row["emoji"]) for row in rows}
    tops: list[Folder] = []
    for folder in folders.values():
        parent = folders.get(parents.get(folder.id))
        (tops if parent is None else parent.folders).append(folder)
    shown = [entry for entry in entries if entry.status != "archived"]
    loose = [entry for entry in shown if not _place(entry, folders)]
    unfiled = Folder("", "In no folder", None, entries=loose)
    for folder in (*tops, unfiled):
        _sum_up(folder, ())
    archived = [entry for entry in entries if entry.status == "archived"]
    return Tree(tops, unfiled, archived, shown)


def _place(entry: Entry, folders: dict[str, Folder]) -> bool:
    places = [folders[folder_id] for folder_id in entry.folder_ids if folder_id in folders]
    for folder in places:
        folder.entries.append(entry)
    return bool(places)


def _sum_up(folder: Folder, above: tuple[str, ...]) -> int:
    folder.path = (*above, folder.name)
    below = sum(_sum_up(child, folder.path) for child in folder.folders)
    folder.count = len(folder.entries) + below
    return folder.count
