"""What the hub keeps of the requests it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execsync.localhub import LOCAL_KEY

if TYPE_CHECKING:
    import httpx

    from execsync.localhub import LocalHub

PAGES = "/knowledge-hub/pages"


def test_request_is_kept_with_its_answer(client: httpx.Client, hub: LocalHub) -> None:
    client.post(PAGES, json={"title": "A"})
    client.get(PAGES, params={"query": "a b"})
    post, get = hub.requests()
    assert (post.seq, post.method, post.path, post.query) == (1, "POST", PAGES, "")
    assert (post.body, post.status, post.work_status) == ({"title": "A"}, 201, 201)
    assert (post.fault, post.time) == (None, 1_800_014_400_000_000)
    assert (get.seq, get.query, get.body, get.status) == (2, "query=a+b", None, 200)
    assert 0 < post.duration < 10_000


def test_refused_requests_are_kept_too(client: httpx.Client, hub: LocalHub) -> None:
    client.get("/nothing")
    client.post(PAGES, content=b"{", headers={"Content-Type": "application/json"})
    client.get("/workspace", headers={"Authorization": ""})
    assert [(e.status, e.body) for e in hub.requests()] == [(404, None), (400, "{"), (401, None)]


def test_requests_are_found_by_method_and_route(client: httpx.Client, hub: LocalHub) -> None:
    page_id = client.post(PAGES, json={"title": "A"}).json()["id"]
    client.get(f"{PAGES}/{page_id}")
    client.patch(f"{PAGES}/{page_id}", json={"title": "B"})
    assert len(hub.requests("PATCH")) == 1
    assert len(hub.requests(path="/knowledge-hub/pages/{id}")) == 2
    assert len(hub.requests("GET", f"{PAGES}/{page_id}")) == 1


def test_key_is_kept_nowhere(client: httpx.Client, hub: LocalHub) -> None:
    client.get("/workspace")
    kept = [hub.requests(), hub.requests()[0].as_json(), hub.settings, hub.pages()]
    assert LOCAL_KEY not in repr(kept)


def test_waiting_for_what_never_comes_ends(hub: LocalHub) -> None:
    assert not hub.wait_for(bool, timeout=0.01)


def test_date_is_by_the_clock_of_the_hub(client: httpx.Client, hub: LocalHub) -> None:
    hub.change(clock_offset=3600.0)
    assert client.get("/workspace").headers["Date"] == "Fri, 15 Jan 2027 13:00:00 GMT"
