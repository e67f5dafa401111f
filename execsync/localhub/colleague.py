"""Somebody else at work on the hub's web page, past the API and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execsync.localhub.people import COLLEAGUE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from execsync.localhub.open_editors import OpenEditors
    from execsync.localhub.page import Page
    from execsync.localhub.pages import PageFields, Pages
    from execsync.localhub.sources import OtherType, Sources


class Colleague:
    """Edits what the hub keeps. HubError 404 for unknown ids, 400 for what pages refuse."""

    def __init__(self, pages: Pages, sources: Sources, editors: OpenEditors) -> None:
        self._pages = pages
        self._sources = sources
        self._editors = editors

    def create(
        self,
        title: str,
        content: str = "",
        *,
        publish: bool = False,
        private: bool = False,
        folder_ids: Sequence[str] = (),
        source_ids: Sequence[str] = (),
        by: str = COLLEAGUE,
    ) -> Page:
        """Make a page, which is then owned by the person `by` (one of PEOPLE)."""
        fields: PageFields = {
            "title": title,
            "content": content,
            "status": "published" if publish else "draft",
            "visibility": "private" if private else "workspace",
            "folder_ids": list(folder_ids),
            "source_ids": list(source_ids),
        }
        return self._pages.create(fields, author=by)

    def edit(
        self,
        page_id: str,
        *,
        title: str | None = None,
        content: str | None = None,
        publish: bool = False,
        folder_ids: Sequence[str] | None = None,
        skill_ids: Sequence[str] | None = None,
        source_ids: Sequence[str] | None = None,
    ) -> Page:
        """Change the draft where a text is given, and the lists that are; publish if asked to."""
        fields: PageFields = {}
        if title is not None:
            fields["title"] = title
        if content is not None:
            fields["content"] = content
        if publish:
            fields["status"] = "published"
        if folder_ids is not None:
            fields["folder_ids"] = list(folder_ids)
        if skill_ids is not None:
            fields["skill_ids"] = list(skill_ids)
        if source_ids is not None:
            fields["source_ids"] = list(source_ids)
        return self._pages.edit(page_id, fields, author=COLLEAGUE)

    def publish(self, page_id: str) -> Page:
        """Put the draft live that waits for it."""
        return self.edit(page_id, publish=True)

    def archive(self, page_id: str) -> Page:
        """Archive a page."""
        return self._pages.archive(page_id)

    def unarchive(self, page_id: str) -> Page:
        """Take a page out of the archive."""
        return self._pages.unarchive(page_id)

    def restore(self, page_id: str, version: int) -> Page:
        """Publish an old version of a page again."""
        return self._pages.restore(page_id, version, author=COLLEAGUE)

    def clone(self, page_id: str, *, title: str | None = None, by: str = COLLEAGUE) -> Page:
        """Make a copy of a page, of the same title unless another is given."""
        return self._pages.clone(page_id, title=title, author=by)

    def add_source(self, url: str, title: str) -> str:
        """Have the hub read an address, and return the id of its source."""
        row, _ = self._sources.create(url=url, title=title, author=COLLEAGUE)
        return str(row["id"])

    def attach(
        self, page_id: str, title: str, *, source_type: OtherType = "upload", url: str = ""
    ) -> str:
        """Attach something to a page that is no address: an upload, a page of Notion. Returns its id."""
        made = self._sources.add(source_type, title=title, url=url, author=COLLEAGUE)
        self._link(page_id, (*self._linked(page_id), made))
        return made

    def attach_address(self, page_id: str, url: str, title: str) -> str:
        """Attach an address to a page, and return the id of its source."""
        source_id = self.add_source(url, title)
        self._link(page_id, (*self._linked(page_id), source_id))
        return source_id

    def detach(self, page_id: str, source_id: str) -> None:
        """Take a source off a page; it stays in the hub."""
        self._link(page_id, [one for one in self._linked(page_id) if one != source_id])

    def _linked(self, page_id: str) -> list[str]:
        return self._pages.links(page_id, "source")

    def _link(self, page_id: str, source_ids: Sequence[str]) -> None:
        self.edit(page_id, source_ids=list(dict.fromkeys(source_ids)))

    def open_editor(
        self, page_id: str, *, title: str | None = None, content: str | None = None
    ) -> None:
        """Leave a page open in an editor, with another title or text typed in: it saves that by itself."""
        self._editors.open(page_id, title=title, content=content)

    def close_editor(self, page_id: str) -> bool:
        """Close that editor; what it has saved stays. False where none was open."""
        return self._editors.close(page_id)

    def delete_source(self, source_id: str) -> None:
        """Take a source out of the hub and off its pages."""
        self._sources.archive(source_id)

    def settle_source(self, source_id: str, status: str) -> sqlite3.Row:
        """End an extraction, or take it back to a state before, or to one that no contract knows."""
        return self._sources.settle(source_id, status)
