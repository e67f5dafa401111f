from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from execsync.localhub import LocalHub

PAGES = "/knowledge-hub/pages"


def create(client: httpx.Client, **fields: Any) -> Any:
    answer = client.post(PAGES, json={"title": "Refunds", "content": "14 days", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def patch(client: httpx.Client, page: Any, **fields: Any) -> Any:
    answer = client.patch(f"{PAGES}/{page['id']}", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


def read(client: httpx.Client, page: Any) -> Any:
    return client.get(f"{PAGES}/{page['id']}", params={"include": "draft"}).json()


def test_new_page_is_a_draft_of_the_workspace(client: httpx.Client) -> None:
    page = create(client)
    assert (page["status"], page["visibility"]) == ("draft", "workspace")
    assert (page["content"], page["version"], page["published_at"]) == (None, None, None)
    assert "draft" not in page
    assert read(client, page)["draft"] == {"title": "Refunds", "content": "14 days"}


def test_same_post_twice_makes_two_pages(client: httpx.Client, hub: LocalHub) -> None:
    assert create(client)["id"] != create(client)["id"]
    assert len(hub.pages()) == 2


def test_published_page_has_its_body_in_content(client: httpx.Client) -> None:
    page = create(client, status="published", visibility="private")
    assert (page["status"], page["content"], page["version"]) == ("published", "14 days", 1)
    assert page["visibility"] == "private"
    assert page["published_at"] == page["created_at"] == "2027-01-15T12:00:00Z"
    assert read(client, page)["draft"] is None


def test_patch_of_text_leaves_the_live_page_alone(client: httpx.Client) -> None:
    page = create(client, status="published")
    patch(client, page, title="Returns", content="30 days")
    page = read(client, page)
    assert (page["title"], page["content"], page["version"]) == ("Refunds", "14 days", 1)
    assert page["draft"] == {"title": "Returns", "content": "30 days"}


def test_patch_with_status_published_puts_the_draft_live(client: httpx.Client) -> None:
    page = create(client, status="published")
    patch(client, page, content="30 days")
    page = patch(client, page, status="published")
    assert (page["content"], page["version"]) == ("30 days", 2)


def test_publishing_what_is_live_makes_no_version(client: httpx.Client) -> None:
    page = create(client, status="published")
    assert patch(client, page, status="published", content="14 days")["version"] == 1


def test_patch_changes_only_what_is_sent(client: httpx.Client, hub: LocalHub) -> None:
    sales, legal = hub.catalogue.add_folder("Sales"), hub.catalogue.add_folder("Legal")
    skill = hub.catalogue.add_skill("Negotiation")
    page = create(client, status="published", folder_ids=[sales], skill_ids=[skill])
    page = patch(client, page, folder_ids=[legal])
    assert [folder["name"] for folder in page["folders"]] == ["Legal"]
    assert page["skills"] == [{"id": skill, "name": "Negotiation"}]
    assert (page["title"], page["content"], page["version"]) == ("Refunds", "14 days", 1)


def test_put_empties_what_is_not_sent_but_keeps_a_title(
    client: httpx.Client, hub: LocalHub
) -> None:
    page = create(client, folder_ids=[hub.catalogue.add_folder("Sales")])
    answer = client.put(f"{PAGES}/{page['id']}", json={"status": "published"})
    assert answer.status_code == 200
    replaced = answer.json()
    assert (replaced["title"], replaced["content"], replaced["folders"]) == ("Refunds", "", [])


def test_lists_keep_their_order_and_drop_repeated_ids(client: httpx.Client, hub: LocalHub) -> None:
    one, two = hub.catalogue.add_folder("One"), hub.catalogue.add_folder("Two")
    page = create(client, folder_ids=[two, one, two])
    assert [folder["id"] for folder in page["folders"]] == [two, one]


def test_delete_archives_and_keeps_the_history(client: httpx.Client, hub: LocalHub) -> None:
    page = create(client, status="published")
    assert client.delete(f"{PAGES}/{page['id']}").json() == {"id": page["id"], "deleted": True}
    assert client.get(PAGES).json()["data"] == []
    (kept,) = hub.pages()
    assert (kept.status, kept.live_content, kept.version) == ("archived", "14 days", 1)


def test_archived_page_takes_no_patch(client: httpx.Client) -> None:
    page = create(client)
    client.delete(f"{PAGES}/{page['id']}")
    answer = client.patch(f"{PAGES}/{page['id']}", json={"title": "Back"})
    assert answer.status_code == 400
    assert "archived" in answer.json()["error"]["message"]


def test_versions_are_listed_newest_first(client: httpx.Client) -> None:
    page = create(client, status="published")
    patch(client, page, title="Returns", status="published")
    listed = client.get(f"{PAGES}/{page['id']}/versions").json()
    assert [(row["version"], row["title"], row["change_type"]) for row in listed["data"]] == [
        (2, "Returns", "manual_edit"),
        (1, "Refunds", "created"),
    ]


@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
def test_unknown_page_is_not_found(client: httpx.Client, method: str) -> None:
    body = {"json": {"title": "A"}} if method in ("PATCH", "PUT") else {}
    answer = client.request(method, f"{PAGES}/nothing", **body)  # type: ignore[arg-type]
    assert answer.status_code == 404
    assert answer.json() == {
        "error": {
            "type": "not_found",
            "message": "There is no such page.",
        }
    }
