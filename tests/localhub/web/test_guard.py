"""Requests that another web page made are refused, and change nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

if TYPE_CHECKING:
    from execsync.localhub import LocalHub

    from .conftest import House

WRITES = ["edit", "new", "archive"]


def token(site: Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', site.get("/pages/new").text)
    assert found
    return found[1]


def post(site: Client, house: House, kind: str, given: str, **headers: str) -> int:
    paths = {**house.paths, "archive": f"/pages/{house.page_id}/archive"}
    fields = {"token": given, "title": "Taken over", "content": "x", "publish": "yes"}
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.post(paths[kind], data=fields, headers=names).status_code


@pytest.mark.parametrize("kind", WRITES)
@pytest.mark.parametrize("given", ["", "x", "ü"])
def test_form_without_the_token_is_refused(
    kind: str, given: str, house: House, site: Client
) -> None:
    before = house.hub.pages()
    assert post(site, house, kind, given) == 403
    assert house.hub.pages() == before


@pytest.mark.parametrize("kind", WRITES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.com"},
        {"Origin": "http://localhost:1"},
        {"Origin": "http://localhost.example.com"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Origin": "null"},
    ],
)
def test_form_of_another_origin_is_refused(
    kind: str, headers: dict[str, str], house: House, site: Client
) -> None:
    before = house.hub.pages()
    assert post(site, house, kind, token(site), **headers) == 403
    assert house.hub.pages() == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "null", "Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "navigate"},
    ],
)
def test_own_form_is_taken(headers: dict[str, str], house: House, site: Client) -> None:
    assert post(site, house, "new", token(site), **headers) == 303
    assert house.hub.pages()[-1].title == "Taken over"


def test_token_is_another_one_in_another_hub(site: Client) -> None:
    from execsync.localhub import LocalHub

    other = LocalHub()
    assert token(Client(other.app)) != token(site)
    other.stop()


@pytest.mark.parametrize("mode", ["cors", "no-cors", "websocket"])
@pytest.mark.parametrize("path", ["/", "/events", "/static/live.js"])
def test_other_pages_cannot_take_from_here(mode: str, path: str, site: Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode}
    assert site.get(path, headers=headers).status_code == 403


def test_link_from_another_page_may_be_followed(site: Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert site.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["example.com", "localhost.example.com", "10.0.0.1:80", ""])
def test_foreign_host_is_refused_everywhere(host: str, house: House, site: Client) -> None:
    before = house.hub.pages()
    given = token(site)
    for path in [*house.paths.values(), "/static/live.js", "/events"]:
        assert site.get(path, headers={"Host": host}).status_code == 421
    assert post(site, house, "edit", given, Host=host) == 421
    assert house.hub.pages() == before


@pytest.mark.parametrize("kind", ["edit", "new"])
def test_form_is_taken_by_post_alone(kind: str, house: House, site: Client) -> None:
    before = house.hub.pages()
    fields = {"token": token(site), "title": "Taken over", "content": "x"}
    for method in ("HEAD", "OPTIONS", "GET"):
        site.open(house.paths[kind], method=method, data=fields)
        site.open(house.paths[kind], method=method, query_string=fields)
    assert house.hub.pages() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(method: str, house: House, hub: LocalHub, site: Client) -> None:
    answer = site.open(house.paths["edit"], method=method)
    assert answer.status_code in (403, 405)
