from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from execsync.localhub import LocalHub

    from .conftest import MakeHub

SOURCES = "/knowledge-hub/sources"
URL = "https://example.com/pricing"


def post(client: httpx.Client, url: str = URL, **fields: Any) -> httpx.Response:
    return client.post(SOURCES, json={"type": "url", "title": "Pricing", "url": url, **fields})


def test_address_is_kept_once(client: httpx.Client, hub: LocalHub) -> None:
    first, again = post(client), post(client, title="Other")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert [source.title for source in hub.sources()] == ["Pricing"]


def test_extraction_goes_by_the_clock(make_hub: MakeHub) -> None:
    hub, client = make_hub(extraction_seconds=10)
    path = f"{SOURCES}/{post(client).json()['id']}"
    seen = []
    for seconds in (0, 4, 1, 4, 1):
        hub.advance(seconds)
        seen.append(client.get(path).json()["status"])
    assert seen == ["pending", "pending", "processing", "processing", "ready"]
    source = client.get(path).json()
    assert source["processed_at"] == source["updated_at"] == "2027-01-15T12:00:10Z"
    assert "content" not in source


def test_text_is_made_up_once_ready(make_hub: MakeHub) -> None:
    hub, client = make_hub(extraction_seconds=10)
    path = f"{SOURCES}/{post(client).json()['id']}"
    assert client.get(path, params={"include": "content"}).json()["content"] is None
    hub.advance(10)
    source = client.get(path, params={"include": "content"}).json()
    assert URL in source["content"]
    assert source["token_count"] == len(source["content"].split())


def test_matching_addresses_fail(make_hub: MakeHub) -> None:
    hub, client = make_hub(failing_sources=("*/broken/*",), extraction_seconds=0)
    assert post(client).json()["status"] == "ready"
    assert post(client, url="https://example.com/broken/a").json()["status"] == "failed"
    assert [source.status for source in hub.sources()] == ["ready", "failed"]


def test_status_can_be_settled_by_hand(client: httpx.Client, hub: LocalHub) -> None:
    made = post(client).json()["id"]
    hub.web.settle_source(made, "failed")
    hub.advance(60)
    assert client.get(f"{SOURCES}/{made}").json()["status"] == "failed"
    hub.web.settle_source(made, "ready")
    assert client.get(f"{SOURCES}/{made}").json()["status"] == "ready"


def test_status_may_be_one_that_the_contract_does_not_know(
    client: httpx.Client, hub: LocalHub
) -> None:
    made = post(client).json()["id"]
    hub.web.settle_source(made, "queued")
    assert client.get(f"{SOURCES}/{made}").json()["status"] == "queued"
    for status in ("pending", "processing", "ready", "failed"):
        assert client.get(SOURCES, params={"status": status}).json()["data"] == []
    assert len(client.get(SOURCES).json()["data"]) == 1


def test_pages_of_a_colleague_link_sources(client: httpx.Client, hub: LocalHub) -> None:
    made = post(client).json()["id"]
    page = hub.web.create("A", source_ids=[made])
    answer = client.get(f"/knowledge-hub/pages/{page.id}").json()
    assert (answer["source_count"], [linked["id"] for linked in answer["sources"]]) == (1, [made])
    hub.web.edit(page.id, source_ids=[])
    assert client.get(f"/knowledge-hub/pages/{page.id}").json()["sources"] == []


def test_filters(client: httpx.Client, hub: LocalHub) -> None:
    folder = hub.catalogue.add_folder("Sales")
    one = post(client, folder_ids=[folder]).json()["id"]
    hub.advance(60)
    two = post(client, url="https://example.com/legal", title="Legal").json()["id"]
    page = {"title": "A", "source_ids": [two]}
    page_id = client.post("/knowledge-hub/pages", json=page).json()["id"]

    def ids(**params: Any) -> list[str]:
        return [row["id"] for row in client.get(SOURCES, params=params).json()["data"]]

    assert ids() == [two, one]
    assert ids(status="pending") == ids(query="LEG") == ids(page_id=page_id) == [two]
    assert ids(status="ready") == ids(folder_id=folder) == [one]
    assert ids(type="url") == [two, one]
    assert ids(type="notion") == []


def test_archived_source_leaves_lists_and_pages(client: httpx.Client, hub: LocalHub) -> None:
    made = post(client).json()["id"]
    page = client.post("/knowledge-hub/pages", json={"title": "A", "source_ids": [made]}).json()
    assert client.delete(f"{SOURCES}/{made}").json() == {"id": made, "deleted": True}
    assert client.get(SOURCES).json()["data"] == []
    assert client.get(f"{SOURCES}/{made}").status_code == 404
    assert client.delete(f"{SOURCES}/{made}").status_code == 404
    assert client.get(f"/knowledge-hub/pages/{page['id']}").json()["sources"] == []
    assert hub.sources()[0].archived_at is not None
