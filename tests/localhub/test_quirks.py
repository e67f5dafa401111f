"""Every open question, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest

from execsync.localhub import Quirks

if TYPE_CHECKING:
    import httpx

    from .conftest import MakeHub

PAGES = "/knowledge-hub/pages"
SOURCES = "/knowledge-hub/sources"


def create(client: httpx.Client, **fields: Any) -> Any:
    return client.post(PAGES, json={"title": "A", "content": "one", **fields}).json()


def read(client: httpx.Client, page: Any) -> Any:
    return client.get(f"{PAGES}/{page['id']}", params={"include": "draft"}).json()


@pytest.mark.parametrize("moves", [True, False])
def test_draft_edit_moves_updated_at(make_hub: MakeHub, *, moves: bool) -> None:
    hub, client = make_hub(quirks=Quirks(draft_edit_moves_updated_at=moves))
    page = create(client, status="published")
    hub.advance(60)
    hub.web.edit(page["id"], content="two")
    assert (read(client, page)["updated_at"] != page["updated_at"]) is moves
    hub.web.edit(page["id"], publish=True)
    assert read(client, page)["updated_at"] == "2027-01-15T12:01:00Z"


def test_moving_a_page_moves_updated_at_in_any_case(make_hub: MakeHub) -> None:
    hub, client = make_hub(quirks=Quirks(draft_edit_moves_updated_at=False))
    page = create(client)
    hub.advance(60)
    hub.web.edit(page["id"], folder_ids=[hub.catalogue.add_folder("Sales")])
    assert read(client, page)["updated_at"] == "2027-01-15T12:01:00Z"


@pytest.mark.parametrize(("rewrites", "stored"), [(True, "- one\n"), (False, "* one")])
def test_rewrites_markdown(make_hub: MakeHub, stored: str, *, rewrites: bool) -> None:
    _, client = make_hub(quirks=Quirks(rewrites_markdown=rewrites))
    page = create(client, content="* one", status="published")
    assert page["content"] == stored
    client.patch(f"{PAGES}/{page['id']}", json={"content": "* one", "status": "published"})
    assert read(client, page)["content"] == stored


def test_draft_status_keeps_the_page_live(make_hub: MakeHub) -> None:
    _, client = make_hub(quirks=Quirks(draft_status="keeps_live"))
    page = create(client, status="published")
    client.patch(f"{PAGES}/{page['id']}", json={"content": "two", "status": "draft"})
    page = read(client, page)
    assert (page["status"], page["content"]) == ("published", "one")
    assert page["draft"]["content"] == "two"


def test_draft_status_unpublishes_the_page(make_hub: MakeHub) -> None:
    _, client = make_hub(quirks=Quirks(draft_status="unpublishes"))
    page = create(client, status="published")
    client.patch(f"{PAGES}/{page['id']}", json={"status": "draft"})
    page = read(client, page)
    assert (page["status"], page["content"], page["published_at"]) == ("draft", None, None)
    assert (page["draft"]["content"], page["version"]) == ("one", 1)
    answer = client.patch(f"{PAGES}/{page['id']}", json={"status": "published"})
    assert answer.json()["version"] == 2


@pytest.mark.parametrize(
    ("resolution", "shown"),
    [("seconds", "2027-01-15T12:00:00Z"), ("microseconds", "2027-01-15T12:00:00.250000Z")],
)
def test_time_resolution(make_hub: MakeHub, resolution: Any, shown: str) -> None:
    _, client = make_hub(clock_offset=0.25, quirks=Quirks(time_resolution=resolution))
    assert create(client)["updated_at"] == shown
    for name in ("updated_after", "updated_before"):
        assert len(client.get(PAGES, params={name: shown}).json()["data"]) == 1


def test_lists_lag_behind_a_creation(make_hub: MakeHub) -> None:
    hub, client = make_hub(quirks=Quirks(list_lag=3))
    page = create(client)
    client.post(SOURCES, json={"type": "url", "title": "S", "url": "https://example.com"})
    assert client.get(PAGES).json()["data"] == client.get(SOURCES).json()["data"] == []
    assert read(client, page)["id"] == page["id"]
    hub.advance(3)
    assert len(client.get(PAGES).json()["data"]) == len(client.get(SOURCES).json()["data"]) == 1


@pytest.mark.parametrize(("reposted", "status"), [("revives", 200), ("makes_new", 201)])
def test_reposted_source(make_hub: MakeHub, reposted: Any, status: int) -> None:
    _, client = make_hub(quirks=Quirks(reposted_source=reposted))
    body = {"type": "url", "title": "S", "url": "https://example.com"}
    first = client.post(SOURCES, json=body).json()
    client.delete(f"{SOURCES}/{first['id']}")
    again = client.post(SOURCES, json=body)
    assert again.status_code == status
    assert (again.json()["id"] == first["id"]) is (reposted == "revives")


@pytest.mark.parametrize("carried", [True, False])
def test_writes_answer_with_draft(make_hub: MakeHub, *, carried: bool) -> None:
    _, client = make_hub(quirks=Quirks(writes_answer_with_draft=carried))
    page = create(client)
    patched = client.patch(f"{PAGES}/{page['id']}", json={"content": "two"}).json()
    assert ("draft" in page) is ("draft" in patched) is carried


@pytest.mark.parametrize(
    ("shown", "draft"), [("null", None), ("given", {"title": "A", "content": "one"})]
)
def test_equal_draft(make_hub: MakeHub, shown: Any, draft: Any) -> None:
    _, client = make_hub(quirks=Quirks(equal_draft=shown))
    assert read(client, create(client, status="published"))["draft"] == draft


@pytest.mark.parametrize(
    ("archived", "statuses"), [("readable", [200, 400, 200]), ("gone", [404, 404, 404])]
)
def test_archived_page(make_hub: MakeHub, archived: Any, statuses: list[int]) -> None:
    _, client = make_hub(quirks=Quirks(archived_page=archived))
    path = f"{PAGES}/{create(client)['id']}"
    assert client.delete(path).status_code == 200
    answers = [client.get(path), client.patch(path, json={"title": "B"}), client.delete(path)]
    assert [answer.status_code for answer in answers] == statuses


def test_unknown_way_is_refused() -> None:
    with pytest.raises(ValueError, match="draft_status: must be one of keeps_live, unpublishes"):
        Quirks(draft_status="explodes")  # type: ignore[arg-type]


@pytest.mark.parametrize(("alike", "sources"), [("apart", 3), ("one", 1)])
def test_alike_addresses(make_hub: MakeHub, alike: Literal["apart", "one"], sources: int) -> None:
    hub, client = make_hub(quirks=Quirks(alike_addresses=alike))
    for url in ("https://a.example/x", "https://a.example/x/#top", "https://a.example/x#end"):
        client.post(SOURCES, json={"type": "url", "title": "X", "url": url})
    assert len(hub.sources()) == sources
