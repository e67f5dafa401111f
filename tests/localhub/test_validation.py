"""What is refused, with a message that starts with the name of what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from .conftest import MakeHub

PAGES = "/knowledge-hub/pages"
SOURCES = "/knowledge-hub/sources"


def refusal(answer: httpx.Response, code: str | None = None) -> str:
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert (error["type"], error.get("code")) == ("invalid_request", code)
    return str(error["message"])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "title: is required."),
        ({"title": " "}, "title: must not be blank."),
        ({"title": 7}, "title: must be a string."),
        ({"title": "A", "content": None}, "content: must be a string."),
        ({"title": "A", "status": "live"}, "status: must be one of draft, published."),
        ({"title": "A", "visibility": "global"}, "visibility: must be one of private, workspace."),
        ({"title": "A", "folder_ids": "f"}, "folder_ids: must be a list of strings."),
        ({"title": "A", "folder_ids": ["f"]}, "folder_ids: no folder has the id 'f'."),
        ({"title": "A", "skill_ids": ["s"]}, "skill_ids: no skill has the id 's'."),
        ({"title": "A", "source_ids": ["s"]}, "source_ids: no source has the id 's'."),
        ({"title": "A", "tags": []}, "tags: unknown field"),
    ],
)
def test_page_creation(client: httpx.Client, fields: dict[str, Any], message: str) -> None:
    assert refusal(client.post(PAGES, json=fields)).startswith(message)


def test_visibility_can_only_be_set_at_creation(client: httpx.Client) -> None:
    page_id = client.post(PAGES, json={"title": "A"}).json()["id"]
    answer = client.patch(f"{PAGES}/{page_id}", json={"visibility": "private"})
    assert refusal(answer).startswith("visibility: unknown field")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"url": "ftp://example.com"}, "url: must be an absolute http or https address."),
        ({"url": "https://"}, "url: must be an absolute http or https address."),
        ({"url": "https://x.example/ü"}, "url: must be a URI: 'ü' has to be escaped in one."),
        ({"url": "https://x.example/a|b"}, "url: must be a URI: '|' has to be escaped in one."),
        ({"url": "https://x.example/5%"}, "url: must be a URI: '%' has to be escaped in one."),
        ({}, "url: is required."),
        ({"type": "notion"}, "type: must be one of url."),
    ],
)
def test_source_creation(client: httpx.Client, fields: dict[str, Any], message: str) -> None:
    body = {"type": "url", "title": "A", **fields}
    assert refusal(client.post(SOURCES, json=body)).startswith(message)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("colour=red", "colour: unknown query parameter"),
        ("page=1&page=2", "page: the parameter is given more than once."),
        ("sort=size", "sort: must be one of updated_at, created_at, title."),
        ("status=gone", "status: must be one of draft, published, archived."),
        ("updated_after=yesterday", "updated_after: must be a date-time"),
        ("updated_after=2027-01-15", "updated_after: must be a date-time"),
        ("updated_after=2027-01-15T12:00:00", "updated_after: must be a date-time"),
        ("updated_after=2027-01-15T12:00:00+01:00", "updated_after: must be a date-time"),
        ("updated_before=2027-02-30T12:00:00Z", "updated_before: must be a date-time"),
    ],
)
def test_query(client: httpx.Client, query: str, message: str) -> None:
    assert refusal(client.get(f"{PAGES}?{query}")).startswith(message)


@pytest.mark.parametrize("path", [PAGES, SOURCES, "/skills", "/knowledge-hub/folders"])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page=0", "page: must be from 1."),
        ("page=two", "page: must be a whole number from 1."),
        ("page_size=0", "page_size: must be from 1 to 100."),
        ("page_size=101", "page_size: must be from 1 to 100."),
    ],
)
def test_pagination(client: httpx.Client, path: str, query: str, message: str) -> None:
    assert refusal(client.get(f"{path}?{query}"), "invalid_pagination").startswith(message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The body is not JSON"),
        (b"", "The body is not JSON"),
        (b"[]", "The body must be a JSON object."),
        (b'{"title": NaN}', "The body is not JSON: NaN is not JSON."),
        (b"\xff", "The body is not JSON"),
        (b"[" * 100_000, "The body is not JSON"),
        (b'{"title": "\\ud800"}', "title: must not contain half of a surrogate pair."),
    ],
)
def test_body(client: httpx.Client, body: bytes, message: str) -> None:
    answer = client.post(PAGES, content=body, headers={"Content-Type": "application/json"})
    assert refusal(answer).startswith(message)


def test_body_must_be_called_json(client: httpx.Client) -> None:
    answer = client.post(PAGES, content=b'{"title": "A"}', headers={"Content-Type": "text/plain"})
    assert refusal(answer).startswith("Content-Type: ")


def test_refused_request_changes_nothing(make_hub: MakeHub) -> None:
    hub, client = make_hub()
    page_id = client.post(PAGES, json={"title": "A"}).json()["id"]
    before = hub.pages()
    client.patch(f"{PAGES}/{page_id}", json={"title": "B", "skill_ids": ["nothing"]})
    client.post(PAGES, json={"title": "B", "folder_ids": ["nothing"]})
    assert hub.pages() == before


def test_unknown_ids_can_be_invented(make_hub: MakeHub) -> None:
    _, client = make_hub(invent_ids=True)
    body = {"title": "A", "folder_ids": ["sales-team"], "skill_ids": ["deal_making"]}
    page = client.post(PAGES, json=body).json()
    assert page["folders"] == [{"id": "sales-team", "name": "Sales team", "emoji": None}]
    assert page["skills"] == [{"id": "deal_making", "name": "Deal making"}]


def test_unknown_path_and_method_answer_in_the_envelope(client: httpx.Client) -> None:
    missing, wrong = client.get("/nothing/here"), client.put("/workspace")
    assert (missing.status_code, missing.json()["error"]["type"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["error"]["type"]) == (405, "invalid_request")
    assert "GET" in wrong.headers["Allow"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer exec_live_short", "Basic exec_live_" + "0" * 40]
)
def test_malformed_key_is_refused(client: httpx.Client, header: str) -> None:
    answer = client.get("/workspace", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")


def test_one_key_only_can_be_accepted(make_hub: MakeHub) -> None:
    key = "exec_live_" + "a" * 40
    hub, client = make_hub(accepted_key=key)
    assert client.get("/workspace").status_code == 401
    assert client.get("/workspace", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    assert key not in repr(hub.settings)


def test_inactive_workspace_is_forbidden(make_hub: MakeHub) -> None:
    _, client = make_hub(workspace_active=False)
    answer = client.get("/workspace")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "workspace_inactive")
