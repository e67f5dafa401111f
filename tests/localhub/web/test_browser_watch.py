"""What a writer sees: `execsync watch --local` beside the editor, its page open in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.checkout import Checkout
from tests.watch.watching import Watching

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Tab


def test_open_page_follows_what_is_saved(tab: Tab, tmp_path: Path) -> None:
    checkout, page = Checkout(tmp_path / "checkout"), tab.page
    checkout.page("refunds.md", title="Refunds", status="published", body="Within 14 days.")
    with Watching(checkout, "--local", "--yes") as watch:
        page.goto(watch.wait_to_hear("created: refunds.md").out.splitlines()[0])
        tree = page.get_by_role("navigation", name="Folders and pages")
        tree.get_by_role("link", name="Refunds").click()
        heading, status = page.get_by_role("heading", level=1), page.get_by_role("status")
        expect(heading).to_have_text("Refunds")
        expect(status).to_have_text("Live")
        page.evaluate("window.kept = true")

        checkout.page("refunds.md", title="Money back", status="published", body="Within 30 days.")
        expect(page.get_by_role("article")).to_have_text("Within 30 days.")
        expect(heading).to_have_text("Money back")
        expect(tree.get_by_role("link", name="Money back")).to_be_visible()
        expect(tree).not_to_contain_text("Refunds")

        checkout.page("sales/prices.md", title="Prices", folder_ids=["sales"])
        expect(tree.locator("details", has_text="sales")).to_contain_text("Prices")
        expect(heading).to_have_text("Money back")
        assert page.evaluate("window.kept")
        assert tab.messages == []

        assert watch.stop() == 0
        expect(status).to_have_text("No connection to the hub")
