"""While somebody writes: the reader's place stays, times are the reader's, and hostile reports do nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .test_accessibility import faults
from .test_browser_hostile import ALIVE, TITLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator

    from ..conftest import MakeHub
    from .conftest import House, Tab


def paragraphs(first: int, last: int) -> str:
    return "".join(f"Paragraph {number}: {'word ' * 60}\n\n" for number in range(first, last))


def top_of(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["y"]


@pytest.mark.parametrize(
    "above", [paragraphs(100, 103), "# New\n\n- one\n- two\n\n| a |\n|-|\n| b |\n\n"]
)
def test_what_is_read_stays_where_it_is_when_text_comes_in_above(
    tab: Tab, house: House, above: str
) -> None:
    house.hub.web.edit(house.page_id, content=paragraphs(0, 40), publish=True)
    tab.page.set_viewport_size({"width": 1200, "height": 700})
    page = tab.visit(house.paths["page"])
    read = page.locator(".prose").get_by_text("Paragraph 20:")
    read.scroll_into_view_if_needed()
    before = top_of(read)
    text = paragraphs(0, 5) + above + paragraphs(5, 30) + paragraphs(31, 40) + "The end.\n"
    house.hub.web.edit(house.page_id, content=text, publish=True)
    expect(page.locator(".prose").get_by_text("The end.")).to_be_attached()
    assert abs(top_of(read) - before) < 2
    house.hub.web.edit(house.page_id, content=text.replace(above, ""), publish=True)
    expect(page.locator(".meta").get_by_text("version 5")).to_be_attached()
    assert abs(top_of(read) - before) < 2


def test_reader_at_the_top_sees_what_is_new(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    house.hub.web.edit(house.page_id, content=f"Brand new.\n\n{paragraphs(0, 40)}", publish=True)
    expect(page.locator(".prose").get_by_text("Brand new.")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_selection_and_opened_parts_outlive_a_change_elsewhere(tab: Tab, house: House) -> None:
    hidden = "<details><summary>More</summary>\n\nHidden.\n\n</details>\n\n"
    house.hub.web.edit(house.page_id, content=f"First.\n\nSecond.\n\n{hidden}", publish=True)
    page = tab.visit(house.paths["page"])
    page.locator(".prose").get_by_text("Second.").evaluate(
        "part => getSelection().setBaseAndExtent(part.firstChild, 0, part.firstChild, 6)"
    )
    text = f"Other.\n\nFirst, changed.\n\nSecond.\n\n{hidden}"
    house.hub.web.edit(house.page_id, content=text, publish=True)
    expect(page.locator(".prose").get_by_text("First, changed.")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == "Second"


def test_times_are_in_the_zone_of_the_reader(open_tab: Callable[..., Tab], house: House) -> None:
    """The hub's clock stands at noon in Greenwich; Kathmandu is five hours and three quarters ahead."""
    tab = open_tab(timezone_id="Asia/Kathmandu", locale="en-US")
    for kind in ("home", "page", "history", "requests"):
        times = tab.visit(house.paths[kind]).get_by_role("main").locator("time")
        assert times.count() > 0
        for text in times.all_inner_texts():
            assert text == "2027-01-15 17:45:00", kind
    expect(times.first).to_have_attribute("title", "2027-01-15 12:00:00 UTC")
    house.hub.web.edit(house.page_id, title="Again", publish=True)
    page = tab.visit(house.paths["page"])
    house.hub.web.edit(house.page_id, title="And again", publish=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("And again")
    assert page.locator(".meta time").inner_text() == "2027-01-15 17:45:00"


def test_hostile_report_does_nothing(tab: Tab, make_hub: MakeHub, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    hub, _ = make_hub(report=str(report))
    pages = [hub.web.create(title, "Text.", publish=True) for title in TITLES]
    problems = [
        {"path": title, "line": 1, "column": None, "message": title, "hint": title}
        for title in TITLES
    ]
    conflicts = {
        page.id: {"message": title, "hint": title, "title": title[::-1], "content": title}
        for page, title in zip(pages, TITLES, strict=True)
    }
    files = {page.id: title for page, title in zip(pages, TITLES, strict=True)}
    unset = dict.fromkeys(["links", "images", "<b>"], TITLES[0])
    report.write_text(
        json.dumps(
            {"files": files, "problems": problems * 2, "conflicts": conflicts, "unset": unset}
        )
    )
    for path in ("", "search?q=alert", *(f"pages/{page.id}" for page in pages)):
        tab.page.goto(hub.web_url + path)
        expect(tab.page.get_by_role("region", name="18 files or lines")).to_be_visible()
        assert tab.page.evaluate(ALIVE) == []
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert faults(tab.page) == []
    assert tab.messages == []


def test_ten_broken_files_leave_a_phone_its_title(
    open_tab: Callable[..., Tab], make_hub: MakeHub, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    hub, _ = make_hub(report=str(report))
    page_id = hub.web.create("Refunds", "Text.", publish=True).id

    def tell(problems: int) -> None:
        told = {"message": "status: `publishd` is no status", "hint": "did you mean `published`?"}
        files = [{"path": f"content/sales/file-{n}.md", "line": 3, **told} for n in range(problems)]
        new = tmp_path / "new.json"
        new.write_text(json.dumps({"problems": files}))
        new.replace(report)

    tell(10)
    tab = open_tab(viewport={"width": 390, "height": 667}, is_mobile=True, has_touch=True)
    tab.page.goto(f"{hub.web_url}pages/{page_id}")
    expect(tab.page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    banner = tab.page.get_by_role("region", name="10 files or lines are not right yet")
    expect(banner.get_by_role("listitem").filter(visible=True)).to_have_count(2)
    banner.get_by_text("And 8 more").tap()
    expect(banner.get_by_text("file-9.md")).to_be_visible()
    assert faults(tab.page) == []
    tell(60)
    banner = tab.page.get_by_role("region", name="60 files or lines are not right yet")
    expect(banner.get_by_text("file-49.md")).to_be_visible()
    expect(banner).to_contain_text("10 are left out here: execsync validate")
    tell(2)
    banner = tab.page.get_by_role("region", name="2 files or lines are not right yet")
    expect(banner.get_by_role("listitem")).to_have_count(2)
    expect(banner.get_by_role("group")).to_have_count(0)
