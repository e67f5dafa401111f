"""Links between pages, followed: each leads to the page, and the heading, that its file names."""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from execsync.commands.demo import example
from tests.support.checkout import Checkout
from tests.watch.watching import Watching

from .test_accessibility import faults

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from execsync.localhub import LocalHub

    from .conftest import Tab

PAGE_URL = re.compile(r"^page_url = .*$", re.MULTILINE)
FILE_LINK = re.compile(r"\]\([^)h]*\.md")
DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><circle cx="9" cy="9" r="9"/></svg>'
READ_PAGES = """async ids => {
    const read = async id => {
        const answer = await fetch(`/pages/${id}`);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const all = (selector, name) =>
            [...page.querySelectorAll(selector)].map(element => element.getAttribute(name));
        return {
            title: page.querySelector("h1").textContent,
            links: all("article a[href^='/pages/']", "href"),
            anchors: all("article [id]", "id"),
        };
    };
    return Object.fromEntries(await Promise.all(ids.map(async id => [id, await read(id)])));
}"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """The example, as a user has it."""
    shutil.copytree(example(), tmp_path / "example")
    return Checkout(tmp_path / "example", config=(example() / "execsync.toml").read_text())


def test_every_link_of_an_apply_leads_to_its_page(
    tab: Tab, hub: LocalHub, checkout: Checkout
) -> None:
    hub.change(per_minute=None, per_day=None, extraction_seconds=0.0, invent_ids=True)
    checkout.url = hub.url
    text = (example() / "execsync.toml").read_text()
    form = f'page_url = "{tab.house.origin}/pages/{{id}}"'
    checkout.configure(PAGE_URL.sub(form, text).replace("per_minute = 60", "per_minute = 0"))
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    titles = {page.id: page.title for page in checkout.state().pages.values()}
    text = "".join(page.draft_content for page in hub.pages())
    assert not FILE_LINK.search(text)
    tab.visit("/")
    followed = follow_all(tab.page, titles)
    assert followed == text.count(f"]({tab.house.origin}/pages/") > 50
    assert tab.messages == []


def test_what_the_real_hub_could_not_follow_or_show_works_and_is_marked(
    tab: Tab, checkout: Checkout
) -> None:
    checkout.configure(PAGE_URL.sub("", (example() / "execsync.toml").read_text()))
    (checkout.content / "img").mkdir()
    (checkout.content / "img/dot.svg").write_bytes(DOT)
    start = checkout.content / "start-here.md"
    start.write_text(f"{start.read_text()}\n![A dot](img/dot.svg)\n")
    with Watching(checkout, "--local") as watch:
        address = watch.wait_to_hear("last apply").out.splitlines()[0]
        pages = stored(address)
        text = "".join(str(page["live_content"] or page["draft_content"]) for page in pages)
        assert not FILE_LINK.search(text)
        tab.page.goto(address)
        followed = follow_all(tab.page, {page["id"]: title(page) for page in pages})
        assert followed == text.count("](/pages/") > 50
        show_start(tab.page, address)
        article = tab.page.get_by_role("article")
        links = article.locator("a[href^='/pages/']")
        expect(article.locator("a + .only-here")).to_have_count(links.count())
        picture = article.get_by_role("img", name="A dot")
        assert picture.evaluate("image => image.complete && image.naturalWidth") == 30
        expect(article.locator("img + .only-here")).to_have_text("only here")
        expect(article).to_contain_text("[assets] base_url of execsync.toml is not set")
        expect(article).to_contain_text("[links] page_url of execsync.toml is not set")
        assert faults(tab.page) == []
        assert watch.stop() == 0
    assert all(message.startswith("Failed to load resource") for message in tab.messages)


def stored(address: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{address}_local/pages", timeout=60) as answer:  # noqa: S310
        return list(json.loads(answer.read())["data"])


def title(page: dict[str, Any]) -> str:
    return str(page["live_title"] or page["draft_title"])


def show_start(page: Page, address: str) -> None:
    page.goto(address)
    tree = page.get_by_role("navigation", name="Folders and pages")
    tree.get_by_role("link", name="Start here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Start here")


def follow_all(page: Page, titles: dict[str, str]) -> int:
    """Follow every link of every page, one of each kind with a click. Returns their number.

    The browser fetches and reads each page once; to load it for each link would take a minute.
    """
    pages = page.evaluate(READ_PAGES, list(titles))
    assert {page_id: read["title"] for page_id, read in pages.items()} == titles
    for read in pages.values():
        for href in read["links"]:
            target, _, anchor = href.removeprefix("/pages/").partition("#")
            assert target in pages, href
            assert not anchor or pages[target]["anchors"].count(anchor) == 1, href
    for has_anchor in (False, True):
        click_one(page, pages, titles, has_anchor=has_anchor)
    return sum(len(read["links"]) for read in pages.values())


def click_one(
    page: Page, pages: dict[str, Any], titles: dict[str, str], *, has_anchor: bool
) -> None:
    """Click the first link to another page that leads to a part of it, or that does not."""
    here, href = next(
        (page_id, href)
        for page_id, read in pages.items()
        for href in read["links"]
        if ("#" in href) == has_anchor and page_id not in href
    )
    target, _, anchor = href.removeprefix("/pages/").partition("#")
    page.goto(urljoin(page.url, f"/pages/{here}"))
    page.get_by_role("article").locator(f"a[href='{href}']").first.click()
    page.wait_for_url(urljoin(page.url, href))
    expect(page.get_by_role("heading", level=1)).to_have_text(titles[target])
    if has_anchor:
        expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()
