"""Pages whose files have errors, left as they are while the rest is done."""

import json

import pytest

from execsync.localhub.hub import LocalHub
from tests.commands.test_targets_beside_errors import BROKEN, changes
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

LEFT = "its file has an error, and nothing is done for its page"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Four applied pages: one is edited since, the file of another one is broken."""
    for name in ("ok", "other", "third", "with"):
        checkout.page(f"{name}.md", title=name.title(), body=f"Text of {name}.\n")
    checkout.page("with.md", title="With", sources=["https://s.example/a"])
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("ok.md", title="Ok", body="New.\n")
    checkout.write("other.md", BROKEN)
    return checkout


def test_the_rest_is_done_and_the_run_ends_with_1(checkout: Checkout, hub: LocalHub) -> None:
    before = len(writes(hub))
    ended = checkout.call("apply", "--yes", "--skip-invalid")
    assert ended.code == 1, ended
    assert [method for method, _ in writes(hub)[before:]] == ["PATCH"]
    assert "content/other.md:4:1: error EX011" in ended.err
    assert f"  error: content/other.md: {LEFT}; execsync validate says" in ended.out
    assert "Done: 1 page updated; " in ended.out
    assert {page.title for page in live_pages(hub)} == {"Ok", "Other", "Third", "With"}


def test_the_plan_shows_the_same(checkout: Checkout) -> None:
    ended = checkout.call("plan", "--skip-invalid")
    assert ended.code == 1
    assert "~ ok.md  update    content +1 -1\n" in ended.out
    assert f"  error: content/other.md: {LEFT}" in ended.out
    assert checkout.call("plan", "--skip-invalid", "--detailed-exitcode").code == 1
    told = json.loads(checkout.call("plan", "--skip-invalid", "--format", "json").out)
    assert [change["path"] for change in told["resource_changes"] if change["requests"]] == [
        "ok.md"
    ]
    assert [(one["code"], one["path"]) for one in told["diagnostics"]] == [
        ("EX910", "content/other.md")
    ]


def test_without_it_everything_stops_and_the_way_is_named(checkout: Checkout) -> None:
    ended = checkout.call("apply", "--yes")
    assert (ended.code, ended.out) == (1, "")
    assert "; --target leaves other files out; --skip-invalid does the rest" in ended.err
    ended = checkout.call("plan", "--target", "other.md")
    assert "--skip-invalid does the rest" in ended.err


def test_execsync_toml_can_say_so(checkout: Checkout) -> None:
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n[apply]\nskip_invalid = true\n")
    assert checkout.call("plan").code == 1
    assert "~ ok.md  update" in checkout.call("plan").out
    assert checkout.call("apply", "--yes").code == 1
    for _ in range(3):
        ended = checkout.call("plan")
        assert (ended.code, "content/other.md:4:1: error" in ended.err) == (1, True), (
            "no answer is kept that leaves it out"
        )
    checkout.page("other.md", title="Other", body="Text of other.\n")
    assert checkout.call("plan").code == 0


def test_programs_hear_of_each_error(checkout: Checkout) -> None:
    ended = checkout.call("apply", "--yes", "--format", "json", "--skip-invalid")
    told = [json.loads(line) for line in ended.out.splitlines()]
    found = [line for line in told if line["type"] == "diagnostic"]
    assert ("content/other.md", "error") in {(one["path"], one["severity"]) for one in found}
    assert told[-1]["exit_code"] == ended.code == 1


class TestLeftAsItIs:
    def test_its_page_is_not_archived(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.remove("third.md")
        ended = checkout.call("apply", "--yes", "--prune", "--skip-invalid")
        assert ended.code == 1
        assert {page.title for page in live_pages(hub)} == {"Ok", "Other", "With"}
        assert "other.md" in checkout.state().pages

    def test_nor_any_that_may_be_its(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.remove("third.md")
        checkout.write("new.md", BROKEN)
        ended = checkout.call("apply", "--yes", "--prune", "--skip-invalid")
        assert "held: a file with an error may be third.md, renamed: new.md" in ended.out
        assert {page.title for page in live_pages(hub)} == {"Ok", "Other", "Third", "With"}

    def test_no_other_file_takes_its_page(self, checkout: Checkout) -> None:
        checkout.page("copy.md", title="Copy", body="Text of other.\n")
        planned = changes(checkout.call("plan", "--format", "json", "--skip-invalid"))
        assert planned["page:copy.md"]["change"]["actions"] == ["create"]
        assert "page:other.md" not in planned

    def test_its_sources_stay(self, checkout: Checkout) -> None:
        checkout.write("with.md", BROKEN)
        ended = checkout.call("apply", "--yes", "--prune-sources", "--skip-invalid")
        assert ended.code == 1
        assert "may name it" not in ended.out, "its page links it, as State knows"
        assert set(checkout.state().sources) == {"https://s.example/a"}

    def test_and_those_that_it_may_name(self, checkout: Checkout) -> None:
        checkout.page("with.md", title="With")
        ended = checkout.call("apply", "--yes", "--prune-sources", "--skip-invalid")
        assert "held: a file with an error may name it: other.md; mend it first" in ended.out
        assert set(checkout.state().sources) == {"https://s.example/a"}

    def test_two_files_that_claim_to_be_one_are_both_left(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        checkout.page("xx.md", title="Xx", moved_from="older.md")
        checkout.page("zz.md", title="Zz", moved_from="older.md")
        assert checkout.call("apply", "--yes", "--skip-invalid").code == 1
        assert not {"Xx", "Zz"} & {page.title for page in live_pages(hub)}


def test_with_a_target_only_what_is_meant_is_told_and_left(checkout: Checkout) -> None:
    checkout.write("deep/bad.md", BROKEN)
    ended = checkout.call("apply", "--yes", "--skip-invalid", "--target", "o*")
    assert ended.code == 1
    assert "content/other.md:4:1: error" in ended.err
    assert "deep/bad.md" not in ended.out + ended.err
    assert "not shown: 1 error in 1 other file (execsync validate)\n" in ended.err
    ended = checkout.call("apply", "--yes", "--skip-invalid", "--target", "deep/bad.md")
    assert ended.code == 1
    assert "error: content/deep/bad.md: its file has an error" in ended.out


def test_a_saved_plan_leaves_the_same(checkout: Checkout, hub: LocalHub) -> None:
    assert checkout.call("plan", "--skip-invalid", "--out", "kept.plan").code == 1
    assert checkout.call("show", "kept.plan").err == ""
    ended = checkout.call("apply", "kept.plan", "--yes")
    assert ended.code == 1, ended
    assert "Done: 1 page updated" in ended.out
    assert "New." in {page.draft_content for page in live_pages(hub)}


def test_many_are_summed_up(checkout: Checkout) -> None:
    for number in range(30):
        checkout.write(f"bad{number:02}.md", BROKEN)
    ended = checkout.call("plan", "--skip-invalid")
    assert ended.out.count("EX910 in 28 more places: --full") == 1
    assert ended.err.count("EX011 in 28 more places: execsync validate --all") == 1
    assert checkout.call("plan", "--skip-invalid", "--full").out.count(LEFT) == 31
