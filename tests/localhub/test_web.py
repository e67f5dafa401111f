"""Edits by a colleague on the web: past the limits and the log, and seen by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execsync.localhub.errors import HubError
from execsync.localhub.people import COLLEAGUE, OWNER

if TYPE_CHECKING:
    import httpx

    from execsync.localhub import LocalHub

PAGES = "/knowledge-hub/pages"


def test_edit_of_the_draft_waits_to_be_published(client: httpx.Client, hub: LocalHub) -> None:
    made = client.post(PAGES, json={"title": "A", "content": "one", "status": "published"}).json()
    hub.advance(60)
    hub.web.edit(made["id"], title="B", content="two")
    page = client.get(f"{PAGES}/{made['id']}", params={"include": "draft"}).json()
    assert (page["title"], page["content"], page["version"]) == ("A", "one", 1)
    assert page["draft"] == {"title": "B", "content": "two"}
    hub.web.edit(made["id"], publish=True)
    page = client.get(f"{PAGES}/{made['id']}").json()
    assert (page["title"], page["content"], page["version"]) == ("B", "two", 2)
    assert page["updated_at"] == "2027-01-15T12:01:00Z"


def test_version_tells_who_published_it(client: httpx.Client, hub: LocalHub) -> None:
    made = client.post(PAGES, json={"title": "A", "status": "published"}).json()
    hub.web.edit(made["id"], content="two", publish=True)
    rows = client.get(f"{PAGES}/{made['id']}/versions").json()["data"]
    assert [row["created_by"]["id"] for row in rows] == [COLLEAGUE, OWNER]


def test_page_can_be_made_moved_and_archived(client: httpx.Client, hub: LocalHub) -> None:
    page = hub.web.create("A", "one", publish=True, private=True)
    folder = hub.catalogue.add_folder("Sales")
    hub.web.edit(page.id, folder_ids=[folder])
    shown = client.get(f"{PAGES}/{page.id}").json()
    assert (shown["visibility"], shown["content"]) == ("private", "one")
    assert (shown["owner"]["id"], shown["folders"][0]["id"]) == (COLLEAGUE, folder)
    hub.web.archive(page.id)
    assert client.get(f"{PAGES}/{page.id}").json()["status"] == "archived"


def test_edits_are_no_requests(hub: LocalHub) -> None:
    hub.web.edit(hub.web.create("A").id, content="one")
    assert hub.requests() == []
    assert hub.limits.counts() == {"minute": 0, "day": 0}


def test_unknown_page_is_not_found(hub: LocalHub) -> None:
    with pytest.raises(HubError, match="There is no such page"):
        hub.web.edit("nothing", title="B")
