"""A renamed file keeps its page: State follows, and nothing is written to the hub."""

import json
import shutil

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes


def apply(checkout: Checkout, *arguments: str) -> str:
    done = checkout.call("apply", "--yes", *arguments)
    assert done.code == 0, done
    return done.out


@pytest.fixture
def allowed_doubles(checkout: Checkout) -> Checkout:
    """One page is applied; then its file is gone, and two new ones have its text."""
    checkout.page("old.md", title="Refunds", body="We refund within 30 days.\n")
    apply(checkout)
    checkout.remove("old.md")
    for name in ("x", "y"):
        checkout.page(f"{name}.md", title="Refunds", body="We refund within 30 days.\n")
    return checkout


@pytest.mark.slow
def test_a_folder_of_two_hundred_files_renamed_writes_nothing(
    checkout: Checkout, hub: LocalHub
) -> None:
    for number in range(200):
        name = f"handbook/part-{number % 7}/{number:03}.md"
        checkout.page(name, title=f"Page {number}", body=f"Text {number}.\n")
    apply(checkout)
    before, ids = len(writes(hub)), {page.id for page in live_pages(hub)}
    assert len(ids) == 200

    checkout.rename("handbook", "guide/2026")
    planned = checkout.call("plan")
    assert planned.code == 0
    assert planned.out.endswith("\nPlan: 200 to move.\n")
    assert "> guide/2026/part-0/  29 move   was in handbook/part-0/\n" in planned.out
    assert "  all 200: the same pages, no request\n" in planned.out
    listed = checkout.call("plan", "--full").out
    assert "> guide/2026/part-0/000.md" in listed
    assert "was handbook/part-0/000.md, same page, no request" in listed
    assert "Done: 200 pages recorded; 3 requests." in apply(checkout)

    assert writes(hub)[before:] == []
    assert {page.id for page in live_pages(hub)} == ids
    assert {page.id for page in checkout.state().pages.values()} == ids
    assert all(path.startswith("guide/2026/part-") for path in checkout.state().pages)
    assert checkout.call("plan").out.startswith("No changes")


def test_a_move_is_decided_from_state_alone(checkout: Checkout) -> None:
    """A laptop with its cache and a fresh checkout without one plan the same."""
    checkout.page("a.md", title="A", body="Text of A.\n")
    checkout.page("b.md", title="B", body="Text of B.\n")
    apply(checkout)
    checkout.rename("a.md", "new/a.md")
    here = json.loads(checkout.call("plan", "--format", "json").out)
    for name in ("cache", "last-serial.json"):
        shutil.rmtree(checkout.state_folder / name, ignore_errors=True)
    fresh = Checkout(checkout.folder.parent / "fresh", checkout.url)
    shutil.copytree(checkout.content, fresh.content, dirs_exist_ok=True)
    fresh.state_folder.mkdir()
    shutil.copy(checkout.state_file, fresh.state_file)
    there = json.loads(fresh.call("plan", "--format", "json").out)
    assert here["resource_changes"] == there["resource_changes"]
    assert here["summary"]["move"] == 1


def test_a_renamed_and_edited_file_is_updated_in_its_place(
    checkout: Checkout, hub: LocalHub
) -> None:
    """All its fields are unchanged, and its text is not: the page is still the same."""
    checkout.page("a.md", title="A", body="Old.\n")
    apply(checkout)
    checkout.remove("a.md")
    checkout.page("new.md", title="A", body="New.\n")
    planned = checkout.call("plan")
    assert "> new.md  move      was a.md, content +1 -1" in planned.out
    apply(checkout)
    (page,) = live_pages(hub)
    assert page.draft_content == "New."
    assert [e.method for e in hub.requests() if e.method != "GET"] == ["POST", "PATCH"]


class TestUnclear:
    MAY = "one of x.md and y.md may be old.md, renamed"
    HINT = "write moved_from: old.md into it, or: execsync state mv old.md x.md"

    def test_is_said_in_every_format(self, allowed_doubles: Checkout) -> None:
        text = allowed_doubles.call("plan").out
        assert f"warning: content/x.md: {self.MAY}" in text
        assert self.HINT in text
        (found,) = json.loads(allowed_doubles.call("plan", "--format", "json").out)["diagnostics"]
        assert (found["code"], found["path"], found["summary"]) == (
            "EX905",
            "content/x.md",
            self.MAY,
        )
        assert self.HINT in found["hint"]
        assert f"- **warning** content/x.md: {self.MAY}" in (
            allowed_doubles.call("plan", "--format", "markdown").out.replace("\\", "")
        )
        assert (
            f"::warning title=execsync EX905,file=content/x.md,line=1::{self.MAY}"
            in allowed_doubles.call("plan", "--format", "github").out
        )

    def test_is_never_guessed(self, allowed_doubles: Checkout, hub: LocalHub) -> None:
        planned = allowed_doubles.call("plan")
        assert "Plan: 2 to create; 1 held." in planned.out
        apply(allowed_doubles)
        assert len(live_pages(hub)) == 3

    def test_is_settled_by_the_front_matter(self, allowed_doubles: Checkout, hub: LocalHub) -> None:
        allowed_doubles.page(
            "y.md", title="Refunds", body="We refund within 30 days.\n", moved_from="old.md"
        )
        (before,) = live_pages(hub)
        planned = allowed_doubles.call("plan")
        assert "Plan: 1 to create, 1 to move." in planned.out
        assert "EX905" not in planned.out
        apply(allowed_doubles)
        assert allowed_doubles.state().pages["y.md"].id == before.id
        assert len(live_pages(hub)) == 2

    def test_is_settled_in_state(self, allowed_doubles: Checkout, hub: LocalHub) -> None:
        (before,) = live_pages(hub)
        assert allowed_doubles.call("state", "mv", "content/old.md", "content/y.md").code == 0
        assert "Plan: 1 to create." in allowed_doubles.call("plan").out
        apply(allowed_doubles)
        assert allowed_doubles.state().pages["y.md"].id == before.id
        assert "old.md" not in allowed_doubles.state().pages

    def test_is_not_said_of_files_that_are_not_targeted(self, allowed_doubles: Checkout) -> None:
        allowed_doubles.page("other.md", title="Other", body="Something else.\n")
        assert "may be" not in allowed_doubles.call("plan", "--target", "other.md").out
