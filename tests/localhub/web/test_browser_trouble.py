"""What goes wrong in between: a hub that does not answer, answers that come late, a page that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from .conftest import House, Tab

OPEN_ANOTHER = """name => {
    const ask = window.fetch;
    window.fetch = async (...asked) => {
        const text = await (await ask(...asked)).text();
        window.fetch = ask;
        // Before the event of its opening, which comes as a task of its own.
        document.querySelector(`[data-folder=${name}]`).open = true;
        return { status: 200, text: async () => text };
    };
}"""


def hold(tab: Tab, url: str) -> list[Route]:
    """Keep requests from going on: they are in the list that is returned."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    tab.page.route(url, keep)
    return held


def test_search_that_failed_says_so_and_finds_once_there_is_an_answer(
    tab: Tab, house: House
) -> None:
    answers = iter(["gone", "broken"])

    def fail(route: Route) -> None:
        if next(answers, "") == "gone":
            route.abort()
        else:
            route.fulfill(status=500, body="down")

    tab.page.route("**/search?*", fail, times=2)
    page = tab.visit("/")
    page.keyboard.press("/")
    page.keyboard.insert_text("poli")
    search = page.get_by_role("search")
    expect(search.get_by_role("status")).to_have_text("The hub does not answer; it is asked again.")
    expect(search.get_by_role("link")).to_contain_text(["Refund policy"])
    expect(search.get_by_role("status")).to_have_count(0)
    assert [text for text in tab.messages if "Failed to load resource" not in text] == []


def test_answer_that_comes_late_opens_no_list_that_was_closed(tab: Tab) -> None:
    held = hold(tab, "**/search?q=p")
    page = tab.visit("/")
    page.keyboard.press("/")
    with page.expect_request("**/search?q=p"):
        page.keyboard.insert_text("p")
    page.get_by_role("heading", level=1).click()
    with page.expect_response("**/search?q=p"):
        held[0].continue_()
    page.evaluate("new Promise(resolve => setTimeout(resolve))")
    expect(page.get_by_role("search").get_by_role("link")).to_have_count(0)


def test_keys_wait_for_the_answer_to_what_was_typed(tab: Tab) -> None:
    held = hold(tab, "**/search?q=poli")
    page = tab.visit("/")
    page.keyboard.press("/")
    page.keyboard.insert_text("p")
    found = page.get_by_role("search").get_by_role("link")
    expect(found).not_to_have_count(0)
    with page.expect_request("**/search?q=poli"):
        page.keyboard.insert_text("oli")
    page.keyboard.press("ArrowDown")
    held[0].continue_()
    expect(found).to_have_count(1)
    expect(found).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(found).to_have_count(0)


def test_page_that_could_not_be_fetched_is_fetched_again(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    tab.page.route(f"**{house.paths['page']}", lambda route: route.fulfill(status=500), times=1)
    house.hub.web.edit(house.page_id, title="Money back", publish=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Money back")
    expect(page.locator("#live")).not_to_have_text("No connection to the hub")


def test_folder_that_is_opened_while_another_one_comes_is_not_closed(
    tab: Tab, house: House
) -> None:
    for name in ("one", "two"):
        folder = house.hub.catalogue.add_folder(name, id=name)
        for number in range(100):
            house.hub.web.create(f"{name} {number}", folder_ids=[folder])
    page = tab.visit("/")
    page.evaluate(OPEN_ANOTHER, "two")
    page.locator("[data-folder=one] > summary").click()
    tree = page.get_by_role("navigation", name="Folders and pages")
    for title in ("one 99", "two 99"):
        expect(tree.get_by_role("link", name=title)).to_be_attached()


def test_page_that_is_archived_while_it_is_read_says_so(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    house.hub.web.archive(house.page_id)
    expect(page.get_by_role("main")).to_contain_text("Archived: it is in no list any more")
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    assert tab.messages == []


def test_page_that_is_archived_while_it_is_edited_loses_nothing_that_was_typed(
    tab: Tab, house: House
) -> None:
    page = tab.visit(house.paths["edit"])
    page.get_by_label("Text, in Markdown").fill("Hours of work.")
    house.hub.web.archive(house.page_id)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("archived meanwhile")
    expect(page.get_by_label("Text, in Markdown")).to_have_value("Hours of work.")


def test_two_tabs_that_edit_one_page_lose_neither_text(
    open_tab: Callable[..., Tab], house: House
) -> None:
    first, second = (open_tab().visit(house.paths["edit"]) for _ in range(2))
    for page, text in ((first, "From the first."), (second, "From the second.")):
        page.get_by_label("Text, in Markdown").fill(text)
    first.get_by_role("button", name="Publish").click()
    expect(first.get_by_role("article")).to_contain_text("From the first.")
    expect(second.get_by_text("The page was changed meanwhile.")).to_be_visible()
    second.get_by_role("button", name="Publish").click()
    expect(second.get_by_role("alert")).to_contain_text("Somebody changed the page meanwhile")
    expect(second.get_by_label("Text, in Markdown")).to_have_value("From the second.")
    second.get_by_role("button", name="Publish").click()
    expect(first.get_by_role("article")).to_contain_text("From the second.")
