"""The routes of the contract, each with the parameters and fields that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, request

from execsync.localhub.fields import (
    Reader,
    address,
    filled_text,
    ids,
    moment,
    one_of,
    read_body,
    read_query,
    read_window_query,
    require,
    text,
)
from execsync.localhub.parts import parts_of
from execsync.localhub.people import OWNER

if TYPE_CHECKING:
    from collections.abc import Callable

    from execsync.localhub.pages import PageFields
    from execsync.localhub.parts import Parts

Answer = dict[str, Any] | tuple[dict[str, Any], int]

_SOURCE_TYPES = ("upload", "url", "notion", "google_drive", "guru", "page", "integration")
_PAGE_EDIT: dict[str, Reader] = {
    "title": filled_text,
    "content": text,
    "status": one_of("draft", "published"),
    "folder_ids": ids,
    "source_ids": ids,
    "skill_ids": ids,
}
_PAGE_CREATION: dict[str, Reader] = {**_PAGE_EDIT, "visibility": one_of("private", "workspace")}
_PAGE_FILTERS: dict[str, Reader] = {
    "folder_id": text,
    "status": one_of("draft", "published", "archived"),
    "owner_id": text,
    "skill_id": text,
    "query": text,
    "updated_after": moment,
    "updated_before": moment,
    "sort": one_of("updated_at", "created_at", "title"),
}
_SOURCE_FILTERS: dict[str, Reader] = {
    "type": one_of(*_SOURCE_TYPES),
    "status": one_of("pending", "processing", "ready", "failed"),
    "folder_id": text,
    "query": text,
    "page_id": text,
}
_SOURCE_CREATION: dict[str, Reader] = {
    "type": one_of("url"),
    "title": filled_text,
    "url": address,
    "cover": text,
    "folder_ids": ids,
}


def api_blueprint() -> Blueprint:
    """Every operation of the contract, below the base address."""
    blueprint = Blueprint("api", __name__)
    api = _Api()

    def route(method: str, path: str, view: Callable[..., Answer]) -> None:
        blueprint.add_url_rule(
            path, view_func=view, methods=[method], provide_automatic_options=False
        )

    route("GET", "/workspace", api.get_workspace)
    route("GET", "/skills", api.list_skills)
    route("GET", "/knowledge-hub/folders", api.list_folders)
    route("GET", "/knowledge-hub/folders/<folder_id>", api.get_folder)
    route("GET", "/knowledge-hub/pages", api.list_pages)
    route("POST", "/knowledge-hub/pages", api.create_page)
    route("GET", "/knowledge-hub/pages/<page_id>", api.get_page)
    route("PATCH", "/knowledge-hub/pages/<page_id>", api.update_page)
    route("PUT", "/knowledge-hub/pages/<page_id>", api.replace_page)
    route("DELETE", "/knowledge-hub/pages/<page_id>", api.archive_page)
    route("GET", "/knowledge-hub/pages/<page_id>/versions", api.list_versions)
    route("GET", "/knowledge-hub/sources", api.list_sources)
    route("POST", "/knowledge-hub/sources", api.create_source)
    route("GET", "/knowledge-hub/sources/<source_id>", api.get_source)
    route("DELETE", "/knowledge-hub/sources/<source_id>", api.archive_source)
    return blueprint


class _Api:
    """The views; HubError for what they refuse."""

    @property
    def _parts(self) -> Parts:
        return parts_of(request.environ)

    def get_workspace(self) -> Answer:
        read_query(request)
        return self._parts.answers.workspace(self._parts.catalogue)

    def list_skills(self) -> Answer:
        asked = read_window_query(request, include=text)
        listing = self._parts.catalogue.skills(asked["window"])
        with_summary = _includes(asked, "proficiency_summary")
        skill = self._parts.answers.skill
        data = [skill(row, with_summary=with_summary) for row in listing.rows]
        return {"data": data, "pagination": listing.pagination()}

    def list_folders(self) -> Answer:
        asked = read_window_query(request, parent_id=text, query=text)
        listing = self._parts.catalogue.folders(**asked)
        data = [self._parts.answers.folder(row) for row in listing.rows]
        return {"data": data, "pagination": listing.pagination()}

    def get_folder(self, folder_id: str) -> Answer:
        read_query(request)
        return self._parts.answers.folder(self._parts.catalogue.folder(folder_id))

    def list_pages(self) -> Answer:
        asked = read_window_query(request, **_PAGE_FILTERS)
        return self._parts.answers.pages(self._parts.pages.find(**asked))

    def create_page(self) -> Answer:
        read_query(request)
        fields = read_body(request, **_PAGE_CREATION)
        require(fields, "title")
        page = self._parts.pages.create(cast("PageFields", fields), author=OWNER)
        with_draft = self._parts.dials.quirks.writes_answer_with_draft
        return self._parts.answers.page(page, with_draft=with_draft), 201

    def get_page(self, page_id: str) -> Answer:
        asked = read_query(request, include=text)
        page = self._parts.pages.get(page_id)
        return self._parts.answers.page(page, with_draft=_includes(asked, "draft"))

    def update_page(self, page_id: str) -> Answer:
        return self._write_page(page_id, self._parts.pages.edit)

    def replace_page(self, page_id: str) -> Answer:
        return self._write_page(page_id, self._parts.pages.replace)

    def archive_page(self, page_id: str) -> Answer:
        read_query(request)
        return {"id": self._parts.pages.archive(page_id).id, "deleted": True}

    def list_versions(self, page_id: str) -> Answer:
        asked = read_window_query(request)
        listing = self._parts.pages.versions(page_id, asked["window"])
        data = [self._parts.answers.version(row) for row in listing.rows]
        return {"data": data, "pagination": listing.pagination()}

    def list_sources(self) -> Answer:
        asked = read_window_query(request, **_SOURCE_FILTERS)
        return self._parts.answers.sources(self._parts.sources.find(**asked))

    def create_source(self) -> Answer:
        read_query(request)
        fields = read_body(request, **_SOURCE_CREATION)
        require(fields, "type", "title", "url")
        del fields["type"]
        row, is_new = self._parts.sources.create(**fields, author=OWNER)
        return self._parts.answers.source(row), 201 if is_new else 200

    def get_source(self, source_id: str) -> Answer:
        asked = read_query(request, include=text)
        row = self._parts.sources.get(source_id)
        return self._parts.answers.source(row, with_content=_includes(asked, "content"))

    def archive_source(self, source_id: str) -> Answer:
        read_query(request)
        self._parts.sources.archive(source_id)
        return {"id": source_id, "deleted": True}

    def _write_page(self, page_id: str, write: Callable[..., Any]) -> Answer:
        read_query(request)
        page = write(page_id, read_body(request, **_PAGE_EDIT), author=OWNER)
        with_draft = self._parts.dials.quirks.writes_answer_with_draft
        return self._parts.answers.page(page, with_draft=with_draft)


def _includes(asked: dict[str, Any], part: str) -> bool:
    """Whether `include` names a part; the contract lets other words pass."""
    return part in asked.get("include", "").split(",")
