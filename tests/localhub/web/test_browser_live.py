"""An open page keeps itself up to date, keeps what its reader does, and rests when hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import expect

from execsync.localhub import LocalHub, LocalHubSettings

from ..conftest import NO_CERTIFICATES, UNLIMITED
from .conftest import BODY, PAGES

if TYPE_CHECKING:
    from .conftest import House, Tab

HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_page_shows_a_change_without_being_loaded_again(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    page.evaluate("window.kept = true")
    house.hub.web.edit(house.page_id, title="Money back", content="Changed.", publish=True)
    expect(page.get_by_role("article")).to_contain_text("Changed.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Money back")
    expect(page).to_have_title("Money back · Local workspace")
    expect(page.get_by_role("navigation", name="Folders and pages")).to_contain_text("Money back")
    expect(page.get_by_role("status")).to_contain_text("Updated")
    assert page.evaluate("window.kept")
    assert tab.messages == []


def test_change_between_loading_and_listening_is_not_missed(tab: Tab, house: House) -> None:
    def change_then_listen(route: object) -> None:
        house.hub.web.edit(house.page_id, title="Just then", publish=True)
        route.continue_()  # type: ignore[attr-defined]

    tab.page.route("**/events?*", change_then_listen, times=1)
    page = tab.visit(house.paths["page"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Just then")


def test_sources_turn_ready_before_the_eyes(tab: Tab, house: House) -> None:
    aside = tab.visit(house.paths["page"]).get_by_role("complementary")
    expect(aside.locator(".badge")).to_have_text("pending")
    house.hub.advance(1)
    expect(aside.locator(".badge")).to_have_text("processing")
    house.hub.advance(1)
    expect(aside.locator(".badge")).to_have_text("ready")


def test_draft_and_home_follow_what_the_api_is_sent(
    tab: Tab, house: House, client: httpx.Client
) -> None:
    page = tab.visit(house.paths["draft"])
    client.patch(f"{PAGES}/{house.page_id}", json={"content": f"{BODY}\nOne line more.\n"})
    expect(page.locator("ins").last).to_contain_text("One line more.")
    page = tab.visit("/")
    client.post(PAGES, json={"title": "Brand new"})
    expect(page.get_by_role("main")).to_contain_text("Brand new")


def test_requests_come_in_quietly(tab: Tab, house: House) -> None:
    house.hub.change(per_minute=60)
    page = tab.visit("/requests")
    expect(page.get_by_role("img", name="This minute: 1 of 60 requests")).to_be_visible()
    httpx.get(f"{house.hub.url}/workspace", verify=NO_CERTIFICATES)
    expect(page.get_by_role("table")).to_contain_text("/workspace")
    expect(page.get_by_role("img", name="This minute: 2 of 60 requests")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Live")
    house.hub.advance(60)
    expect(page.get_by_role("img", name="This minute: 0 of 60 requests")).to_be_visible()


def test_reader_keeps_focus_place_and_folded_folders(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["history"])
    deals = page.locator("details", has_text="Deals").last
    deals.locator("summary").click()
    page.get_by_role("link", name="Version 1").focus()
    house.hub.web.edit(house.page_id, publish=True)
    expect(page.get_by_role("main")).to_contain_text("Version 3")
    expect(page.get_by_role("link", name="Version 1")).to_be_focused()
    expect(page.locator("details", has_text="Deals").last).not_to_have_attribute("open", "")


def test_form_is_left_alone_and_warns(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["edit"])
    page.get_by_label("Title").fill("Half written")
    house.hub.web.edit(house.page_id, content="theirs")
    expect(page.get_by_text("The page was changed meanwhile.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Half written")
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed the page meanwhile")
    expect(page.get_by_label("Title")).to_have_value("Half written")


def test_hidden_page_lets_go_and_catches_up(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    with page.expect_event("requestfailed", lambda request: "/events" in request.url):
        page.evaluate(HIDE, True)
    house.hub.web.edit(house.page_id, title="Meanwhile", publish=True)
    for hidden in (True, True, False, True, False, False):
        page.evaluate(HIDE, hidden)
    expect(page.get_by_role("heading", level=1)).to_have_text("Meanwhile")


def test_hub_that_went_away_is_found_again(tab: Tab, house: House) -> None:
    hub = LocalHub(LocalHubSettings(**UNLIMITED))
    port = int(hub.web_url.split(":")[2].strip("/"))
    page = tab.page
    with hub:
        page.goto(hub.web_url)
        expect(page.get_by_role("status")).to_have_text("Live")
    expect(page.get_by_role("status")).to_have_text("No connection to the hub")
    with LocalHub(LocalHubSettings(**UNLIMITED), port=port) as again:
        again.web.create("After the restart")
        expect(page.get_by_role("main")).to_contain_text("After the restart")


def test_what_was_being_written_is_saved_when_the_hub_is_started_anew(tab: Tab) -> None:
    hub = LocalHub(LocalHubSettings(**UNLIMITED))
    port = int(hub.web_url.split(":")[2].strip("/"))
    page = tab.page
    with hub:
        page.goto(f"{hub.web_url}pages/new")
        expect(page.get_by_role("status").first).to_have_text("Live")
        page.get_by_label("Title").fill("Half written")
        mark = page.locator("body").get_attribute("data-mark") or ""
    expect(page.locator("#live")).to_have_text("No connection to the hub")
    with LocalHub(LocalHubSettings(**UNLIMITED), port=port):
        expect(page.locator("body")).not_to_have_attribute("data-mark", mark)
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Half written")


def test_what_a_reader_has_unfolded_stays_so(tab: Tab, house: House) -> None:
    text = "<details><summary>{0}</summary>\n\nHidden.\n\n</details>\n\n"
    other, more = text.format("Other"), text.format("More")
    house.hub.web.edit(house.page_id, content=other + more, publish=True)
    page = tab.visit(house.paths["page"])
    page.get_by_text("More", exact=True).click()
    new = "New above.\n\n" + text.format("First") + other + more
    house.hub.web.edit(house.page_id, content=new, publish=True)
    expect(page.locator(".prose").get_by_text("New above.")).to_be_visible()
    opened = page.locator(".prose details[open] summary")
    expect(opened).to_have_text(["More"])
