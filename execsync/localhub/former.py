"""Pages as they were a moment ago, for lists that are late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execsync.localhub.page import Page

if TYPE_CHECKING:
    import sqlite3

_MARK = "@"
"""Between the id of a page and the number of a former row of it, whose links have their own owner."""

_REST = ", ".join(["seq", *(name for name in Page.__slots__ if name != "id")])


def keep_former(connection: sqlite3.Connection, page_id: str, *, now: int, since: int) -> None:
    """Keep a page with its links as it is before it changes at `now`; drop what ended by `since`.

    Times are microseconds since 1970.
    """
    ended = "SELECT id FROM former_pages WHERE until <= ?"
    connection.execute(f"DELETE FROM links WHERE owner_id IN ({ended})", (since,))  # noqa: S608
    connection.execute("DELETE FROM former_pages WHERE until <= ?", (since,))
    (number,) = connection.execute(
        "SELECT coalesce(max(number), 0) + 1 FROM former_pages"
    ).fetchone()
    former_id = f"{page_id}{_MARK}{number}"
    connection.execute(
        f"INSERT INTO former_pages (number, page_id, until, id, {_REST})"  # noqa: S608
        f" SELECT ?, id, ?, ?, {_REST} FROM pages WHERE id = ?",
        (number, now, former_id, page_id),
    )
    connection.execute(
        "INSERT INTO links SELECT ?, kind, target_id, position FROM links WHERE owner_id = ?",
        (former_id, page_id),
    )


def pages_at(moment: int) -> str:
    """What to select from for all pages as they were then, as far as former rows go back."""
    later = f"FROM former_pages WHERE until > {int(moment)}"
    return (
        f"(SELECT id, {_REST} FROM pages WHERE id NOT IN (SELECT page_id {later})"  # noqa: S608
        f" UNION ALL SELECT id, {_REST} FROM former_pages"
        f" WHERE number IN (SELECT min(number) {later} GROUP BY page_id))"
    )


def id_of(row_id: str) -> str:
    """The id of the page that a row of now or of then is about."""
    return row_id.partition(_MARK)[0]
