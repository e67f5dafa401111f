"""Editors that are left open: they save by the hub's clock, over whatever was written meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from execsync.localhub.errors import HubError

from .conftest import NO_CERTIFICATES

if TYPE_CHECKING:
    from execsync.localhub import LocalHub

PAGES = "/knowledge-hub/pages"


def make(client: httpx.Client) -> str:
    body = {"title": "A", "content": "one", "status": "published"}
    return str(client.post(PAGES, json=body).json()["id"])


def read(client: httpx.Client, page_id: str) -> Any:
    return client.get(f"{PAGES}/{page_id}", params={"include": "draft"}).json()


def test_an_editor_saves_over_what_the_api_wrote(client: httpx.Client, hub: LocalHub) -> None:
    page_id = make(client)
    hub.web.open_editor(page_id, content="typed")
    client.patch(f"{PAGES}/{page_id}", json={"content": "two", "status": "published"})
    assert read(client, page_id)["draft"] is None, "it has not saved yet"
    hub.advance(5)
    shown = read(client, page_id)
    assert (shown["content"], shown["draft"]["content"]) == ("two", "typed")
    client.patch(f"{PAGES}/{page_id}", json={"content": "three", "status": "published"})
    hub.advance(5)
    shown = read(client, page_id)
    assert (shown["content"], shown["draft"]["content"]) == ("three", "typed"), "again and again"


def test_a_closed_editor_saves_no_more(client: httpx.Client, hub: LocalHub) -> None:
    page_id = make(client)
    hub.web.open_editor(page_id, content="typed")
    assert hub.web.close_editor(page_id)
    assert not hub.web.close_editor(page_id)
    hub.advance(60)
    assert read(client, page_id)["draft"] is None


def test_an_editor_of_an_archived_page_is_closed(client: httpx.Client, hub: LocalHub) -> None:
    page_id = make(client)
    hub.web.open_editor(page_id, content="typed")
    client.delete(f"{PAGES}/{page_id}")
    hub.advance(5)
    assert [page.draft_content for page in hub.pages()] == ["one"]
    assert not hub.web.close_editor(page_id)
    with pytest.raises(HubError):
        hub.web.open_editor(page_id)


def test_control_opens_and_closes_one(client: httpx.Client, hub: LocalHub) -> None:
    page_id = make(client)
    with httpx.Client(base_url=hub.control_url, verify=NO_CERTIFICATES) as control:
        opened = control.post(f"/pages/{page_id}/editor", json={"content": "typed"})
        assert (opened.status_code, opened.json()["saves_every"]) == (201, 5)
        hub.advance(5)
        assert read(client, page_id)["draft"]["content"] == "typed"
        assert control.delete(f"/pages/{page_id}/editor").json()["closed"]


def test_what_is_no_address_is_attached_and_taken_off(client: httpx.Client, hub: LocalHub) -> None:
    page_id = make(client)
    with httpx.Client(base_url=hub.control_url, verify=NO_CERTIFICATES) as control:
        ids = [
            control.post(f"/pages/{page_id}/attach", json=body).json()["id"]
            for body in ({"title": "a.pdf"}, {"title": "N", "source_type": "notion"})
        ]
        shown = read(client, page_id)["sources"]
        told = [(s["id"], s["source_type"], s["status"], s["external_url"]) for s in shown]
        assert told == [(ids[0], "upload", "ready", None), (ids[1], "notion", "ready", None)]
        control.post(f"/pages/{page_id}/detach", json={"source_id": ids[0]})
        assert [s["id"] for s in read(client, page_id)["sources"]] == ids[1:]
    listed = client.get("/knowledge-hub/sources", params={"type": "upload"}).json()["data"]
    assert [s["id"] for s in listed] == ids[:1]
