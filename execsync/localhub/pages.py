"""The pages that the hub keeps: made, changed, published, archived and listed."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypedDict, get_args

from execsync.localhub.errors import invalid, not_found
from execsync.localhub.links import Kind, replace_links
from execsync.localhub.listing import Filter, Listing, Window
from execsync.localhub.markdown import normalise
from execsync.localhub.page import Page

if TYPE_CHECKING:
    import sqlite3

    from execsync.localhub.catalogue import Catalogue
    from execsync.localhub.clock import Clock
    from execsync.localhub.database import Database
    from execsync.localhub.settings import Dials

Sort = Literal["updated_at", "created_at", "title"]

_ORDERS: dict[Sort, str] = {
    "updated_at": "updated_at DESC, seq DESC",
    "created_at": "created_at DESC, seq DESC",
    "title": "fold(coalesce(live_title, draft_title)), seq",
}
_KINDS: tuple[Kind, ...] = get_args(Kind)


class PageFields(TypedDict, total=False):
    """What a request may set; a field that is absent stays as it is."""

    title: str
    content: str
    status: Literal["draft", "published"]
    visibility: Literal["private", "workspace"]
    folder_ids: list[str]
    source_ids: list[str]
    skill_ids: list[str]


class Pages:
    """Keeps pages. Every call is one transaction; HubError 404 for an id that no page has."""

    def __init__(
        self, database: Database, clock: Clock, dials: Dials, catalogue: Catalogue
    ) -> None:
        self._database = database
        self._clock = clock
        self._dials = dials
        self._catalogue = catalogue

    def create(self, fields: PageFields, *, author: str) -> Page:
        """Make a page, a second one too where the same is sent twice; `title` must be given."""
        now = self._clock.now()
        made = Page(
            id=str(uuid.uuid4()),
            status="draft",
            visibility=fields.get("visibility", "workspace"),
            owner=author,
            draft_title=fields["title"],
            draft_content=self._stored(fields.get("content", "")),
            created_at=now,
            updated_at=now,
        )
        page = made.published(now) if fields.get("status") == "published" else made
        with self._database.transaction() as connection:
            self._admit(connection, fields)
            columns = ", ".join(Page.__slots__)
            marks = ", ".join("?" * len(Page.__slots__))
            connection.execute(
                f"INSERT INTO pages ({columns}) VALUES ({marks})",  # noqa: S608
                _values(page),
            )
            self._keep_rest(connection, made, page, fields, author)
        return page

    def get(self, page_id: str) -> Page:
        """One page, an archived one too."""
        with self._database.transaction() as connection:
            return self._find(connection, page_id)

    def edit(self, page_id: str, fields: PageFields, *, author: str) -> Page:
        """Change the given fields only; HubError 400 for an archived page."""
        with self._database.transaction() as connection:
            before = self._find(connection, page_id)
            if before.status == "archived":
                raise invalid("page_id: the page is archived, and no call brings it back.")
            self._admit(connection, fields)
            after = self._dated(before, self._changed(before, fields), fields)
            self._save(connection, after)
            self._keep_rest(connection, before, after, fields, author)
        return after

    def replace(self, page_id: str, fields: PageFields, *, author: str) -> Page:
        """Change every field: an absent text or list becomes empty. A page keeps a title."""
        empty: PageFields = {"content": "", "folder_ids": [], "source_ids": [], "skill_ids": []}
        return self.edit(page_id, {**empty, **fields}, author=author)

    def archive(self, page_id: str) -> Page:
        """Take a page out of the lists; its texts and versions stay."""
        with self._database.transaction() as connection:
            page = self._find(connection, page_id)
            if page.status != "archived":
                page = page.archived(self._clock.now())
                self._save(connection, page)
        return page

    def find(
        self,
        *,
        window: Window,
        sort: Sort = "updated_at",
        status: str | None = None,
        folder_id: str | None = None,
        skill_id: str | None = None,
        owner_id: str | None = None,
        query: str | None = None,
        updated_after: int | None = None,
        updated_before: int | None = None,
    ) -> Listing:
        """Pages that meet all filters; archived ones only where `status` asks for them.

        `updated_after` and `updated_before` are microseconds and include their own moment.
        """
        tick = self._dials.quirks.tick
        wanted = Filter()
        wanted.add("status = ?" if status else "status != ?", status or "archived")
        wanted.add("created_at <= ?", self._newest_listed())
        wanted.add_given("owner = ?", owner_id)
        wanted.add_given("instr(fold(coalesce(live_title, draft_title)), fold(?))", query)
        wanted.add_given(f"updated_at - updated_at % {tick} >= ?", updated_after)
        wanted.add_given(f"updated_at - updated_at % {tick} <= ?", updated_before)
        wanted.add_link("folder", folder_id)
        wanted.add_link("skill", skill_id)
        with self._database.transaction() as connection:
            return wanted.select(connection, "pages", order=_ORDERS[sort], window=window)

    def versions(self, page_id: str, window: Window) -> Listing:
        """The published versions of a page, newest first."""
        wanted = Filter()
        wanted.add("page_id = ?", page_id)
        with self._database.transaction() as connection:
            self._find(connection, page_id)
            return wanted.select(connection, "versions", order="version DESC", window=window)

    def _newest_listed(self) -> int:
        return self._clock.now() - int(self._dials.quirks.list_lag * 1_000_000)

    def _find(self, connection: sqlite3.Connection, page_id: str) -> Page:
        row = connection.execute("SELECT * FROM pages WHERE id = ?", (page_id,)).fetchone()
        gone = self._dials.quirks.archived_page == "gone"
        if row is None or (gone and row["status"] == "archived"):
            raise not_found("page")
        return Page.from_row(row)

    def _stored(self, content: str) -> str:
        return normalise(content) if self._dials.quirks.rewrites_markdown else content

    def _changed(self, page: Page, fields: PageFields) -> Page:
        content = fields.get("content")
        page = page.drafted(
            title=fields.get("title"),
            content=None if content is None else self._stored(content),
        )
        status = fields.get("status")
        if status == "published":
            return page.published(self._clock.now())
        if status == "draft" and self._dials.quirks.draft_status == "unpublishes":
            return page.unpublished()
        return page

    def _dated(self, before: Page, after: Page, fields: PageFields) -> Page:
        moved = bool(fields)
        if moved and not self._dials.quirks.draft_edit_moves_updated_at:
            linked = any(f"{kind}_ids" in fields for kind in _KINDS)
            live = (after.status, after.version) != (before.status, before.version)
            moved = linked or live
        return replace(after, updated_at=self._clock.now()) if moved else after

    def _admit(self, connection: sqlite3.Connection, fields: PageFields) -> None:
        given: dict[str, Any] = dict(fields)
        for kind in _KINDS:
            self._catalogue.admit(
                connection, f"{kind}s", f"{kind}_ids", given.get(f"{kind}_ids", ())
            )

    def _save(self, connection: sqlite3.Connection, page: Page) -> None:
        columns = ", ".join(f"{name} = ?" for name in Page.__slots__)
        connection.execute(
            f"UPDATE pages SET {columns} WHERE id = ?",  # noqa: S608
            (*_values(page), page.id),
        )

    def _keep_rest(
        self,
        connection: sqlite3.Connection,
        before: Page,
        after: Page,
        fields: PageFields,
        author: str,
    ) -> None:
        given: dict[str, Any] = dict(fields)
        for kind in _KINDS:
            if f"{kind}_ids" in given:
                replace_links(connection, after.id, kind, given[f"{kind}_ids"])
        if after.version != before.version:
            change = "created" if after.version == 1 else "manual_edit"
            connection.execute(
                "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    after.id,
                    after.version,
                    after.live_title,
                    after.live_content,
                    change,
                    author,
                    after.published_at,
                ),
            )


def _values(page: Page) -> list[Any]:
    return [getattr(page, name) for name in Page.__slots__]
