"""The form: it writes what was changed in it, as a colleague on the web, and nothing else."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx
    from werkzeug.test import Client, TestResponse

    from execsync.localhub import LocalHub
    from execsync.localhub.stored import StoredPage

    from .conftest import House


def fill(html: str) -> dict[str, Any]:
    """The fields of a form as a browser would send them back."""
    found: dict[str, Any] = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input[^>]* name="(token|seen|title)" value="([^"]*)"', html
        )
    }
    area = re.search(r"<textarea[^>]*>\n(.*)</textarea>", html, re.DOTALL)
    assert area
    found["content"] = re.sub(r"\r?\n", "\r\n", unescape(area[1]))
    found["folder"] = re.findall(r'name="folder" value="([^"]*)" checked', html)
    return found


def edit(site: Client, path: str, **changes: Any) -> TestResponse:
    return site.post(path, data={**fill(site.get(path).text), **changes})


def stored(house: House) -> StoredPage:
    return next(page for page in house.hub.pages() if page.id == house.page_id)


def test_draft_is_kept_beside_what_is_live(house: House, site: Client) -> None:
    before = stored(house)
    answer = edit(site, house.paths["edit"], title="New", content="one\r\ntwo\r\n")
    assert (answer.status_code, answer.location) == (303, house.paths["draft"])
    after = stored(house)
    assert (after.draft_title, after.draft_content) == ("New", "one\ntwo\n")
    assert (after.live_title, after.version) == (before.live_title, before.version)


def test_publishing_makes_a_version_of_the_colleague(house: House, site: Client) -> None:
    answer = edit(site, house.paths["edit"], content="Live now.", publish="yes")
    assert (answer.status_code, answer.location) == (303, house.paths["page"])
    assert (stored(house).live_content, stored(house).version) == ("Live now.", 3)
    assert "Web colleague" in site.get(house.paths["history"]).text


def test_page_is_moved(house: House, site: Client) -> None:
    edit(site, house.paths["edit"], folder=["sales", "deals"])
    assert stored(house).folder_ids == ("sales", "deals")
    edit(site, house.paths["edit"], folder=[])
    assert stored(house).folder_ids == ()


def test_form_sent_back_as_it_was_changes_nothing(
    hub: LocalHub, client: httpx.Client, site: Client
) -> None:
    text = "\n\nfirst line is blank\r\nsecond ends otherwise\n<b>&amp;\ttab  \n"
    page = hub.web.create('A\ttitle & "more"', text)
    hub.advance(60)
    edit(site, f"/pages/{page.id}/edit")
    (after,) = hub.pages()
    assert (after.draft_title, after.draft_content) == (page.draft_title, text)
    assert after.updated_at == page.updated_at


@pytest.mark.parametrize("kind", ["edit", "new"])
def test_page_without_a_title_is_not_written(kind: str, house: House, site: Client) -> None:
    before = house.hub.pages()
    answer = edit(site, house.paths[kind], title=" ", content="kept as typed")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "kept as typed" in answer.text
    assert house.hub.pages() == before


def test_what_was_written_meanwhile_is_not_replaced_unseen(house: House, site: Client) -> None:
    fields = fill(site.get(house.paths["edit"]).text)
    house.hub.web.edit(house.page_id, content="theirs")
    answer = site.post(house.paths["edit"], data={**fields, "content": "mine"})
    assert (answer.status_code, stored(house).draft_content) == (409, "theirs")
    again = {**fill(answer.text), "content": "mine"}
    assert site.post(house.paths["edit"], data=again).status_code == 303
    assert stored(house).draft_content == "mine"


def test_page_is_made_on_the_web(house: House, site: Client) -> None:
    answer = edit(
        site,
        "/pages/new",
        title="Made here",
        content="text",
        folder=["deals"],
        visibility="private",
        publish="yes",
    )
    made = house.hub.pages()[-1]
    assert (answer.status_code, answer.location) == (303, f"/pages/{made.id}")
    assert (made.title, made.status, made.visibility) == ("Made here", "published", "private")
    assert (made.folder_ids, made.owner) == (("deals",), "user_colleague")


def test_page_is_archived_and_then_left_alone(house: House, site: Client) -> None:
    fields = fill(site.get(house.paths["edit"]).text)
    path = f"/pages/{house.page_id}/archive"
    assert site.post(path, data=fields).location == house.paths["page"]
    assert stored(house).status == "archived"
    assert site.get(house.paths["edit"]).status_code == 400
    before = house.hub.pages()
    refused = site.post(house.paths["edit"], data={**fields, "content": "Hours of work."})
    assert refused.status_code == 409
    assert "Hours of work." in refused.text
    assert house.hub.pages() == before


def test_unknown_folder_is_refused(house: House, site: Client) -> None:
    before = house.hub.pages()
    assert edit(site, house.paths["edit"], folder=["nowhere"]).status_code == 400
    assert house.hub.pages() == before


@pytest.mark.slow
def test_page_of_a_megabyte_can_be_edited(hub: LocalHub, site: Client) -> None:
    page = hub.web.create("Large", "ü" * 1_000_000)
    edit(site, f"/pages/{page.id}/edit", content="ä" * 1_000_000)
    assert hub.pages()[0].draft_content == "ä" * 1_000_000
