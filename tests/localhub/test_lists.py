from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from execsync.localhub.people import COLLEAGUE, OWNER

if TYPE_CHECKING:
    import httpx

    from execsync.localhub import LocalHub

PAGES = "/knowledge-hub/pages"
FOLDERS = "/knowledge-hub/folders"


def titles(client: httpx.Client, **params: Any) -> list[str]:
    answer = client.get(PAGES, params=params)
    assert answer.status_code == 200, answer.text
    return [row["title"] for row in answer.json()["data"]]


@pytest.fixture
def pages(hub: LocalHub) -> dict[str, str]:
    """Ids by title of three pages, made a minute apart: the first two drafts, the last live."""
    made = {}
    for title in ("banana", "Cherry", "apple"):
        made[title] = hub.web.create(title, "text", publish=title == "apple").id
        hub.advance(60)
    return made


def test_newest_update_comes_first(client: httpx.Client, hub: LocalHub, pages: Any) -> None:
    assert titles(client) == ["apple", "Cherry", "banana"]
    hub.web.edit(pages["banana"], content="new")
    assert titles(client) == ["banana", "apple", "Cherry"]
    assert titles(client, sort="created_at") == ["apple", "Cherry", "banana"]


def test_titles_sort_from_a_to_z_whatever_their_case(client: httpx.Client, pages: Any) -> None:
    assert titles(client, sort="title") == ["apple", "banana", "Cherry"]


def test_rows_are_metadata_only(client: httpx.Client, pages: Any) -> None:
    row = client.get(PAGES).json()["data"][0]
    assert not {"content", "draft", "sources"} & set(row)
    assert row["source_count"] == 0


def test_status_filter_and_archived_pages(client: httpx.Client, hub: LocalHub, pages: Any) -> None:
    hub.web.archive(pages["Cherry"])
    assert titles(client) == ["apple", "banana"]
    assert titles(client, status="draft") == ["banana"]
    assert titles(client, status="published") == ["apple"]
    assert titles(client, status="archived") == ["Cherry"]


def test_query_looks_into_titles(client: httpx.Client, pages: Any) -> None:
    assert titles(client, query="AN") == ["banana"]
    assert titles(client, query="text") == []


def test_times_include_their_own_moment(client: httpx.Client, pages: Any) -> None:
    assert titles(client, updated_after="2027-01-15T12:01:00Z") == ["apple", "Cherry"]
    assert titles(client, updated_before="2027-01-15T12:01:00Z") == ["Cherry", "banana"]
    assert titles(client, updated_after="2027-01-15T13:01:00+01:00") == ["apple", "Cherry"]


def test_owner_folder_and_skill_filters(client: httpx.Client, hub: LocalHub, pages: Any) -> None:
    folder, skill = hub.catalogue.add_folder("Fruit"), hub.catalogue.add_skill("Peeling")
    hub.web.edit(pages["banana"], folder_ids=[folder], skill_ids=[skill])
    client.post(PAGES, json={"title": "mine"})
    assert titles(client, folder_id=folder) == titles(client, skill_id=skill) == ["banana"]
    assert titles(client, owner_id=OWNER) == ["mine"]
    assert len(titles(client, owner_id=COLLEAGUE)) == 3
    assert titles(client, folder_id="nothing") == []


def test_pagination_counts_rows_and_pages(client: httpx.Client, pages: Any) -> None:
    assert titles(client, page=2, page_size=2) == ["banana"]
    pagination = client.get(PAGES, params={"page": 3, "page_size": 2}).json()["pagination"]
    assert pagination == {"page": 3, "page_size": 2, "total_count": 3, "total_pages": 2}
    assert titles(client, page=10**30) == []


def test_folders_nest_and_count(client: httpx.Client, hub: LocalHub) -> None:
    sales = hub.catalogue.add_folder("Sales", emoji="💼")
    deals = hub.catalogue.add_folder("Deals", parent=sales)
    hub.web.create("A page", folder_ids=[deals])
    assert client.get(f"{FOLDERS}/{sales}").json()["subfolder_count"] == 1
    (listed,) = client.get(FOLDERS, params={"parent_id": sales}).json()["data"]
    assert (listed["id"], listed["parent"], listed["item_count"]) == (deals, sales, 1)
    found = client.get(FOLDERS, params={"query": "SAL"}).json()
    assert [row["name"] for row in found["data"]] == ["Sales"]


def test_skills_have_a_summary_only_where_asked(client: httpx.Client, hub: LocalHub) -> None:
    hub.catalogue.add_skill("Active listening")
    (skill,) = client.get("/skills").json()["data"]
    assert (skill["slug"], skill["proficiency_summary"]) == ("active-listening", None)
    asked = client.get("/skills", params={"include": "proficiency_summary"}).json()
    assert asked["data"][0]["proficiency_summary"]["participant_count"] == 0
