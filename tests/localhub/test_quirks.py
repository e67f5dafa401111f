"""Every open question, both ways."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal

import pytest

from execsync.localhub import Quirks

from .conftest import NOON

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


@pytest.mark.parametrize("moves", [True, False])
@pytest.mark.parametrize("status", ["draft", "published"])
def test_retitling_a_draft_moves_updated_at(make_hub: MakeHub, status: str, *, moves: bool) -> None:
    hub, client = make_hub(quirks=Quirks(draft_edit_moves_updated_at=moves))
    page = create(client, status=status)
    hub.advance(60)
    hub.web.edit(page["id"], title="B")
    shown = read(client, page)
    assert shown["title"] == ("B" if status == "draft" else "A")
    assert shown["draft"]["title"] == "B"
    assert (shown["updated_at"] != page["updated_at"]) is moves


def test_moving_a_page_moves_updated_at_in_any_case(make_hub: MakeHub) -> None:
    hub, client = make_hub(quirks=Quirks(draft_edit_moves_updated_at=False))
    page = create(client)
    hub.advance(60)
    hub.web.edit(page["id"], folder_ids=[hub.catalogue.add_folder("Sales")])
    assert read(client, page)["updated_at"] == "2027-01-15T12:01:00Z"


@pytest.mark.parametrize("moves", [True, False])
def test_linking_a_source_may_move_updated_at(make_hub: MakeHub, *, moves: bool) -> None:
    hub, client = make_hub(quirks=Quirks(linking_moves_updated_at=moves))
    page, source = create(client), hub.web.add_source("https://example.com", "S")
    hub.advance(60)
    hub.web.edit(page["id"], source_ids=[source])
    shown = read(client, page)
    assert shown["source_count"] == 1
    assert (shown["updated_at"] != page["updated_at"]) is moves


@pytest.mark.parametrize("moves", [True, False])
def test_deleting_a_source_may_move_its_pages(make_hub: MakeHub, *, moves: bool) -> None:
    hub, client = make_hub(quirks=Quirks(deleting_moves_pages=moves))
    source = hub.web.add_source("https://example.com", "S")
    page, other = create(client, source_ids=[source]), create(client)
    hub.advance(60)
    hub.web.delete_source(source)
    assert (read(client, page)["updated_at"] != page["updated_at"]) is moves
    assert read(client, other)["updated_at"] == other["updated_at"]


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


def rows(client: httpx.Client, **params: Any) -> list[tuple[Any, ...]]:
    answer = client.get(PAGES, params=params).json()
    assert answer["pagination"]["total_count"] == len(answer["data"])
    return [
        (row["title"], row["status"], row["version"], [f["name"] for f in row["folders"]])
        for row in answer["data"]
    ]


def test_lists_lag_behind_changes(make_hub: MakeHub) -> None:
    hub, client = make_hub(quirks=Quirks(list_lag=10))
    old, new = hub.catalogue.add_folder("Old"), hub.catalogue.add_folder("New")
    page = create(client, status="published", folder_ids=[old])
    hub.advance(60)
    hub.web.edit(page["id"], title="B", folder_ids=[new], publish=True)
    hub.advance(5)
    hub.web.edit(page["id"], title="C", publish=True)
    assert rows(client) == rows(client, folder_id=old) == [("A", "published", 1, ["Old"])]
    assert rows(client, folder_id=new) == rows(client, query="B") == []
    assert rows(client, updated_after="2027-01-15T12:00:30Z") == []
    (row,) = client.get(PAGES).json()["data"]
    assert (row["id"], row["updated_at"]) == (page["id"], page["updated_at"])
    assert read(client, page)["title"] == "C"
    hub.advance(5)
    assert rows(client) == [("B", "published", 2, ["New"])]
    hub.advance(5)
    assert rows(client) == [("C", "published", 3, ["New"])]


def test_lists_lag_behind_the_archive(make_hub: MakeHub) -> None:
    hub, client = make_hub(quirks=Quirks(list_lag=10))
    page = create(client)
    hub.advance(60)
    hub.web.archive(page["id"])
    assert (len(rows(client)), len(rows(client, status="archived"))) == (1, 0)
    hub.advance(10)
    assert (len(rows(client)), len(rows(client, status="archived"))) == (0, 1)
    hub.web.unarchive(page["id"])
    assert (len(rows(client)), len(rows(client, status="archived"))) == (0, 1)
    hub.advance(10)
    assert (len(rows(client)), len(rows(client, status="archived"))) == (1, 0)


def test_lists_lag_behind_a_deleted_source(make_hub: MakeHub) -> None:
    hub, client = make_hub(quirks=Quirks(list_lag=10))
    source = hub.web.add_source("https://example.com", "S")
    hub.advance(60)
    hub.web.delete_source(source)
    assert len(client.get(SOURCES).json()["data"]) == 1
    hub.advance(10)
    assert client.get(SOURCES).json()["data"] == []


@pytest.mark.parametrize("offset", [600.0, 0.0, -20.0])
def test_date_has_a_clock_of_its_own(make_hub: MakeHub, offset: float) -> None:
    _, client = make_hub(quirks=Quirks(date_offset=offset))
    answer = client.post(PAGES, json={"title": "A"})
    assert answer.json()["created_at"] == "2027-01-15T12:00:00Z"
    shown = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    assert shown == NOON + offset


@pytest.mark.parametrize(
    ("rewrites", "stored"), [(True, "Don\u2019t \u201cpanic\u201d now"), (False, None)]
)
def test_rewrites_titles(make_hub: MakeHub, stored: str | None, *, rewrites: bool) -> None:
    sent = """  Don't  "panic" now """
    hub, client = make_hub(quirks=Quirks(rewrites_titles=rewrites))
    page = create(client, title=sent)
    assert page["title"] == (stored or sent)
    client.patch(f"{PAGES}/{page['id']}", json={"title": f"{sent} "})
    assert hub.pages()[0].draft_title == (stored or f"{sent} ")


@pytest.mark.parametrize(
    ("finds", "found"),
    [("part", ["Rules", "Rules of play"]), ("whole", ["Rules"]), ("nothing", [])],
)
def test_query_finds(make_hub: MakeHub, finds: Any, found: list[str]) -> None:
    hub, client = make_hub(quirks=Quirks(query_finds=finds))
    for title in ("Rules of play", "Other", "Rules"):
        hub.web.create(title)
    assert [row[0] for row in rows(client, query="rules")] == found


def test_rewrites_as_an_editor(make_hub: MakeHub) -> None:
    _, client = make_hub(quirks=Quirks(rewrites_markdown=True, rewrites_as="prosemirror"))
    page = create(client, content="- one\n- two_", status="published")
    assert page["content"] == "* one\n\n* two\\_"


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
