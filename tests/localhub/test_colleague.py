"""What people do on the hub's web page, as the API shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from execsync.localhub import Quirks
from execsync.localhub.errors import HubError
from execsync.localhub.people import ANOTHER, COLLEAGUE, OWNER

if TYPE_CHECKING:
    import httpx

    from execsync.localhub import LocalHub

    from .conftest import MakeHub

PAGES = "/knowledge-hub/pages"
SOURCES = "/knowledge-hub/sources"


def read(client: httpx.Client, page_id: str) -> Any:
    return client.get(f"{PAGES}/{page_id}", params={"include": "draft"}).json()


def versions(client: httpx.Client, page_id: str) -> list[tuple[str, str]]:
    rows = client.get(f"{PAGES}/{page_id}/versions").json()["data"]
    return [(row["change_type"], row["created_by"]["id"]) for row in rows]


def listed(client: httpx.Client) -> list[str]:
    return [row["title"] for row in client.get(PAGES).json()["data"]]


@pytest.mark.parametrize("status", ["published", "draft"])
def test_unarchived_page_is_what_it_was(client: httpx.Client, hub: LocalHub, status: str) -> None:
    made = client.post(PAGES, json={"title": "A", "content": "one", "status": status}).json()
    hub.web.archive(made["id"])
    assert listed(client) == []
    hub.web.unarchive(made["id"])
    assert listed(client) == ["A"]
    assert read(client, made["id"])["status"] == status


@pytest.mark.parametrize("moves", [True, False])
def test_unarchiving_may_move_updated_at(make_hub: MakeHub, *, moves: bool) -> None:
    hub, client = make_hub(quirks=Quirks(restore_moves_updated_at=moves))
    page = hub.web.create("A")
    hub.advance(60)
    hub.web.archive(page.id)
    hub.advance(60)
    hub.web.unarchive(page.id)
    shown = read(client, page.id)["updated_at"]
    assert shown == ("2027-01-15T12:02:00Z" if moves else "2027-01-15T12:01:00Z")


@pytest.mark.parametrize("moves", [True, False])
def test_archiving_may_move_updated_at(make_hub: MakeHub, *, moves: bool) -> None:
    hub, client = make_hub(quirks=Quirks(archiving_moves_updated_at=moves))
    page = hub.web.create("A")
    hub.advance(60)
    hub.web.archive(page.id)
    (row,) = client.get(PAGES, params={"status": "archived"}).json()["data"]
    assert (row["updated_at"] == "2027-01-15T12:01:00Z") is moves


@pytest.mark.parametrize("moves", [True, False])
def test_restored_version_is_a_new_version(make_hub: MakeHub, *, moves: bool) -> None:
    hub, client = make_hub(quirks=Quirks(restore_moves_updated_at=moves))
    made = client.post(PAGES, json={"title": "A", "content": "one", "status": "published"}).json()
    hub.web.edit(made["id"], content="two", publish=True)
    hub.advance(60)
    hub.web.restore(made["id"], 1)
    page = read(client, made["id"])
    assert (page["content"], page["version"]) == ("one", 3)
    assert versions(client, made["id"]) == [
        ("restore", COLLEAGUE),
        ("manual_edit", COLLEAGUE),
        ("created", OWNER),
    ]
    assert (page["updated_at"] != made["updated_at"]) is moves


def test_version_that_never_was_cannot_be_restored(hub: LocalHub) -> None:
    page = hub.web.create("A")
    with pytest.raises(HubError, match="no such version"):
        hub.web.restore(page.id, 1)


def test_clone_of_a_live_page_says_so_in_its_first_version(
    client: httpx.Client, hub: LocalHub
) -> None:
    links = {"folder_ids": [hub.catalogue.add_folder("F")], "visibility": "private"}
    body = {"title": "A", "content": "one", "status": "published", **links}
    made = client.post(PAGES, json=body).json()
    clone = read(client, hub.web.clone(made["id"]).id)
    assert clone["id"] != made["id"]
    for name in ("title", "content", "folders", "visibility", "status"):
        assert clone[name] == made[name]
    assert clone["owner"]["id"] == COLLEAGUE
    assert versions(client, clone["id"]) == [("clone", COLLEAGUE)]
    hub.web.edit(clone["id"], content="two", publish=True)
    assert versions(client, clone["id"])[0] == ("manual_edit", COLLEAGUE)


def test_clone_of_a_draft_says_so_once_it_is_published(client: httpx.Client, hub: LocalHub) -> None:
    clone = hub.web.clone(hub.web.create("A", "one").id, title="B", by=ANOTHER)
    assert (clone.title, clone.status, clone.owner) == ("B", "draft", ANOTHER)
    assert versions(client, clone.id) == []
    hub.web.publish(clone.id)
    assert versions(client, clone.id) == [("clone", COLLEAGUE)]


def test_page_belongs_to_who_made_it(client: httpx.Client, hub: LocalHub) -> None:
    client.post(PAGES, json={"title": "A"})
    for by in (OWNER, ANOTHER, COLLEAGUE):
        hub.web.create("A", by=by)
    rows = client.get(PAGES, params={"sort": "created_at"}).json()["data"]
    assert [row["owner"]["id"] for row in rows] == [COLLEAGUE, ANOTHER, OWNER, OWNER]


def test_pending_draft_is_published_as_it_is(client: httpx.Client, hub: LocalHub) -> None:
    made = client.post(PAGES, json={"title": "A", "content": "one", "status": "published"}).json()
    client.patch(f"{PAGES}/{made['id']}", json={"title": "B", "content": "two"})
    hub.web.publish(made["id"])
    page = read(client, made["id"])
    assert (page["title"], page["content"], page["draft"]) == ("B", "two", None)


def test_deleted_source_leaves_its_pages_and_is_refused_in_new_ones(
    client: httpx.Client, hub: LocalHub
) -> None:
    source = hub.web.add_source("https://example.com/a", "A")
    made = client.post(PAGES, json={"title": "A", "source_ids": [source]}).json()
    hub.web.delete_source(source)
    assert client.get(SOURCES).json()["data"] == read(client, made["id"])["sources"] == []
    answer = client.patch(f"{PAGES}/{made['id']}", json={"source_ids": [source]})
    assert answer.status_code == 400
