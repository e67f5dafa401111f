"""Reading a page: code with its colours and a button that copies it, anchors, notes, alerts, wide tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .test_accessibility import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import House, Tab

TEXT = """\
# Reading

A note.[^1] See https://example.com/bare.

```python
def add(a: int) -> int:
    return a + 1  # one more "text" 12
```

```diff
- old
+ new
```

> [!NOTE]
> A note.

> [!TIP]
> A tip, with a [link](https://example.com).

> [!IMPORTANT]
> Of weight, `code` too.

> [!WARNING]
> Take care.

> [!CAUTION]
> Do not.

\u0645\u0631\u062d\u0628\u0627

[^1]: What the note says.
"""
WIDE = "|" + "a wide column |" * 30 + "\n|" + "-|" * 30 + "\n|" + "unbreakable_words |" * 30 + "\n"


@pytest.fixture
def path(house: House) -> str:
    house.hub.web.edit(house.page_id, content=TEXT + "\n" + WIDE, publish=True)
    return house.paths["page"]


def test_all_of_it_is_without_fault_and_stays_on_the_machine(tab: Tab, path: str) -> None:
    page = tab.visit(path)
    expect(page.locator(".markdown-alert")).to_have_count(5)
    expect(page.get_by_role("link", name="https://example.com/bare")).to_be_visible()
    right = page.locator(".prose").get_by_text("\u0645\u0631\u062d\u0628\u0627")
    assert right.evaluate("part => getComputedStyle(part).direction") == "rtl"
    assert faults(page) == []
    assert (tab.messages, tab.foreign_requests()) == ([], [])


def test_code_has_colours_and_is_copied(open_tab: Callable[..., Tab], path: str) -> None:
    tab = open_tab(permissions=["clipboard-read", "clipboard-write"])
    page = tab.visit(path)
    first = page.locator(".code").first
    colours = {
        first.get_by_text(word, exact=True).evaluate("part => getComputedStyle(part).color")
        for word in ("def", "add", "1")
    }
    assert len(colours) == 3
    first.hover()
    first.get_by_role("button", name="Copy").click()
    expect(first.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == (
        'def add(a: int) -> int:\n    return a + 1  # one more "text" 12\n'
    )
    assert tab.messages == []


def test_heading_gives_its_address(tab: Tab, house: House, path: str) -> None:
    page = tab.visit(path)
    heading = page.locator("#h-reading")
    expect(heading).to_have_text("Reading")
    heading.hover()
    heading.get_by_role("link", name="Link to this part").click()
    expect(page).to_have_url(f"{house.origin}{path}#h-reading")


def test_footnote_is_reached_and_left(tab: Tab, path: str) -> None:
    page = tab.visit(path)
    page.get_by_role("link", name="[1]").click()
    expect(page.locator(".prose").get_by_text("What the note says.")).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').textContent").startswith(
        "What the note"
    )
    page.get_by_role("link", name="\u21a9").click()
    assert page.evaluate("document.querySelector(':target').textContent") == "[1]"


def test_wide_table_scrolls_by_a_bar_that_is_there(tab: Tab, path: str) -> None:
    page = tab.visit(path)
    box = page.get_by_role("group", name="Table")
    assert box.evaluate("part => part.scrollWidth > part.clientWidth")
    # Playwright hides scroll bars, so that it has no place of its own here.
    bar = box.evaluate("part => getComputedStyle(part, '::-webkit-scrollbar').height")
    assert float(bar.removesuffix("px")) >= 8
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box.focus()
    page.keyboard.press("ArrowRight")
    expect(box).not_to_have_js_property("scrollLeft", 0)


def test_lists_go_in_the_direction_of_their_text(tab: Tab, house: House) -> None:
    right = "\u0645\u0631\u062d\u0628\u0627"
    text = f"- {right}\n\n  - {right}\n\nBetween.\n\n1. one\n2. {right}\n"
    house.hub.web.edit(house.page_id, content=text, publish=True)
    lists = tab.visit(house.paths["page"]).locator(".prose :is(ul, ol)")
    directions = lists.evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
    assert directions == ["rtl", "rtl", "ltr"]
    # A browser takes seconds for many of them.
    expect(tab.page.locator("[dir=auto] [dir=auto]")).to_have_count(0)
    item = tab.page.locator(".prose ol li").last
    aligned = "item => [getComputedStyle(item).textAlign, getComputedStyle(item).unicodeBidi]"
    assert item.evaluate(aligned) == ["left", "plaintext"]


def test_on_paper_there_is_the_page_and_nothing_around_it(tab: Tab, path: str) -> None:
    page = tab.visit(path)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".prose")).to_be_visible()
    for part in (".top", "#side", ".tabs", ".rail", ".copy", "#problems"):
        expect(page.locator(part).first).to_be_hidden()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert min(int(part) for part in paper[4:-1].split(",")) > 200


def test_a_text_from_right_to_left_has_its_boxes_so_and_its_code_not(
    tab: Tab, house: House
) -> None:
    text = "שלום\n\n> ציטוט\n\n> [!NOTE]\n> הערה\n\n```\ncode\n```\n\n| א | ב |\n|-|-|\n| 1 | 2 |\n"
    house.hub.web.edit(house.page_id, content=text, publish=True)
    prose = tab.visit(house.paths["page"]).locator(".prose")
    for part in ("blockquote", ".markdown-alert", "table"):
        expect(prose.locator(part)).to_have_css("direction", "rtl")
    expect(prose.locator(".markdown-alert")).to_have_css("border-right-width", "4px")
    expect(prose.locator("pre")).to_have_css("direction", "ltr")
