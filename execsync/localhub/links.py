"""Which folders, skills and sources a page or a source names, in the order they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

Kind = Literal["folder", "skill", "source"]

_ROWS = {
    "folder": "SELECT l.owner_id, t.id, t.name, t.emoji FROM links l JOIN folders t",
    "skill": "SELECT l.owner_id, t.id, t.name FROM links l JOIN skills t",
    "source": "SELECT l.owner_id, t.* FROM links l JOIN sources t",
}


def replace_links(
    connection: sqlite3.Connection, owner_id: str, kind: Kind, targets: Iterable[str]
) -> None:
    """Make `targets` the whole list of its kind; an id given twice counts once."""
    connection.execute("DELETE FROM links WHERE owner_id = ? AND kind = ?", (owner_id, kind))
    rows = [(owner_id, kind, target, n) for n, target in enumerate(dict.fromkeys(targets))]
    connection.executemany("INSERT INTO links VALUES (?, ?, ?, ?)", rows)


def linked_rows(
    connection: sqlite3.Connection, kind: Kind, owner_ids: Sequence[str]
) -> dict[str, list[sqlite3.Row]]:
    """For each owner the rows it names, in order; archived sources are left out."""
    found: dict[str, list[sqlite3.Row]] = {owner_id: [] for owner_id in owner_ids}
    marks = ", ".join("?" * len(owner_ids))
    alive = " AND t.archived_at IS NULL" if kind == "source" else ""
    rows = connection.execute(
        f"{_ROWS[kind]} ON t.id = l.target_id WHERE l.kind = ?{alive}"
        f" AND l.owner_id IN ({marks}) ORDER BY l.position",
        (kind, *owner_ids),
    )
    for row in rows:
        found[row["owner_id"]].append(row)
    return found
