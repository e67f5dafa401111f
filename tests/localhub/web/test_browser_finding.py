"""Finding one page among 900, and one's way in it: the search, the tree, and the outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from werkzeug.test import Client

from execsync.localhub import LocalHub, LocalHubSettings

from ..conftest import UNLIMITED
from .test_accessibility import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .conftest import House, Tab

PAGES = 900
CLOSED_ONE = "() => JSON.parse(sessionStorage.getItem('folders')).some(([, isOpen]) => !isOpen)"
"""The event of a toggle comes as a task of its own, after the click."""

LARGEST_HOME = 200_000
"""Bytes of the home page."""


@pytest.fixture(scope="module")
def large() -> Iterator[LocalHub]:
    """A hub of 900 pages in 40 folders of 10 departments; each seventh page is an overview."""
    with LocalHub(LocalHubSettings(**UNLIMITED)) as hub:
        tops = [hub.catalogue.add_folder(f"Department {n:02}") for n in range(10)]
        teams = [hub.catalogue.add_folder(f"Team {n:02}", parent=tops[n % 10]) for n in range(40)]
        for number in range(PAGES):
            name = f"Topic {number:03}" if number % 7 else "Overview"
            hub.web.create(name, "Text.", publish=True, folder_ids=[teams[number % 40]])
        yield hub


def test_a_page_is_found_while_its_title_is_typed(tab: Tab, house: House) -> None:
    page = tab.visit("/")
    for shortcut in ("/", "Control+k"):
        page.get_by_role("heading", level=1).click()
        page.keyboard.press(shortcut)
        field = page.get_by_role("searchbox", name="Find a page")
        expect(field).to_be_focused()
    page.keyboard.type("ro")
    found = page.get_by_role("search").get_by_role("link")
    expect(found).to_contain_text(["Roadmap"])
    page.keyboard.press("Escape")
    expect(found).to_have_count(0)
    page.keyboard.type("admap")
    expect(found).to_have_count(1)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("poli")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Refund policy")
    expect(page.get_by_role("searchbox")).to_have_value("")
    tab.wait_for_scripts()
    page.keyboard.press("/")
    page.keyboard.type("nowhere/")
    expect(page.get_by_role("search")).to_contain_text("No page has that")
    expect(page.get_by_role("searchbox")).to_have_value("nowhere/")
    assert tab.messages == []


def test_arrows_go_through_what_was_found(tab: Tab, house: House) -> None:
    for number in range(3):
        house.hub.web.create(f"Step {number}")
    page = tab.visit("/")
    page.keyboard.press("/")
    page.keyboard.type("step")
    found = page.get_by_role("search").get_by_role("link")
    expect(found).to_have_count(3)
    for expected in ("Step 0", "Step 1", "Step 2", "Step 2"):
        page.keyboard.press("ArrowDown")
        expect(found.filter(has_text=expected)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(found.filter(has_text="Step 1")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Step 1")


def test_home_of_900_pages_is_small_and_needs_no_scripts(
    open_tab: Callable[..., Tab], large: LocalHub
) -> None:
    page = open_tab(java_script_enabled=False).page
    answer = page.goto(large.web_url)
    assert answer is not None
    assert len(answer.body()) < LARGEST_HOME
    tree = page.get_by_role("navigation", name="Folders and pages")
    tree.get_by_text("Department 03").click()
    tree.get_by_role("link", name="All 90 pages").click()
    tree.get_by_text("Team 13").click()
    tree.get_by_role("link", name="All 23 pages").locator("visible=true").click()
    tree.get_by_role("link", name="Topic 853").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Topic 853")
    assert len(page.content()) < LARGEST_HOME
    page.get_by_role("searchbox").fill("topic 899")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("main").get_by_role("link", name="Topic 899").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Topic 899")


def test_flat_hub_of_900_pages_has_a_small_home() -> None:
    with LocalHub(LocalHubSettings(**UNLIMITED)) as hub:
        for number in range(PAGES):
            hub.web.create(f"Topic {number:03}", publish=True)
        home = Client(hub.app).get("/").data
        assert home.count(b">Topic 899<") + home.count(b"<bdi>Topic 899</bdi>") > 0
        assert len(home) < LARGEST_HOME


def test_large_tree_keeps_what_was_opened_and_its_place(tab: Tab, large: LocalHub) -> None:
    page = tab.page
    page.set_viewport_size({"width": 1200, "height": 500})
    page.goto(large.web_url)
    tree = page.get_by_role("navigation", name="Folders and pages")
    for name in ("Department 09", "Team 09", "Team 19"):
        tree.get_by_text(name, exact=True).click()
    link = tree.get_by_role("link", name="Topic 899")
    expect(link).to_have_count(0)
    tree.get_by_text("Team 39", exact=True).click()
    link = tree.get_by_role("link", name="Topic 879")
    link.scroll_into_view_if_needed()
    before = tree.evaluate("side => side.scrollTop")
    assert before > 100
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Topic 879")
    expect(tree.get_by_role("link", name="Topic 879")).to_have_attribute("aria-current", "page")
    expect(tree.get_by_role("link", name="Topic 849")).to_be_visible()
    expect(tree).to_have_js_property("scrollTop", before)
    tree.get_by_text("Team 19", exact=True).click()
    page.wait_for_function(CLOSED_ONE)
    page.reload()
    expect(tree.get_by_role("link", name="Topic 849")).to_be_visible()
    expect(tree.locator("[data-folder]", has_text="Team 19").last).not_to_have_attribute("open", "")
    assert tab.messages == []


def test_tree_shows_the_current_page_wherever_it_is(tab: Tab, large: LocalHub) -> None:
    page = tab.page
    page.set_viewport_size({"width": 1200, "height": 500})
    last = next(one for one in large.pages() if one.draft_title == "Topic 899")
    page.goto(f"{large.web_url}pages/{last.id}")
    current = page.get_by_role("navigation", name="Folders and pages").get_by_role(
        "link", name="Topic 899"
    )
    expect(current).to_have_attribute("aria-current", "page")
    expect(current).to_be_in_viewport()


def test_pages_of_one_title_say_where_they_are(tab: Tab, large: LocalHub) -> None:
    page = tab.page
    page.goto(large.web_url)
    page.keyboard.press("/")
    page.keyboard.type("overview")
    found = page.get_by_role("search").get_by_role("link")
    expect(found.first).to_contain_text("Department 00 / Team 00")
    expect(page.get_by_role("search")).to_contain_text("And 79 more")


def test_outline_marks_each_of_the_last_parts_on_the_way_to_the_end(tab: Tab, house: House) -> None:
    parts = "".join(f"## Part {n}\n\n{'Words. ' * 400 if n < 3 else 'Few.'}\n\n" for n in range(8))
    house.hub.web.edit(house.page_id, content=parts, publish=True)
    tab.page.set_viewport_size({"width": 1440, "height": 700})
    page = tab.visit(house.paths["page"])
    outline = page.get_by_role("navigation", name="On this page")
    current = outline.locator("[aria-current]")
    for number in (4, 7, 5):
        outline.get_by_role("link", name=f"Part {number}").click()
        expect(current).to_have_text(f"Part {number}")
    page.evaluate("scrollTo(0, 400)")
    expect(current).to_have_text("Part 0")
    page.goto(page.url.partition("#")[0])
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(current).to_have_text("Part 7")


def test_outline_follows_the_reader(tab: Tab, house: House) -> None:
    parts = "".join(f"## Part {n}\n\n{'Words. ' * 900}\n\n" for n in range(9))
    house.hub.web.edit(house.page_id, content=f"{parts}### Deeper\n\nEnd.", publish=True)
    tab.page.set_viewport_size({"width": 1440, "height": 700})
    page = tab.visit(house.paths["page"])
    outline = page.get_by_role("navigation", name="On this page")
    expect(outline.get_by_role("link")).to_have_text([*(f"Part {n}" for n in range(9)), "Deeper"])
    current = outline.locator("[aria-current]")
    for number in (3, 7, 1):
        outline.get_by_role("link", name=f"Part {number}").click()
        expect(current).to_have_text(f"Part {number}")
        expect(current).to_be_in_viewport()
        expect(page.get_by_role("heading", name=f"Part {number}")).to_be_in_viewport()
    outline.get_by_role("link", name="Deeper").click()
    expect(current).to_have_text("Deeper")
    above = outline.bounding_box()
    about = page.get_by_role("complementary", name="About this page").bounding_box()
    text = page.locator(".prose").bounding_box()
    assert above
    assert about
    assert text
    assert above["x"] > text["x"] + text["width"]
    assert about["y"] > above["y"]
    assert faults(page) == []
