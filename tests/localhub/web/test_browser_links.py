"""Links between pages, clicked: each leads to the page, and the heading, that its file names."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING

from execsync.commands.demo import example
from tests.support.checkout import Checkout

if TYPE_CHECKING:
    from pathlib import Path

    from execsync.localhub import LocalHub

    from .conftest import Tab

HUB = re.compile(r"^page_url = .*$", re.MULTILINE)


def test_every_link_of_the_example_leads_to_its_page(
    tab: Tab, hub: LocalHub, tmp_path: Path
) -> None:
    hub.change(per_minute=None, per_day=None, extraction_seconds=0.0, invent_ids=True)
    shutil.copytree(example(), tmp_path / "example")
    checkout = Checkout(tmp_path / "example", hub.url)
    text = (example() / "execsync.toml").read_text()
    form = f'page_url = "{tab.house.origin}/pages/{{id}}"'
    checkout.configure(HUB.sub(form, text).replace("per_minute = 60", "per_minute = 0"))
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    titles = {page.id: page.title for page in checkout.state().pages.values()}
    text = "".join(page.draft_content for page in hub.pages())
    assert not re.search(r"\]\([^)h]*\.md", text)
    clicked = click_through(tab, titles)
    assert clicked == text.count(f"]({tab.house.origin}/pages/")
    assert clicked > 50
    assert tab.messages == []


def click_through(tab: Tab, titles: dict[str, str]) -> int:
    """Click every link once, on from the page that one leads to. Returns their number."""
    clicked: Counter[str] = Counter()
    waiting, here = list(titles), ""
    while waiting:
        here = here or tab.visit(f"/pages/{waiting[0]}").url.rpartition("/")[2]
        links = tab.page.get_by_role("article").locator("a[href^='/pages/']")
        if clicked[here] == links.count():
            waiting = [page_id for page_id in waiting if page_id != here]
            here = ""
            continue
        link = links.nth(clicked[here])
        target = str(link.get_attribute("href"))
        clicked[here] += 1
        link.click()
        tab.page.wait_for_url(f"{tab.house.origin}{target}")
        here, _, anchor = target.removeprefix("/pages/").partition("#")
        assert tab.page.get_by_role("heading", level=1).inner_text() == titles[here]
        assert not anchor or tab.page.locator(f"[id='{anchor}']").count() == 1, target
    return clicked.total()
