"""Lists as the contract cuts them: `page` from 1, `page_size` up to 100, filters joined by AND."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

_LARGEST_OFFSET = 2**62
"""SQLite's integers end a little further on; the contract's page numbers do not end."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for."""

    page: int
    page_size: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One part of a list, and how many rows the whole of it has."""

    rows: list[sqlite3.Row]
    total: int
    window: Window

    def pagination(self) -> dict[str, int]:
        """The contract's object of that name; an empty list has no pages."""
        size = self.window.page_size
        return {
            "page": self.window.page,
            "page_size": size,
            "total_count": self.total,
            "total_pages": -(-self.total // size),
        }


@dataclass(slots=True)
class Filter:
    """Conditions on the rows of a table, gathered one by one. Columns come from code, never input."""

    clauses: list[str] = field(default_factory=lambda: ["1"])
    values: list[Any] = field(default_factory=list)

    def add(self, clause: str, *values: Any) -> None:
        """Ask for `clause`, whose question marks stand for `values`."""
        self.clauses.append(clause)
        self.values.extend(values)

    def add_given(self, clause: str, value: Any) -> None:
        """Ask for `clause` only where a value is given."""
        if value is not None:
            self.add(clause, value)

    def add_link(self, kind: str, target_id: str | None) -> None:
        """Ask for rows that name `target_id` in their list of that kind."""
        clause = "id IN (SELECT owner_id FROM links WHERE kind = ? AND target_id = ?)"
        if target_id is not None:
            self.add(clause, kind, target_id)

    def select(
        self, connection: sqlite3.Connection, table: str, *, order: str, window: Window
    ) -> Listing:
        """Read the window out of the rows of `table` that meet all conditions."""
        where = f"FROM {table} WHERE {' AND '.join(self.clauses)}"
        (total,) = connection.execute(f"SELECT count(*) {where}", self.values).fetchone()
        offset = min((window.page - 1) * window.page_size, _LARGEST_OFFSET)
        rows = connection.execute(
            f"SELECT * {where} ORDER BY {order} LIMIT ? OFFSET ?",
            (*self.values, window.page_size, offset),
        ).fetchall()
        return Listing(rows, total, window)
