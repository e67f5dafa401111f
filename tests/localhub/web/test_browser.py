"""The page in a real browser: what a person sees, and does, with and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .conftest import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from execsync.localhub.stored import StoredPage

    from .conftest import House, Tab

PHONES = [320, 390]


def stored(house: House) -> StoredPage:
    return next(page for page in house.hub.pages() if page.id == house.page_id)


def test_tree_leads_to_a_page(tab: Tab) -> None:
    page = tab.visit("/")
    tree = page.get_by_role("navigation", name="Folders and pages")
    expect(tree.get_by_role("listitem").filter(has_text="Deals").first).to_contain_text("Refund")
    tree.get_by_role("link", name="Refund policy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Refund policy")
    expect(tree.get_by_role("link", name="Refund policy")).to_have_attribute("aria-current", "page")
    tree.get_by_role("link", name="Archived pages").click()
    page.get_by_role("main").get_by_role("link", name="Old prices").click()
    expect(page.get_by_role("main")).to_contain_text("no call brings it back")


def test_page_is_rendered(tab: Tab, house: House) -> None:
    article = tab.visit(house.paths["page"]).get_by_role("article")
    expect(article.get_by_role("heading", level=2)).to_have_text(["First part", "Second part"])
    expect(article.get_by_role("columnheader")).to_have_text(["left", "right"])
    expect(article.get_by_role("listitem")).to_have_text(["☐ to do", "☑ done"])
    expect(article.locator("pre code")).to_contain_text("its own box")
    expect(article.get_by_text("Image: A chart")).to_contain_text("images.example.com")
    article.get_by_role("link", name="another part").click()
    expect(tab.page).to_have_url(f"{house.origin}{house.paths['page']}#h-second-part")
    assert tab.page.evaluate("document.querySelector(':target').textContent") == "Second part"


def test_facts_of_a_page_are_shown(tab: Tab, house: House) -> None:
    main = tab.visit(house.paths["page"]).get_by_role("main")
    for fact in ("published", "workspace", "version 2", "In 💼 Sales", "Key holder"):
        expect(main.locator("header")).to_contain_text(fact if "Sales" not in fact else "Deals")
    aside = main.get_by_role("complementary")
    expect(aside).to_contain_text("Negotiation")
    expect(aside.get_by_role("link", name="https://example.com/terms")).to_have_attribute(
        "rel", "noopener noreferrer"
    )


def test_draft_stands_beside_what_is_published(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    page.get_by_role("link", name="See what publishing would change").click()
    expect(page.locator("del").first).to_have_text("Refund policy")
    expect(page.locator("ins").first).to_have_text("Refunds")
    changed = page.get_by_role("group", name="Changed lines")
    expect(changed.locator("del").first).to_contain_text("Some *text*")
    expect(changed.locator("ins")).to_contain_text("Any *text*")
    boxes = [
        page.locator("section", has=page.get_by_role("heading", name=name, exact=True))
        for name in ("Published", "Draft")
    ]
    expect(boxes[0]).to_contain_text("Some text")
    expect(boxes[1]).to_contain_text("Any text")
    left, right = (box.bounding_box() for box in boxes)
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == right["y"]


def test_form_keeps_a_draft_and_publishes_it(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Money back")
    page.get_by_label("Text, in Markdown").fill("First line\n\nsecond line\n")
    page.get_by_label("Sales", exact=True).check()
    page.get_by_role("button", name="Keep as draft").click()
    expect(page).to_have_url(house.origin + house.paths["draft"])
    assert (stored(house).draft_title, stored(house).live_title) == ("Money back", "Refund policy")
    assert stored(house).draft_content == "First line\n\nsecond line\n"
    assert stored(house).folder_ids == ("sales", "deals")
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Money back")
    assert stored(house).version == 3


def test_page_is_made_and_archived(tab: Tab, house: House) -> None:
    page = tab.visit("/pages/new")
    page.get_by_label("Title").fill("Made here")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Made here")
    page.get_by_role("link", name="Edit").click()
    page.get_by_text("Archive this page").click()
    page.get_by_role("button", name="Archive it").click()
    expect(page.get_by_role("main")).to_contain_text("Archived: it is in no list any more")
    assert house.hub.pages()[-1].status == "archived"


def test_everything_works_without_javascript(open_tab: Callable[..., Tab], house: House) -> None:
    tab = open_tab(java_script_enabled=False)
    page = tab.page
    page.goto(house.origin)
    expect(page.locator("header").first).to_contain_text("Reload to see changes")
    page.get_by_role("link", name="Refund policy").first.click()
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Version 1").click()
    expect(page.get_by_role("main")).to_contain_text("What it changed")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Plain")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plain")
    page.get_by_role("link", name="Requests").click()
    expect(page.get_by_role("img", name="Today: 1, no limit requests")).to_have_count(0)
    expect(page.get_by_role("table")).to_contain_text(PAGES)


def test_everything_is_reached_by_keyboard(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_dark_scheme_is_followed(open_tab: Callable[..., Tab]) -> None:
    def brightness(scheme: str) -> int:
        page = open_tab(color_scheme=scheme).visit("/")
        colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour[4:-1].split(","))

    assert brightness("dark") < 150
    assert brightness("light") > 600


@pytest.mark.parametrize("width", PHONES)
def test_nothing_is_wider_than_a_phone(
    width: int, open_tab: Callable[..., Tab], house: House, client: httpx.Client
) -> None:
    table = "|a|b|c|d|e|f|g|h|\n" + "|-" * 8 + "|\n" + "|unbreakable_words_in_cells" * 8 + "|\n"
    wide = house.hub.web.create("W" * 300, f"{table}\n{'x' * 3000}\n\n`{'y' * 500}`", publish=True)
    house.hub.web.edit(wide.id, content="z" * 3000)
    client.get("/" + "path" * 100)
    tab = open_tab(viewport={"width": width, "height": 800}, is_mobile=True, has_touch=True)
    paths = [*house.paths.values(), f"/pages/{wide.id}", f"/pages/{wide.id}/draft"]
    for path in paths:
        tab.page.goto(house.origin + path)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_phone_has_the_title_first_and_the_tree_in_a_drawer(
    open_tab: Callable[..., Tab], house: House
) -> None:
    tab = open_tab(viewport={"width": 390, "height": 800}, is_mobile=True, has_touch=True)
    page = tab.visit("/")
    tree = page.get_by_role("navigation", name="Folders and pages")
    expect(tree).to_be_hidden()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_in_viewport()
    page.get_by_role("button", name="All pages").tap()
    tree.get_by_role("link", name="Refund policy").tap()
    expect(heading).to_have_text("Refund policy")
    expect(tree).to_be_hidden()
    page.get_by_role("button", name="All pages").tap()
    expect(tree.get_by_role("link", name="Refund policy")).to_be_in_viewport()
    tree.get_by_role("button", name="Close").tap()
    expect(tree).to_be_hidden()
    page.locator("#contents summary").tap()
    page.get_by_role("main").get_by_role("link", name="Second part").first.tap()
    expect(page.get_by_role("heading", name="Second part")).to_be_in_viewport()


def test_drawer_opens_without_javascript(open_tab: Callable[..., Tab], house: House) -> None:
    tab = open_tab(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    tab.page.goto(house.origin)
    tab.page.get_by_role("button", name="All pages").click()
    tree = tab.page.get_by_role("navigation", name="Folders and pages")
    tree.get_by_role("link", name="Refund policy").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Refund policy")
