"""Which pages a list is asked for, and the rows that it shows for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from execsync.localhub.clock import SECOND
from execsync.localhub.former import pages_at
from execsync.localhub.listing import Filter, Listing, Window

if TYPE_CHECKING:
    import sqlite3

    from execsync.localhub.quirks import Quirks

Sort = Literal["updated_at", "created_at", "title"]

_ORDERS: dict[Sort, str] = {
    "updated_at": "updated_at DESC, seq DESC",
    "created_at": "created_at DESC, seq DESC",
    "title": "fold(coalesce(live_title, draft_title)), seq",
}
_TITLE = "fold(coalesce(live_title, draft_title))"
_FOUND = {
    "part": f"instr({_TITLE}, fold(?))",
    "whole": f"{_TITLE} = fold(?)",
    "nothing": "? IS NULL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The filters of a list, all of which must be met; archived pages only where `status` asks for them.

    `updated_after` and `updated_before` are microseconds and include their own moment.
    """

    window: Window
    sort: Sort = "updated_at"
    status: str | None = None
    folder_id: str | None = None
    skill_id: str | None = None
    owner_id: str | None = None
    query: str | None = None
    updated_after: int | None = None
    updated_before: int | None = None

    def select(self, connection: sqlite3.Connection, quirks: Quirks, *, now: int) -> Listing:
        """The rows of `now` in microseconds, or of a moment ago where lists are late."""
        lag = int(quirks.list_lag * SECOND)
        table = pages_at(now - lag) if lag else "pages"
        wanted = self._filter(quirks)
        wanted.add("created_at <= ?", now - lag)
        return wanted.select(connection, table, order=_ORDERS[self.sort], window=self.window)

    def _filter(self, quirks: Quirks) -> Filter:
        shown = f"updated_at - updated_at % {quirks.tick}"
        wanted = Filter()
        wanted.add("status = ?" if self.status else "status != ?", self.status or "archived")
        wanted.add_given("owner = ?", self.owner_id)
        wanted.add_given(_FOUND[quirks.query_finds], self.query)
        wanted.add_given(f"{shown} >= ?", self.updated_after)
        wanted.add_given(f"{shown} <= ?", self.updated_before)
        wanted.add_link("folder", self.folder_id)
        wanted.add_link("skill", self.skill_id)
        return wanted
