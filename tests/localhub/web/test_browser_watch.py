"""What a writer sees: `execsync watch --local` beside the editor, its page open in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.checkout import Checkout
from tests.watch.watching import Watching

from .test_accessibility import faults

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
        checkout.write("refunds.md", "---\ntitle: Money back\nstatus: publishd\n---\nBroken.\n")
        banner = page.get_by_role("region", name="A file is not right yet")
        expect(banner).to_contain_text("content/refunds.md:3")
        expect(banner).to_contain_text("did you mean `published`?")
        expect(page.get_by_role("article")).to_have_text("Within 30 days.")
        assert faults(page) == []
        checkout.page("refunds.md", title="Money back", status="published", body="Mended.")
        expect(page.get_by_role("article")).to_have_text("Mended.")
        expect(banner).to_have_count(0)
        assert page.evaluate("window.kept")
        assert tab.messages == []

        assert watch.stop() == 0
        expect(status).to_have_text("No connection to the hub")


def test_a_conflict_shows_both_sides_and_goes_when_they_agree(tab: Tab, tmp_path: Path) -> None:
    checkout, page = Checkout(tmp_path / "checkout"), tab.page
    checkout.page("a.md", title="Refunds", status="published", body="Within 14 days.\n")
    with Watching(checkout, "--local", "--yes") as watch:
        page.goto(watch.wait_to_hear("created: a.md").out.splitlines()[0])
        tree = page.get_by_role("navigation", name="Folders and pages")
        tree.get_by_role("link", name="Refunds").click()
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("Text, in Markdown").fill("Within 21 days.\n")
        page.get_by_role("button", name="Publish").click()
        page.get_by_text("Edited on the web since").click()
        sides = page.get_by_role("group", name="Both sides")
        expect(sides.locator("del")).to_have_text("14")
        expect(sides.locator("ins")).to_have_text("21")
        page.reload()

        checkout.page("a.md", title="Money back", status="published", body="Within 30 days.\n")
        conflict = page.get_by_role("region", name="Two sides of this page")
        expect(conflict.locator("p del")).to_have_text("Refunds")
        expect(conflict.get_by_role("columnheader")).to_have_text(["On the web", "In the file"])
        expect(conflict.locator("td del")).to_have_text("21")
        expect(conflict.locator("td ins")).to_have_text("30")
        expect(conflict).not_to_contain_text("execsync apply")
        expect(tree).to_contain_text("conflict")
        assert faults(page) == []
        page.get_by_role("link", name="Pages", exact=True).click()
        banner = page.get_by_role("region", name="Edited here and in the file")
        expect(banner).to_contain_text("content/a.md")
        banner.get_by_role("link", name="Refunds").click()
        checkout.page("a.md", title="Refunds", status="published", body="Within 21 days.\n")
        expect(conflict).to_have_count(0)
        expect(tree).not_to_contain_text("conflict")
        assert tab.messages == []
        watch.stop()
