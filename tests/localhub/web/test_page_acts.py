"""The buttons: sources, the archive, and an editor that is left open, as a colleague would use them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from werkzeug.test import Client, TestResponse

    from execsync.localhub.stored import StoredPage

    from .conftest import House, Tab


def press(site: Client, house: House, act: str, **fields: str) -> TestResponse:
    shown = site.get(house.paths["edit"]).text
    token = re.search(r'name="token" value="([^"]*)"', shown)
    assert token
    return site.post(f"{house.paths['page']}/{act}", data={"token": token[1], **fields})


def stored(house: House) -> StoredPage:
    return next(page for page in house.hub.pages() if page.id == house.page_id)


def test_a_source_of_any_type_is_attached_and_taken_off(house: House, site: Client) -> None:
    before = stored(house).source_ids
    assert press(site, house, "attach", type="upload", title="Prices.pdf").status_code == 303
    assert press(site, house, "attach", type="url", title="B", url="https://b.example/").location
    *kept, upload, url = stored(house).source_ids
    assert tuple(kept) == before
    types = {source.id: source.source_type for source in house.hub.sources()}
    assert (types[upload], types[url]) == ("upload", "url")
    assert "Prices.pdf" in site.get(house.paths["page"]).text
    press(site, house, "detach", source=upload)
    assert stored(house).source_ids == (*before, url)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "upload", "title": " "},
        {"type": "url", "title": "A", "url": ""},
        {"type": "notion", "title": "A", "url": "javascript:alert(1)"},
    ],
)
def test_what_is_no_source_is_refused(house: House, site: Client, fields: dict[str, str]) -> None:
    before = stored(house).source_ids
    assert press(site, house, "attach", **fields).status_code == 400
    assert stored(house).source_ids == before


def test_a_form_without_the_token_does_nothing(house: House, site: Client) -> None:
    for act in ("attach", "detach", "editor", "editor/close", "unarchive"):
        assert site.post(f"{house.paths['page']}/{act}").status_code == 403
    assert house.hub.web.close_editor(house.page_id) is False


def test_an_archived_page_is_taken_out_again(house: House, site: Client) -> None:
    house.hub.web.archive(house.page_id)
    token = re.search(r'name="token" value="([^"]*)"', site.get(house.paths["page"]).text)
    assert token
    site.post(f"{house.paths['page']}/unarchive", data={"token": token[1]})
    assert stored(house).status == "published"


@pytest.mark.slow
def test_an_editor_is_left_open_and_closed_in_a_browser(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["edit"])
    page.locator("#editor summary").click()
    page.get_by_role("button", name="Leave it open").click()
    expect(page.get_by_text("Open in a colleague's editor")).to_be_visible()
    house.hub.web.edit(house.page_id, content="Written meanwhile.", publish=True)
    house.hub.advance(5)
    assert stored(house).draft_content.endswith("Typed in an editor that is still open.\n")
    assert stored(house).live_content == "Written meanwhile."
    page.get_by_role("button", name="Close the editor").click()
    expect(page.get_by_text("Open in a colleague's editor")).to_have_count(0)
    assert tab.messages == []
