"""`--target` looks at what is meant only: what is wrong elsewhere is counted, and stops nothing."""

import json
import os
from collections.abc import Sequence
from typing import Any

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes

BROKEN = "---\ntitle: Bad\nstatus: [\n---\nText.\n"
ODD = "---\ntitle: Odd\nstatus: live\nsources: [https://s.example/odd]\n---\nText.\n"
APPLY = ("apply", "--yes")
COUNTED = "not shown: 2 errors in 2 other files (execsync validate)\n"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Three applied pages; one is edited since, and beside it stand a broken file and an odd one."""
    for name in ("ok", "other", "third"):
        checkout.page(f"{name}.md", title=name.title(), body=f"Text of {name}.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("ok.md", title="Ok", body="New.\n")
    checkout.write("deep/bad.md", BROKEN)
    checkout.write("odd.md", ODD)
    return checkout


def changes(ended: Ended) -> dict[str, Any]:
    """Address → change of a plan in JSON."""
    return {c["address"]: c for c in json.loads(ended.out)["resource_changes"]}


class TestElsewhere:
    def test_an_error_is_counted_and_stops_no_plan(self, checkout: Checkout) -> None:
        ended = checkout.call("plan", "--target", "ok.md")
        assert ended.code == 0, ended
        assert "~ ok.md  update    content +1 -1\n" in ended.out
        assert ended.err == COUNTED
        assert checkout.call("plan", "--target", "ok.md", "--detailed-exitcode").code == 2

    def test_and_no_apply(self, checkout: Checkout, hub: LocalHub) -> None:
        before = len(writes(hub))
        ended = checkout.call("apply", "--yes", "--target", "ok.md")
        assert ended.code == 0, ended
        assert [method for method, _ in writes(hub)[before:]] == ["PATCH"]
        assert COUNTED in ended.err
        assert "bad.md" not in ended.err

    def test_a_program_hears_of_it_too(self, checkout: Checkout) -> None:
        ended = checkout.call("apply", "--yes", "--format", "json", "--target", "ok.md")
        assert ended.code == 0
        told = [json.loads(line) for line in ended.out.splitlines()]
        found = [line for line in told if line["type"] == "diagnostic"]
        assert {(one["path"], one["severity"]) for one in found} == {
            ("content/deep/bad.md", "warning"),
            ("content/odd.md", "warning"),
        }

    def test_without_a_target_it_stops_everything(self, checkout: Checkout, hub: LocalHub) -> None:
        before = len(hub.requests())
        for command, outcome in ((("plan",), "no plan was made"), (APPLY, "nothing was sent")):
            ended = checkout.call(*command)
            assert (ended.code, ended.out) == (1, "")
            assert f"error: 2 errors in the content; {outcome}" in ended.err
            assert "--target leaves other files out" in ended.err
        assert len(hub.requests()) == before

    @pytest.mark.skipif(os.name == "nt", reason="no such links")
    def test_a_link_to_nothing_counts(self, checkout: Checkout) -> None:
        (checkout.content / "gone.md").symlink_to("nowhere.md")
        ended = checkout.call("plan", "--target", "ok.md")
        assert ended.code == 0
        assert "not shown: 3 errors in 3 other files" in ended.err


class TestMeant:
    @pytest.mark.parametrize(
        ("target", "number"),
        [("odd.md", 1), ("deep", 1), ("*", 2), ("source:https://s.example/odd", 1)],
    )
    @pytest.mark.parametrize(
        ("command", "outcome"), [(["plan"], "no plan was made"), (APPLY, "nothing was sent")]
    )
    def test_an_error_of_what_is_meant_stops(
        self,
        checkout: Checkout,
        hub: LocalHub,
        command: Sequence[str],
        outcome: str,
        target: str,
        number: int,
    ) -> None:
        before = len(hub.requests())
        ended = checkout.call(*command, "--target", "ok.md", "--target", target)
        assert (ended.code, ended.out) == (1, "")
        plural = "errors" if number > 1 else "error"
        assert f"error: {number} {plural} in the content; {outcome}" in ended.err
        assert ended.err.count(": error EX") == number
        assert len(hub.requests()) == before

    def test_so_does_a_rule_between_files_that_concerns_it(self, checkout: Checkout) -> None:
        """The error stands in the other file, and is about this one, too."""
        checkout.page("ok.md", title="Ok", moved_from="older.md")
        checkout.page("zz.md", title="Zz", moved_from="older.md")
        ended = checkout.call("plan", "--target", "ok.md")
        assert (ended.code, ended.out) == (1, "")
        assert "content/zz.md:3:13: error EX043 ok.md was moved from `older.md` too" in ended.err
        assert "content/odd.md:3:9: warning EX024" not in ended.err, "only what stops is told"

    def test_and_one_that_does_not_only_counts(self, checkout: Checkout) -> None:
        checkout.page("xx.md", title="Xx", moved_from="older.md")
        checkout.page("zz.md", title="Zz", moved_from="older.md")
        ended = checkout.call("plan", "--target", "ok.md")
        assert ended.code == 0
        assert ended.err == "not shown: 3 errors in 3 other files (execsync validate)\n"


class TestWhatABrokenFileMayBe:
    """It may be the new name of any page."""

    def test_its_own_page_is_not_taken_for_gone(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.write("other.md", BROKEN)
        checkout.page("copy.md", title="Copy", body="Text of other.\n")
        planned = changes(checkout.call("plan", "--format", "json", "--target", "copy.md"))
        assert planned["page:copy.md"]["change"]["actions"] == ["create"]
        done = checkout.call(
            "apply", "--yes", "--prune", "--target", "copy.md", "--target", "ok.md"
        )
        assert done.code == 0, done
        assert {page.title for page in live_pages(hub)} == {"Ok", "Other", "Third", "Copy"}
        assert set(checkout.state().pages) == {"ok.md", "other.md", "third.md", "copy.md"}

    def test_a_page_is_not_moved_that_may_be_its(self, checkout: Checkout) -> None:
        checkout.rename("other.md", "new.md")
        ended = checkout.call("plan", "--target", "new.md")
        assert ended.code == 1
        assert "> new.md  move" in ended.out
        assert (
            "blocked: a file with an error may be other.md, renamed: deep/bad.md, odd.md"
            in ended.out
        )
        assert "write moved_from: other.md into new.md" in ended.out
        assert checkout.call("apply", "--yes", "--target", "new.md").code == 1
        assert set(checkout.state().pages) == {"ok.md", "other.md", "third.md"}

    def test_unless_its_file_says_so(self, checkout: Checkout) -> None:
        checkout.remove("other.md")
        checkout.page("new.md", title="New", body="Text of other.\n", moved_from="other.md")
        assert checkout.call("apply", "--yes", "--target", "new.md").code == 0
        assert set(checkout.state().pages) == {"ok.md", "new.md", "third.md"}

    def test_or_the_broken_files_are_pages_that_state_knows(self, checkout: Checkout) -> None:
        checkout.remove("deep/bad.md")
        checkout.remove("odd.md")
        checkout.write("third.md", BROKEN)
        checkout.rename("other.md", "new.md")
        assert checkout.call("apply", "--yes", "--target", "new.md").code == 0
        assert set(checkout.state().pages) == {"ok.md", "new.md", "third.md"}

    def test_nothing_is_archived_or_forgotten(self, checkout: Checkout, hub: LocalHub) -> None:
        hub.web.archive(checkout.state().pages["other.md"].id)
        checkout.remove("other.md")
        checkout.remove("third.md")
        options = ("--yes", "--prune", "--target", "other.md", "--target", "third.md")
        done = checkout.call("apply", *options)
        assert done.code == 0, done
        assert "held: a file with an error may be other.md, renamed" in done.out
        assert set(checkout.state().pages) == {"ok.md", "other.md", "third.md"}
        assert {page.title for page in live_pages(hub)} == {"Ok", "Third"}


class TestSavedPlan:
    @pytest.fixture
    def saved(self, checkout: Checkout) -> Checkout:
        assert checkout.call("plan", "--target", "ok.md", "--out", "kept.plan").code == 0
        return checkout

    def test_is_applied_beside_the_same_errors(self, saved: Checkout, hub: LocalHub) -> None:
        ended = saved.call("apply", "kept.plan", "--yes")
        assert ended.code == 0, ended
        assert "New." in {page.draft_content for page in live_pages(hub)}

    def test_is_shown_beside_them(self, saved: Checkout) -> None:
        ended = saved.call("show", "kept.plan")
        assert (ended.code, ended.err) == (0, "")

    def test_is_refused_once_what_it_means_has_an_error(self, saved: Checkout) -> None:
        saved.write("ok.md", BROKEN)
        ended = saved.call("apply", "kept.plan", "--yes")
        assert (ended.code, ended.out) == (1, "")
        assert "error: 1 error in the content; nothing was sent" in ended.err
        assert "the content has errors" in saved.call("show", "kept.plan").err

    def test_is_stale_once_one_of_them_is_mended(self, saved: Checkout) -> None:
        saved.page("odd.md", title="Odd")
        ended = saved.call("apply", "kept.plan", "--yes")
        assert ended.code == 1
        assert "odd.md is new; nothing was changed" in ended.err


def test_a_page_is_adopted_beside_errors(checkout: Checkout, hub: LocalHub) -> None:
    page_id = checkout.state().pages["other.md"].id
    assert checkout.call("state", "rm", "other.md").code == 0
    ended = checkout.call("state", "adopt", "other.md", page_id)
    assert ended.code == 0, ended
    assert f"other.md is {page_id} now" in ended.out
