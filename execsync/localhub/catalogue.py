"""Folders, skills and the workspace: what the hub's calls read and never write."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from execsync.localhub.errors import invalid, not_found
from execsync.localhub.listing import Filter, Listing, Window

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from execsync.localhub.clock import Clock
    from execsync.localhub.database import Database
    from execsync.localhub.settings import Dials

_NAMES = uuid.UUID("7d1c9a55-8f0e-4e8c-9a39-1f6f4a3c9b10")


class Catalogue:
    """Reads folders, skills and the workspace, and takes in new ones from a seed or a test."""

    def __init__(self, database: Database, clock: Clock, dials: Dials) -> None:
        self._database = database
        self._clock = clock
        self._dials = dials
        with database.transaction() as connection:
            connection.execute(
                "INSERT INTO workspace SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM workspace)",
                (str(uuid.uuid4()), clock.now()),
            )

    def workspace(self) -> sqlite3.Row:
        """The one workspace: its id and its creation."""
        with self._database.transaction() as connection:
            row: sqlite3.Row = connection.execute("SELECT * FROM workspace").fetchone()
            return row

    def folders(
        self, *, window: Window, parent_id: str | None = None, query: str | None = None
    ) -> Listing:
        """Folders by name, those of one parent and with `query` in their name where given."""
        wanted = Filter()
        wanted.add_given("parent = ?", parent_id)
        wanted.add_given("instr(fold(name), fold(?))", query)
        with self._database.transaction() as connection:
            return wanted.select(
                connection, _COUNTED_FOLDERS, order="fold(name), id", window=window
            )

    def folder(self, folder_id: str) -> sqlite3.Row:
        """One folder; HubError 404 where there is none."""
        wanted = Filter()
        wanted.add("id = ?", folder_id)
        with self._database.transaction() as connection:
            found = wanted.select(connection, _COUNTED_FOLDERS, order="id", window=Window(1, 1))
        if not found.rows:
            raise not_found("folder")
        return found.rows[0]

    def skills(self, window: Window) -> Listing:
        """Skills by name."""
        with self._database.transaction() as connection:
            return Filter().select(connection, "skills", order="fold(name), id", window=window)

    def add_folder(
        self,
        name: str,
        *,
        id: str | None = None,
        parent: str | None = None,
        emoji: str | None = None,
        visibility: str = "workspace",
    ) -> str:
        """Keep a folder under the folder with the id `parent`, and return its id.

        Without an id one is made from parent and name, the same each time. A folder that is there
        already keeps its time of creation.
        """
        made = id or str(uuid.uuid5(_NAMES, f"folder {parent or ''}/{name}"))
        now = self._clock.now()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO folders VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " name = excluded.name, emoji = excluded.emoji, parent = excluded.parent,"
                " visibility = excluded.visibility",
                (made, name, emoji, parent, visibility, now, now),
            )
        return made

    def add_skill(
        self,
        name: str,
        *,
        id: str | None = None,
        slug: str | None = None,
        description: str = "",
    ) -> str:
        """Keep a skill and return its id; without an id one is made from the name."""
        made = id or str(uuid.uuid5(_NAMES, f"skill {name}"))
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO skills VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " name = excluded.name, slug = excluded.slug, description = excluded.description",
                (
                    made,
                    name,
                    slug or "-".join(name.lower().split()),
                    description,
                    self._clock.now(),
                ),
            )
        return made

    def admit(
        self, connection: sqlite3.Connection, table: str, field: str, ids: Sequence[str]
    ) -> None:
        """See that every id is known in `folders`, `skills` or `sources`.

        An unknown one raises HubError 400 naming `field`, or is made up where the settings say so
        (a source never is: it has an address that cannot be guessed).
        """
        alive = " AND archived_at IS NULL" if table == "sources" else ""
        for given in dict.fromkeys(ids):
            if connection.execute(
                f"SELECT 1 FROM {table} WHERE id = ?{alive}",  # noqa: S608
                (given,),
            ).fetchone():
                continue
            if table == "sources" or not self._dials.settings.invent_ids:
                raise invalid(f"{field}: no {table.removesuffix('s')} has the id {given!r}.")
            self._invent(connection, table, given)

    def _invent(self, connection: sqlite3.Connection, table: str, given: str) -> None:
        name = given.replace("_", " ").replace("-", " ").strip().capitalize() or given
        now = self._clock.now()
        if table == "folders":
            row = (given, name, None, None, "workspace", now, now)
        else:
            row = (given, name, given, "", now)  # type: ignore[assignment]
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608


_COUNTED_FOLDERS = """(
    SELECT folders.*,
        (SELECT count(*) FROM folders AS child WHERE child.parent = folders.id) AS subfolder_count,
        (SELECT count(*) FROM links WHERE kind = 'folder' AND target_id = folders.id
            AND owner_id IN (SELECT id FROM pages WHERE status != 'archived'
                UNION ALL SELECT id FROM sources WHERE archived_at IS NULL)) AS item_count
    FROM folders
)"""
