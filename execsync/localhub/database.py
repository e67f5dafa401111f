"""Where the local hub keeps its content: one SQLite database, one connection, one lock."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMA = """
CREATE TABLE IF NOT EXISTS workspace (
    id TEXT PRIMARY KEY, created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS folders (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, emoji TEXT, parent TEXT REFERENCES folders (id),
    visibility TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS skills (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL, description TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS pages (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL,
    visibility TEXT NOT NULL, owner TEXT NOT NULL, origin TEXT NOT NULL,
    draft_title TEXT NOT NULL, draft_content TEXT NOT NULL, live_title TEXT, live_content TEXT,
    version INTEGER, published_at INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS pages_by_update ON pages (updated_at);
CREATE INDEX IF NOT EXISTS pages_by_creation ON pages (created_at);
CREATE TABLE IF NOT EXISTS former_pages (
    number INTEGER PRIMARY KEY, page_id TEXT NOT NULL, until INTEGER NOT NULL,
    seq INTEGER NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL,
    visibility TEXT NOT NULL, owner TEXT NOT NULL, origin TEXT NOT NULL,
    draft_title TEXT NOT NULL, draft_content TEXT NOT NULL, live_title TEXT, live_content TEXT,
    version INTEGER, published_at INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (
    page_id TEXT NOT NULL, version INTEGER NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
    change_type TEXT NOT NULL, author TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (page_id, version)
);
CREATE TABLE IF NOT EXISTS sources (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, url TEXT NOT NULL,
    source_type TEXT NOT NULL DEFAULT 'url', cover TEXT NOT NULL, author TEXT NOT NULL,
    status TEXT NOT NULL, outcome TEXT NOT NULL,
    starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, processed_at INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, archived_at INTEGER
);
CREATE UNIQUE INDEX IF NOT EXISTS live_sources ON sources (url)
    WHERE archived_at IS NULL AND source_type = 'url';
CREATE INDEX IF NOT EXISTS sources_by_status ON sources (status);
CREATE TABLE IF NOT EXISTS links (
    owner_id TEXT NOT NULL, kind TEXT NOT NULL, target_id TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (owner_id, kind, target_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS links_by_target ON links (target_id);
"""


class Database:
    """A SQLite database in the file `path`, or in memory where `path` is `:memory:`.

    All times in it are microseconds since 1970. Raises sqlite3.Error where the file cannot be
    opened or is not a database.
    """

    def __init__(self, path: str) -> None:
        # One connection for all threads, since a second one to :memory: would be a second database.
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        try:
            self._prepare()
        except sqlite3.Error:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        self._connection.row_factory = sqlite3.Row
        # SQLite's own lower() knows ASCII only.
        self._connection.create_function("fold", 1, str.casefold, deterministic=True)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the database alone; committed at the end, rolled back by an exception.

        Not reentrant: what works inside one takes the connection as an argument.
        """
        with self._lock:
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def changes(self) -> int:
        """How many rows were written since it was opened; more after each change."""
        with self._lock:
            return self._connection.total_changes

    def close(self) -> None:
        """Close the file; nothing can be asked afterwards."""
        with self._lock:
            self._connection.close()
