"""Every view over HTTP: what it says, its headers, and that looking costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import PAGES

if TYPE_CHECKING:
    import httpx
    from werkzeug.test import Client

    from execsync.localhub import LocalHub

    from .conftest import House

VIEWS = {
    "home": ["Local workspace", "Roadmap", "Changed, and not published", "Terms of service"],
    "folder": ["💼", "Deals", "No page names this folder", "folder_ids: [sales]"],
    "unfiled": ["In no folder", "Roadmap"],
    "archived": ["Archived pages", "Old prices"],
    "search": ["Find a page", "<b><bdi>Refund policy</bdi></b>", "Sales / Deals", 'value="refund"'],
    "requests": ["POST", PAGES, "1 of", "This minute"],
    "page": ["Refund policy", "First part", "published", "Negotiation", "pending", "More."],
    "draft": ["What publishing would change", "Any <em>text</em>", "<del><b>\u2212</b>Some"],
    "history": ["Version 2", "Version 1", "Web colleague", "Key holder"],
    "version": ["Version 2 of", "<ins><b>+</b>More."],
    "edit": ["Edit on the web", 'value="Refunds"', "Sales</bdi> / <bdi>Deals"],
    "draft page": ["never published", "readers of the hub do not see it"],
    "archived page": ["in no list any more", "Old prices"],
    "new": ["New page", "Who sees it"],
    "missing": ["There is no such page."],
}


@pytest.mark.parametrize("kind", VIEWS)
def test_view_shows_what_the_hub_keeps(kind: str, house: House, site: Client) -> None:
    house.hub.change(per_minute=60)
    answer = site.get(house.paths[kind])
    assert answer.status_code == (404 if kind == "missing" else 200)
    assert answer.mimetype == "text/html"
    assert [text for text in VIEWS[kind] if text not in answer.text] == []


@pytest.mark.parametrize("kind", [*VIEWS, "style", "script"])
def test_every_answer_is_locked_down(kind: str, house: House, site: Client) -> None:
    static = {"style": "/static/hub.css", "script": "/static/hub.js"}
    with site.get({**house.paths, **static}[kind]) as answer:
        headers = answer.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == ("no-cache" if kind in static else "no-store")
    assert "Access-Control-Allow-Origin" not in headers


def test_looking_is_neither_counted_nor_recorded(house: House, site: Client) -> None:
    before = (house.hub.requests(), house.hub.limits.counts())
    for path in house.paths.values():
        site.get(path)
    assert (house.hub.requests(), house.hub.limits.counts()) == before


@pytest.mark.parametrize(
    "path", ["/nothing", "/folders/none", "/pages/none/edit", "/pages/none/history/1", "/rest/v2"]
)
def test_unknown_address_is_not_found(path: str, site: Client) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "Not found" in answer.text


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999999"])
def test_unknown_version_is_not_found(number: str, house: House, site: Client) -> None:
    assert site.get(f"{house.paths['history']}/{number}").status_code == 404


@pytest.mark.parametrize("path", ["/rest/v1/nothing", "/_local/nothing"])
def test_calls_keep_their_own_errors(path: str, site: Client) -> None:
    answer = site.get(path)
    assert answer.status_code in (401, 404)
    assert answer.mimetype == "application/json"


def test_empty_hub_says_what_to_do(hub: LocalHub, site: Client) -> None:
    home = site.get("/").text
    assert "Nothing here yet" in home
    assert "EXEC_API_URL=http://localhost/rest/v1" in home
    assert "execsync apply" in home
    assert "None yet" in site.get("/requests").text
    assert "execsync apply --prune" in site.get("/archived").text


def test_requests_tell_their_fate(hub: LocalHub, client: httpx.Client, site: Client) -> None:
    hub.faults.add("error", status=503)
    hub.faults.add("error_after", status=500)
    for _ in range(2):
        client.get("/workspace")
    log = site.get("/requests").text
    assert '<span class="bad">503</span>' in log
    assert "but done: 200" in log
    assert "error_after" in log


def test_requests_name_their_pages(house: House, client: httpx.Client, site: Client) -> None:
    client.patch(f"{PAGES}/{house.page_id}", json={"title": "Refunds & more"})
    client.get(f"{PAGES}/{house.page_id}/versions")
    client.get(f"{PAGES}/none")
    client.post(PAGES, json={"title": ["no text"]})
    log = site.get("/requests").text.partition("<main")[2]
    link = f'<a href="/pages/{house.page_id}"><bdi>Refund policy</bdi></a>'
    assert log.count(link) == 2
    assert '<span class="of"><bdi>Refund policy</bdi></span>' in log


def test_requests_are_shown_in_parts(client: httpx.Client, site: Client) -> None:
    for number in range(1, 103):
        client.get(f"/number-{number}")
    newest = site.get("/requests").text
    assert "/number-102" in newest
    assert "/number-2<" not in newest
    assert 'href="/requests?before=3"' in newest
    older = site.get("/requests?before=3").text
    assert "/number-2<" in older
    assert "/number-3<" not in older


def test_chart_has_a_text(hub: LocalHub, client: httpx.Client, site: Client) -> None:
    hub.change(per_minute=4)
    for _ in range(4):
        client.get("/workspace")
    log = site.get("/requests").text
    assert 'aria-label="This minute: 4 of 4 requests"' in log
    assert '<rect class="used" width="100.00"' in log
    assert "4, no limit" in log


def test_archived_page_is_found_where_the_api_hides_it(house: House, site: Client) -> None:
    house.hub.change(quirks={"archived_page": "gone"})
    for path in ("", "/draft", "/history"):
        assert site.get(house.paths["archived page"] + path).status_code == 200


def test_long_folder_is_cut_in_the_tree_alone(hub: LocalHub, site: Client) -> None:
    folder = hub.catalogue.add_folder("Many", id="many")
    for number in range(1010):
        hub.web.create(f"Page {number:04}", folder_ids=[folder])
    assert '<a href="/folders/many">All 1,010 pages</a>' in site.get("/").text
    whole = site.get("/folders/many").text
    tree, _, main = whole.partition("<main")
    assert "Page 0999" in tree
    assert "Page 1000" not in tree
    assert '<a href="/folders/many">All 1,010 pages</a>' in tree
    assert "Page 1009" in main


@pytest.mark.parametrize("path", ["/requests?before=x", "/events?topic=weather", "/requests?a=b"])
def test_bad_parameter_is_refused(path: str, site: Client) -> None:
    assert site.get(path).status_code == 400


def test_a_page_says_what_was_published_on_the_web_since_the_api_wrote_it(
    house: House, site: Client
) -> None:
    made = house.hub.web.create("Theirs alone", "One.", publish=True)
    assert "since-api" not in site.get(f"/pages/{made.id}").text
    path = house.paths["page"]
    page_id = path.rpartition("/")[2]
    ours = site.get(path).text
    house.hub.web.edit(page_id, content="A colleague's <words>.", publish=True)
    text = site.get(path).text
    assert "Edited on the web since the last write through the API: Web colleague" in text
    assert "<ins>A colleague&#39;s &lt;words&gt;.</ins>" in text
    assert ours != text
