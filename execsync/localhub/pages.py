"""The pages that the hub keeps: made, changed, published, archived and listed."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast, get_args

from execsync.localhub.clock import SECOND
from execsync.localhub.editor import reserialise
from execsync.localhub.errors import invalid, not_found
from execsync.localhub.former import keep_former
from execsync.localhub.links import Kind, linked_rows, replace_links
from execsync.localhub.listing import Filter, Listing, Window
from execsync.localhub.markdown import normalise
from execsync.localhub.page import Origin, Page
from execsync.localhub.page_query import PageQuery
from execsync.localhub.titles import tidy

if TYPE_CHECKING:
    import sqlite3

    from execsync.localhub.catalogue import Catalogue
    from execsync.localhub.clock import Clock
    from execsync.localhub.database import Database
    from execsync.localhub.settings import Dials

Change = Literal["manual_edit", "restore"]

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

    def create(self, fields: PageFields, *, author: str, origin: Origin = "created") -> Page:
        """Make a page, a second one too where the same is sent twice; `title` must be given."""
        now = self._clock.now()
        made = Page(
            id=str(uuid.uuid4()),
            status="draft",
            visibility=fields.get("visibility", "workspace"),
            owner=author,
            origin=origin,
            draft_title=self._stored_title(fields["title"]),
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

    def edit(
        self, page_id: str, fields: PageFields, *, author: str, change: Change = "manual_edit"
    ) -> Page:
        """Change the given fields only; HubError 400 for an archived page.

        A version that comes of it says `change`, the first one the page's origin.
        """
        with self._database.transaction() as connection:
            before = self._find(connection, page_id)
            if before.status == "archived":
                raise invalid("page_id: the page is archived, and no call brings it back.")
            self._admit(connection, fields)
            after = self._changed(before, fields)
            if self._moves(before, after, fields, change):
                after = replace(after, updated_at=self._clock.now())
            self._save(connection, after)
            self._keep_rest(connection, before, after, fields, author, change)
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
                page = page.archived()
                if self._dials.quirks.archiving_moves_updated_at:
                    page = replace(page, updated_at=self._clock.now())
                self._save(connection, page)
        return page

    def unarchive(self, page_id: str) -> Page:
        """Put an archived page back into the lists; the API has no call for it."""
        with self._database.transaction() as connection:
            page = Page.from_row(_row(connection, page_id))
            if page.status == "archived":
                page = page.unarchived()
                if self._dials.quirks.restore_moves_updated_at:
                    page = replace(page, updated_at=self._clock.now())
                self._save(connection, page)
        return page

    def restore(self, page_id: str, version: int, *, author: str) -> Page:
        """Publish the texts of an old version again; HubError 404 where there is no such version."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT * FROM versions WHERE page_id = ? AND version = ?", (page_id, version)
            ).fetchone()
        if row is None:
            raise not_found("version")
        fields: PageFields = {
            "title": row["title"],
            "content": row["content"],
            "status": "published",
        }
        return self.edit(page_id, fields, author=author, change="restore")

    def clone(self, page_id: str, *, title: str | None, author: str) -> Page:
        """Make a page like another one, published if that is; the title is kept unless given."""
        with self._database.transaction() as connection:
            page = self._find(connection, page_id)
            links = {
                f"{kind}_ids": [
                    row["id"] for row in linked_rows(connection, kind, [page_id])[page_id]
                ]
                for kind in _KINDS
            }
        fields: dict[str, Any] = {
            "title": title or page.draft_title,
            "content": page.draft_content,
            "status": "draft" if page.live_content is None else "published",
            "visibility": page.visibility,
            **links,
        }
        return self.create(cast("PageFields", fields), author=author, origin="clone")

    def links(self, page_id: str, kind: Kind) -> list[str]:
        """The ids of the folders, skills or sources of a page."""
        with self._database.transaction() as connection:
            self._find(connection, page_id)
            return [str(row["id"]) for row in linked_rows(connection, kind, [page_id])[page_id]]

    def find(self, **wanted: Any) -> Listing:
        """The pages that meet the fields of a PageQuery, as lists show them now."""
        query = PageQuery(**wanted)
        with self._database.transaction() as connection:
            return query.select(connection, self._dials.quirks, now=self._clock.now())

    def versions(self, page_id: str, window: Window) -> Listing:
        """The published versions of a page, newest first."""
        wanted = Filter()
        wanted.add("page_id = ?", page_id)
        with self._database.transaction() as connection:
            self._find(connection, page_id)
            return wanted.select(connection, "versions", order="version DESC", window=window)

    @property
    def _lag(self) -> int:
        return int(self._dials.quirks.list_lag * SECOND)

    def _find(self, connection: sqlite3.Connection, page_id: str) -> Page:
        row = _row(connection, page_id)
        if row["status"] == "archived" and self._dials.quirks.archived_page == "gone":
            raise not_found("page")
        return Page.from_row(row)

    def _stored(self, content: str) -> str:
        quirks = self._dials.quirks
        if not quirks.rewrites_markdown:
            return content
        return reserialise(content) if quirks.rewrites_as == "prosemirror" else normalise(content)

    def _stored_title(self, title: str) -> str:
        return tidy(title) if self._dials.quirks.rewrites_titles else title

    def _changed(self, page: Page, fields: PageFields) -> Page:
        content, title = fields.get("content"), fields.get("title")
        page = page.drafted(
            title=None if title is None else self._stored_title(title),
            content=None if content is None else self._stored(content),
        )
        status = fields.get("status")
        if status == "published":
            return page.published(self._clock.now())
        if status == "draft" and self._dials.quirks.draft_status == "unpublishes":
            return page.unpublished()
        return page

    def _moves(self, before: Page, after: Page, fields: PageFields, change: Change) -> bool:
        """Whether such a change moves `updated_at`."""
        if change == "restore":
            return self._dials.quirks.restore_moves_updated_at
        quirks = self._dials.quirks
        if fields.keys() == {"source_ids"} and not quirks.linking_moves_updated_at:
            return False
        if not fields or quirks.draft_edit_moves_updated_at:
            return bool(fields)
        linked = any(f"{kind}_ids" in fields for kind in _KINDS)
        return linked or (after.status, after.version) != (before.status, before.version)

    def _admit(self, connection: sqlite3.Connection, fields: PageFields) -> None:
        given: dict[str, Any] = dict(fields)
        for kind in _KINDS:
            self._catalogue.admit(
                connection, f"{kind}s", f"{kind}_ids", given.get(f"{kind}_ids", ())
            )

    def _save(self, connection: sqlite3.Connection, page: Page) -> None:
        if self._lag:
            now = self._clock.now()
            keep_former(connection, page.id, now=now, since=now - self._lag)
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
        change: Change = "manual_edit",
    ) -> None:
        given: dict[str, Any] = dict(fields)
        for kind in _KINDS:
            if f"{kind}_ids" in given:
                replace_links(connection, after.id, kind, given[f"{kind}_ids"])
        if after.version != before.version:
            connection.execute(
                "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    after.id,
                    after.version,
                    after.live_title,
                    after.live_content,
                    after.origin if after.version == 1 else change,
                    author,
                    after.published_at,
                ),
            )


def _row(connection: sqlite3.Connection, page_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM pages WHERE id = ?", (page_id,)
    ).fetchone()
    if row is None:
        raise not_found("page")
    return row


def _values(page: Page) -> list[Any]:
    return [getattr(page, name) for name in Page.__slots__]
