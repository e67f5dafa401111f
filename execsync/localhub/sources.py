"""The sources that the hub keeps, and the extraction each of them goes through by the clock."""

from __future__ import annotations

import uuid
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal, get_args

from execsync.localhub.clock import SECOND
from execsync.localhub.errors import not_found
from execsync.localhub.links import replace_links
from execsync.localhub.listing import Filter, Listing, Window

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from execsync.localhub.catalogue import Catalogue
    from execsync.localhub.clock import Clock
    from execsync.localhub.database import Database
    from execsync.localhub.settings import Dials

SourceStatus = Literal["pending", "processing", "ready", "failed"]
OtherType = Literal["upload", "notion", "google_drive", "guru", "page", "integration"]
"""What the hub knows besides addresses, and the API cannot make."""
OTHER_TYPES: tuple[OtherType, ...] = get_args(OtherType)

_PLAIN = "rtrim(substr(url, 1, instr(url || '#', '#') - 1), '/')"
"""An address in SQL without its fragment and without a slash at its end."""


class Sources:
    """Keeps sources. Every call is one transaction; HubError 404 for an id that none has."""

    def __init__(
        self, database: Database, clock: Clock, dials: Dials, catalogue: Catalogue
    ) -> None:
        self._database = database
        self._clock = clock
        self._dials = dials
        self._catalogue = catalogue

    def create(
        self,
        *,
        url: str,
        title: str,
        cover: str = "",
        folder_ids: Sequence[str] = (),
        author: str,
    ) -> tuple[sqlite3.Row, bool]:
        """Keep a source and start its extraction; return its row, and whether it is new.

        An address that is kept already comes back as it is, whatever else was sent.
        """
        with self._database.transaction() as connection:
            self._advance(connection)
            known = self._known(connection, url)
            if known is not None:
                return known, False
            self._catalogue.admit(connection, "folders", "folder_ids", folder_ids)
            made = str(uuid.uuid4())
            now = self._clock.now()
            half = int(self._dials.settings.extraction_seconds * SECOND / 2)
            connection.execute(
                "INSERT INTO sources (id, title, url, cover, author, status, outcome, starts_at,"
                " ends_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    made,
                    title,
                    url,
                    cover,
                    author,
                    "pending",
                    self._outcome(url),
                    now + half,
                    now + 2 * half,
                    now,
                    now,
                ),
            )
            replace_links(connection, made, "folder", folder_ids)
            self._advance(connection)
            return _find(connection, made), True

    def add(self, source_type: OtherType, *, title: str, url: str = "", author: str) -> str:
        """Keep a source that is no address, as people add them on the web, and return its id: it is ready."""
        made, now = str(uuid.uuid4()), self._clock.now()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO sources (id, title, url, source_type, cover, author, status, outcome,"
                " starts_at, ends_at, processed_at, created_at, updated_at)"
                " VALUES (?, ?, ?, ?, '', ?, 'ready', 'ready', ?, ?, ?, ?, ?)",
                (made, title, url, source_type, author, *[now] * 5),
            )
        return made

    def get(self, source_id: str) -> sqlite3.Row:
        """One source, its extraction as far as the clock says."""
        with self._database.transaction() as connection:
            self._advance(connection)
            return _find(connection, source_id)

    def archive(self, source_id: str) -> None:
        """Take a source out of the lists and off its pages."""
        with self._database.transaction() as connection:
            _find(connection, source_id)
            now = self._clock.now()
            connection.execute("UPDATE sources SET archived_at = ? WHERE id = ?", (now, source_id))
            if self._dials.quirks.deleting_moves_pages:
                connection.execute(
                    "UPDATE pages SET updated_at = ? WHERE id IN"
                    " (SELECT owner_id FROM links WHERE kind = 'source' AND target_id = ?)",
                    (now, source_id),
                )

    def settle(self, source_id: str, status: str) -> sqlite3.Row:
        """Put an extraction where a colleague or the hub's machinery left it, for good.

        Any text will do: a hub may come to know a status that the contract does not.
        """
        now = self._clock.now()
        processed = now if status in ("ready", "failed") else None
        never = 2**62
        with self._database.transaction() as connection:
            _find(connection, source_id)
            connection.execute(
                "UPDATE sources SET status = ?, updated_at = ?, processed_at = ?, starts_at = ?,"
                " ends_at = ? WHERE id = ?",
                (status, now, processed, never, never, source_id),
            )
            return _find(connection, source_id)

    def find(
        self,
        *,
        window: Window,
        type: str | None = None,
        status: str | None = None,
        folder_id: str | None = None,
        query: str | None = None,
        page_id: str | None = None,
    ) -> Listing:
        """Sources that meet all filters, newest first; archived ones are left out.

        Where lists are late, their rows are of that moment, and what the rows say is of now.
        """
        lag = int(self._dials.quirks.list_lag * SECOND)
        wanted = Filter()
        shown = self._clock.now() - lag
        wanted.add("(archived_at IS NULL OR archived_at > ?) AND created_at <= ?", shown, shown)
        wanted.add_given("source_type = ?", type)
        wanted.add_given("status = ?", status)
        wanted.add_given("instr(fold(title), fold(?))", query)
        wanted.add_link("folder", folder_id)
        clause = "id IN (SELECT target_id FROM links WHERE kind = 'source' AND owner_id = ?)"
        wanted.add_given(clause, page_id)
        with self._database.transaction() as connection:
            self._advance(connection)
            order = "created_at DESC, seq DESC"
            return wanted.select(connection, "sources", order=order, window=window)

    def advance(self) -> None:
        """Let every extraction go as far as the clock says."""
        with self._database.transaction() as connection:
            self._advance(connection)

    def all(self) -> list[sqlite3.Row]:
        """Every source ever made, oldest first, archived ones too."""
        with self._database.transaction() as connection:
            self._advance(connection)
            return connection.execute("SELECT * FROM sources ORDER BY seq").fetchall()

    def _outcome(self, url: str) -> SourceStatus:
        patterns = self._dials.settings.failing_sources
        return "failed" if any(fnmatchcase(url, pattern) for pattern in patterns) else "ready"

    def _known(self, connection: sqlite3.Connection, url: str) -> sqlite3.Row | None:
        column, wanted = "url", url
        if self._dials.quirks.alike_addresses == "one":
            column, wanted = _PLAIN, url.partition("#")[0].rstrip("/")
        row: sqlite3.Row | None = connection.execute(
            f"SELECT * FROM sources WHERE {column} = ?"  # noqa: S608 (one of two constants)
            " AND source_type = 'url' ORDER BY archived_at IS NULL DESC, seq DESC",
            (wanted,),
        ).fetchone()
        if row is None or row["archived_at"] is None:
            return row
        if self._dials.quirks.reposted_source == "makes_new":
            return None
        connection.execute("UPDATE sources SET archived_at = NULL WHERE id = ?", (row["id"],))
        return _find(connection, row["id"])

    def _advance(self, connection: sqlite3.Connection) -> None:
        now = self._clock.now()
        connection.execute(
            "UPDATE sources SET status = 'processing', updated_at = starts_at"
            " WHERE status = 'pending' AND starts_at <= ?",
            (now,),
        )
        connection.execute(
            "UPDATE sources SET status = outcome, updated_at = ends_at, processed_at = ends_at"
            " WHERE status = 'processing' AND ends_at <= ?",
            (now,),
        )


def _find(connection: sqlite3.Connection, source_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM sources WHERE id = ? AND archived_at IS NULL", (source_id,)
    ).fetchone()
    if row is None:
        raise not_found("source")
    return row
