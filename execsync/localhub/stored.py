"""What the hub keeps, whole: both versions of each page, and archived things too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execsync.localhub.page import Page

if TYPE_CHECKING:
    from execsync.localhub.database import Database
    from execsync.localhub.links import Kind
    from execsync.localhub.sources import Sources

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredPage(Page):
    """A page and the ids that it names."""

    folder_ids: Ids = ()
    skill_ids: Ids = ()
    source_ids: Ids = ()


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source; `outcome` is how its extraction ends. Times are microseconds since 1970."""

    id: str
    title: str
    url: str
    cover: str
    status: str
    outcome: str
    created_at: int
    updated_at: int
    processed_at: int | None
    archived_at: int | None
    source_type: str
    folder_ids: Ids


_SOURCE_COLUMNS = [name for name in StoredSource.__slots__ if name != "folder_ids"]


class Stored:
    """Reads everything at once, past quirks and limits: what tests compare with."""

    def __init__(self, database: Database, sources: Sources) -> None:
        self._database = database
        self._sources = sources

    def pages(self) -> list[StoredPage]:
        """Every page ever made, oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT * FROM pages ORDER BY seq").fetchall()
        links = self._links()
        return [
            StoredPage(
                **{name: row[name] for name in Page.__slots__},
                folder_ids=links.get((row["id"], "folder"), ()),
                skill_ids=links.get((row["id"], "skill"), ()),
                source_ids=links.get((row["id"], "source"), ()),
            )
            for row in rows
        ]

    def sources(self) -> list[StoredSource]:
        """Every source ever made, oldest first, its extraction as far as the clock says."""
        links = self._links()
        return [
            StoredSource(
                **{name: row[name] for name in _SOURCE_COLUMNS},
                folder_ids=links.get((row["id"], "folder"), ()),
            )
            for row in self._sources.all()
        ]

    def _links(self) -> dict[tuple[str, Kind], Ids]:
        found: dict[tuple[str, Kind], Ids] = {}
        with self._database.transaction() as connection:
            for row in connection.execute("SELECT * FROM links ORDER BY position"):
                key = (row["owner_id"], row["kind"])
                found[key] = (*found.get(key, ()), row["target_id"])
        return found
