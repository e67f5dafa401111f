"""The control calls below `/_local`: faults, dials, web edits, and what the hub saw and keeps.

They take and give JSON, are not counted in the limits and not recorded.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from execsync.localhub.errors import HubError, invalid
from execsync.localhub.fields import (
    address,
    boolean,
    filled_text,
    ids,
    number,
    one_of,
    parse_json,
    read_body,
    read_query,
    require,
    text,
    whole,
    whole_number,
)
from execsync.localhub.open_editors import AUTOSAVE
from execsync.localhub.parts import parts_of
from execsync.localhub.people import PEOPLE
from execsync.localhub.sources import OTHER_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from execsync.localhub.page import Page
    from execsync.localhub.parts import Parts

BASE = "/_local"

Answer = dict[str, Any] | tuple[dict[str, Any], int]


def control_blueprint() -> Blueprint:
    """Every control call."""
    blueprint = Blueprint("control", __name__)
    control = _Control()

    def route(method: str, path: str, view: Callable[..., Answer]) -> None:
        blueprint.add_url_rule(
            path, view_func=view, methods=[method], provide_automatic_options=False
        )

    blueprint.before_request(_refuse_web_pages)
    blueprint.before_request(_refuse_forms)
    route("GET", "/requests", control.list_requests)
    route("GET", "/stats", control.get_stats)
    route("GET", "/faults", control.list_faults)
    route("POST", "/faults", control.add_fault)
    route("DELETE", "/faults", control.clear_faults)
    route("GET", "/settings", control.get_settings)
    route("POST", "/settings", control.change_settings)
    route("POST", "/advance", control.advance)
    route("POST", "/limits/reset", control.reset_limits)
    route("GET", "/pages", control.list_pages)
    route("POST", "/pages", control.create_page)
    route("POST", "/pages/<page_id>/edit", control.edit_page)
    route("POST", "/pages/<page_id>/publish", control.publish_page)
    route("POST", "/pages/<page_id>/archive", control.archive_page)
    route("POST", "/pages/<page_id>/unarchive", control.unarchive_page)
    route("POST", "/pages/<page_id>/restore", control.restore_page)
    route("POST", "/pages/<page_id>/clone", control.clone_page)
    route("POST", "/pages/<page_id>/attach", control.attach_source)
    route("POST", "/pages/<page_id>/detach", control.detach_source)
    route("POST", "/pages/<page_id>/editor", control.open_editor)
    route("DELETE", "/pages/<page_id>/editor", control.close_editor)
    route("GET", "/sources", control.list_sources)
    route("POST", "/sources", control.add_source)
    route("POST", "/sources/<source_id>", control.settle_source)
    route("POST", "/sources/<source_id>/delete", control.delete_source)
    return blueprint


def _refuse_web_pages() -> None:
    """Refuse what a browser says another web page asks for."""
    own = request.host_url.removesuffix("/")
    is_foreign = request.headers.get("Origin", own) != own
    if is_foreign or request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise HubError(403, "The request came from another web page.", code="foreign_origin")


def _refuse_forms() -> None:
    """Ask for JSON in each POST: what a form on a web page elsewhere can post is not JSON."""
    if request.method == "POST" and request.mimetype != "application/json":
        raise invalid("Content-Type: must be application/json.")


class _Control:
    """The views; HubError for what they refuse."""

    @property
    def _parts(self) -> Parts:
        return parts_of(request.environ)

    def list_requests(self) -> Answer:
        after = read_query(request, after=whole(0)).get("after", 0)
        return {"data": [entry.as_json() for entry in self._parts.exchanges.since(after)]}

    def get_stats(self) -> Answer:
        return {
            "requests": self._parts.exchanges.counts(),
            "counted": self._parts.limits.counts(),
            "limits": {
                "minute": self._parts.dials.settings.per_minute,
                "day": self._parts.dials.settings.per_day,
            },
        }

    def list_faults(self) -> Answer:
        return {"data": self._parts.faults.as_json()}

    def add_fault(self) -> Answer:
        body = _json_object()
        if "kind" not in body:
            raise invalid("kind: is required.")
        try:
            fault = self._parts.faults.add(**body)
        except ValueError as error:
            raise invalid(f"{error}.") from None
        return dataclasses.asdict(fault), 201

    def clear_faults(self) -> Answer:
        self._parts.faults.clear()
        return {"data": []}

    def get_settings(self) -> Answer:
        return self._parts.dials.as_json()

    def change_settings(self) -> Answer:
        try:
            self._parts.dials.turn(_json_object())
        except ValueError as error:
            raise invalid(f"{error}.") from None
        return self._parts.dials.as_json()

    def advance(self) -> Answer:
        fields = read_body(request, seconds=number)
        require(fields, "seconds")
        self._parts.dials.advance(fields["seconds"])
        return self._parts.dials.as_json()

    def reset_limits(self) -> Answer:
        self._parts.limits.reset()
        return {"counted": self._parts.limits.counts()}

    def list_pages(self) -> Answer:
        return {"data": [dataclasses.asdict(page) for page in self._parts.stored.pages()]}

    def create_page(self) -> Answer:
        fields = read_body(
            request,
            title=filled_text,
            content=text,
            publish=boolean,
            private=boolean,
            folder_ids=ids,
            source_ids=ids,
            by=one_of(*PEOPLE),
        )
        require(fields, "title")
        return self._page(self._parts.colleague.create(**fields)), 201

    def edit_page(self, page_id: str) -> Answer:
        fields = read_body(
            request,
            title=filled_text,
            content=text,
            publish=boolean,
            folder_ids=ids,
            skill_ids=ids,
            source_ids=ids,
        )
        return self._page(self._parts.colleague.edit(page_id, **fields))

    def publish_page(self, page_id: str) -> Answer:
        return self._page(self._parts.colleague.publish(page_id))

    def archive_page(self, page_id: str) -> Answer:
        return self._page(self._parts.colleague.archive(page_id))

    def unarchive_page(self, page_id: str) -> Answer:
        return self._page(self._parts.colleague.unarchive(page_id))

    def restore_page(self, page_id: str) -> Answer:
        fields = read_body(request, version=whole_number)
        require(fields, "version")
        return self._page(self._parts.colleague.restore(page_id, fields["version"]))

    def clone_page(self, page_id: str) -> Answer:
        fields = read_body(request, title=filled_text, by=one_of(*PEOPLE))
        return self._page(self._parts.colleague.clone(page_id, **fields)), 201

    def attach_source(self, page_id: str) -> Answer:
        fields = read_body(
            request, title=filled_text, source_type=one_of(*OTHER_TYPES), url=address
        )
        require(fields, "title")
        return {"id": self._parts.colleague.attach(page_id, **fields)}, 201

    def detach_source(self, page_id: str) -> Answer:
        fields = read_body(request, source_id=filled_text)
        require(fields, "source_id")
        self._parts.colleague.detach(page_id, fields["source_id"])
        return self._page(self._parts.pages.get(page_id))

    def open_editor(self, page_id: str) -> Answer:
        fields = read_body(request, title=filled_text, content=text)
        self._parts.colleague.open_editor(page_id, **fields)
        return {"page_id": page_id, "saves_every": AUTOSAVE}, 201

    def close_editor(self, page_id: str) -> Answer:
        return {"page_id": page_id, "closed": self._parts.colleague.close_editor(page_id)}

    def list_sources(self) -> Answer:
        return {"data": [dataclasses.asdict(source) for source in self._parts.stored.sources()]}

    def add_source(self) -> Answer:
        fields = read_body(request, url=address, title=filled_text)
        require(fields, "url", "title")
        return {"id": self._parts.colleague.add_source(**fields)}, 201

    def settle_source(self, source_id: str) -> Answer:
        fields = read_body(request, status=filled_text)
        require(fields, "status")
        row = self._parts.colleague.settle_source(source_id, fields["status"])
        return self._parts.answers.source(row)

    def delete_source(self, source_id: str) -> Answer:
        self._parts.colleague.delete_source(source_id)
        return {"id": source_id, "deleted": True}

    def _page(self, page: Page) -> dict[str, Any]:
        return self._parts.answers.page(page, with_draft=True)


def _json_object() -> dict[str, Any]:
    body = parse_json(request.get_data())
    if not isinstance(body, dict):
        raise invalid("The body must be a JSON object.")
    return body
