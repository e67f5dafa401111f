"""What the web page reads: everything the hub keeps, past limits, log and quirks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execsync.localhub.errors import not_found
from execsync.localhub.page import Page

if TYPE_CHECKING:
    import sqlite3

    from execsync.localhub.parts import Parts


@dataclass(frozen=True, slots=True)
class Entry:
    """A page's line in a list; `is_pending` where the draft differs from what is live.

    `file` is the path of its file, where a watch has told it.
    """

    id: str
    title: str
    status: str
    visibility: str
    updated_at: int
    is_pending: bool
    folder_ids: tuple[str, ...]
    file: str = ""


class Library:
    """Reads what is there now; HubError 404 for what is not."""

    def __init__(self, parts: Parts) -> None:
        self._database = parts.database
        self._sources = parts.sources
        self._report = parts.report

    def entries(self) -> list[Entry]:
        """Every page by title, archived ones too."""
        with self._database.transaction() as connection:
            rows = connection.execute(_ENTRIES).fetchall()
            links = connection.execute(_FOLDER_LINKS).fetchall()
        folders: dict[str, list[str]] = {}
        files = self._report.current().files
        for link in links:
            folders.setdefault(link["owner_id"], []).append(link["target_id"])
        return [
            Entry(
                id=row["id"],
                title=row["title"],
                status=row["status"],
                visibility=row["visibility"],
                updated_at=row["updated_at"],
                is_pending=bool(row["is_pending"]),
                folder_ids=tuple(folders.get(row["id"], ())),
                file=files.get(row["id"], ""),
            )
            for row in rows
        ]

    def folders(self) -> list[sqlite3.Row]:
        """Every folder by name."""
        return self._all("SELECT * FROM folders ORDER BY fold(name), id")

    def page(self, page_id: str) -> Page:
        """One page, an archived one too."""
        return Page.from_row(self._one("page", "SELECT * FROM pages WHERE id = ?", page_id))

    def versions(self, page_id: str) -> list[sqlite3.Row]:
        """The published versions of a page, newest first, without their texts."""
        return self._all(_VERSIONS, page_id)

    def version(self, page_id: str, number: int) -> sqlite3.Row:
        """One published version, with its text."""
        found = "SELECT * FROM versions WHERE page_id = ? AND version = ?"
        # A number that is too large for SQLite is one that no version has.
        return self._one("version", found, page_id, min(number, 2**62))

    def unready_sources(self) -> list[sqlite3.Row]:
        """Sources whose extraction is not done, or failed, newest first."""
        self._sources.advance()
        return self._all(_UNREADY_SOURCES)

    def _all(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._database.transaction() as connection:
            return connection.execute(query, values).fetchall()

    def _one(self, what: str, query: str, *values: object) -> sqlite3.Row:
        rows = self._all(query, *values)
        if not rows:
            raise not_found(what)
        return rows[0]


_ENTRIES = """
    SELECT id, coalesce(live_title, draft_title) AS title, status, visibility, updated_at,
        live_title IS NOT NULL
            AND (draft_title != live_title OR draft_content != live_content) AS is_pending
    FROM pages ORDER BY fold(coalesce(live_title, draft_title)), seq
"""
_FOLDER_LINKS = """
    SELECT owner_id, target_id FROM links WHERE kind = 'folder' ORDER BY owner_id, position
"""
_VERSIONS = """
    SELECT version, title, change_type, author, created_at, length(content) AS size
    FROM versions WHERE page_id = ? ORDER BY version DESC
"""
_UNREADY_SOURCES = """
    SELECT id, title, url, status, updated_at FROM sources
    WHERE archived_at IS NULL AND status != 'ready' ORDER BY status = 'failed' DESC, seq DESC
"""
