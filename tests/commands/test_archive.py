"""What is archived, and everything that keeps it from being archived."""

import pytest

from execsync.localhub import LocalHub
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

DELETE_PAGE = ("DELETE", "/knowledge-hub/pages/{id}")
DELETE_SOURCE = ("DELETE", "/knowledge-hub/sources/{id}")
ONE, TWO = "https://source.example/one", "https://source.example/two"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Ten pages, all applied."""
    for number in range(10):
        checkout.page(f"p{number}.md", title=f"P{number}", body=f"Text {number}.\n")
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def remove(checkout: Checkout, *numbers: int) -> None:
    for number in numbers:
        checkout.remove(f"p{number}.md")


def archived(hub: LocalHub) -> list[str]:
    return sorted(page.title for page in hub.pages() if page.status == "archived")


class TestPages:
    def test_are_held_until_it_is_asked_for(self, checkout: Checkout, hub: LocalHub) -> None:
        remove(checkout, 3)
        planned = checkout.call("plan")
        assert planned.code == 0
        assert "- p3.md  archive   file is gone" in planned.out
        assert "held: the page stays; --prune archives it" in planned.out
        assert "Plan: nothing to do; 1 held." in planned.out
        done = checkout.call("apply", "--yes")
        assert (done.code, archived(hub)) == (0, [])
        assert "p3.md" in checkout.state().pages

    @pytest.mark.parametrize("config", [False, True], ids=["option", "execsync.toml"])
    def test_are_archived_with_prune(self, checkout: Checkout, hub: LocalHub, config: bool) -> None:
        remove(checkout, 3, 5)
        if config:
            checkout.configure(f"{NO_LIMITS}[apply]\nprune = true\n")
        done = checkout.call("apply", "--yes", *([] if config else ["--prune"]))
        assert done.code == 0, done
        assert "Done: 2 pages archived" in done.out
        assert archived(hub) == ["P3", "P5"]
        assert len(checkout.state().pages) == 8
        assert checkout.call("plan").out.startswith("No changes")

    @pytest.mark.parametrize("form", ["text", "json", "markdown", "github"])
    def test_that_were_archived_on_the_web_are_forgotten(
        self, checkout: Checkout, hub: LocalHub, form: str
    ) -> None:
        hub.web.archive(checkout.state().pages["p3.md"].id)
        assert checkout.call("apply", "--yes").code == 0
        remove(checkout, 3)
        planned = checkout.call("plan", "--format", form)
        assert planned.code == 0, planned
        assert "p3.md" in planned.out
        assert "forget" in planned.out
        before = len(writes(hub))
        done = checkout.call("apply", "--yes")
        assert "x p3.md  forget    archived on the web, and its file is gone\n" in done.out
        assert "Done: 1 entry of State forgotten; 2 requests" in done.out
        assert len(writes(hub)) == before
        assert (done.code, "p3.md" in checkout.state().pages) == (0, False)

    def test_of_somebody_else_are_never_touched(self, checkout: Checkout, hub: LocalHub) -> None:
        hub.web.create("Of a colleague", publish=True)
        remove(checkout, 3)
        assert checkout.call("apply", "--yes", "--prune").code == 0
        assert archived(hub) == ["P3"]

    def test_more_than_thirty_percent_take_a_number(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        remove(checkout, 1, 2, 3, 4)
        checkout.page("p9.md", title="P9", body="New.\n")
        before = len(writes(hub))
        done = checkout.call("apply", "--yes", "--prune")
        assert done.code == 1
        refusal = (
            "blocked: 4 of 10 pages would be archived at once, more than 10 or 30 %; "
            "if that is meant: --allow-archive 4"
        )
        assert done.out.count(refusal) == 4
        assert [method for method, _ in writes(hub)[before:]] == ["PATCH"], "the rest is done"
        assert checkout.call("apply", "--yes", "--prune", "--allow-archive", "3").code == 1
        assert archived(hub) == []
        assert checkout.call("apply", "--yes", "--prune", "--allow-archive", "4").code == 0
        assert archived(hub) == ["P1", "P2", "P3", "P4"]

    def test_more_than_ten_take_a_number(self, checkout: Checkout) -> None:
        for number in range(10, 50):
            checkout.page(f"p{number}.md", title=f"P{number}", body=f"Text {number}.\n")
        assert checkout.call("apply", "--yes").code == 0
        remove(checkout, *range(11))
        planned = checkout.call("plan", "--prune")
        assert planned.code == 1
        assert "11 of 50 pages would be archived at once" in planned.out
        assert checkout.call("plan", "--prune", "--allow-archive", "11").code == 0

    def test_are_not_archived_while_any_file_has_an_error(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        """The page of a file that cannot be read looks like one whose file is gone."""
        remove(checkout, 3)
        checkout.write("p4.md", "---\ntitle: [unclosed\n---\nText.\n")
        before = len(hub.requests())
        done = checkout.call("apply", "--yes", "--prune")
        assert (done.code, done.out) == (1, "")
        assert "content/p4.md:" in done.err
        assert "1 error in the content; nothing was sent" in done.err
        assert len(hub.requests()) == before

    def test_are_not_archived_with_an_empty_root(self, checkout: Checkout, hub: LocalHub) -> None:
        remove(checkout, *range(10))
        done = checkout.call("apply", "--yes", "--prune", "--allow-archive", "99")
        assert done.code == 1
        assert "blocked: the content root has no pages, which looks like a mistake" in done.out
        assert "check [content] root in execsync.toml" in done.out
        assert archived(hub) == []

    @pytest.mark.parametrize("command", [["plan"], ["apply", "--yes"]])
    def test_are_not_archived_without_a_root(
        self, checkout: Checkout, hub: LocalHub, command: list[str]
    ) -> None:
        remove(checkout, *range(10))
        checkout.content.rmdir()
        done = checkout.call(*command, "--prune", "--allow-archive", "99")
        assert (done.code, done.out) == (1, "")
        assert "there is no folder content, which [content] root names; no" in done.err
        assert archived(hub) == []

    def test_are_not_archived_with_a_target(self, checkout: Checkout, hub: LocalHub) -> None:
        remove(checkout, 3)
        done = checkout.call("apply", "--yes", "--prune", "--target", "p3.md")
        assert done.code == 0
        assert "held: --target never archives; run it without --target" in done.out
        assert archived(hub) == []

    def test_that_were_edited_on_the_web_are_not_archived_in_passing(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.advance(60)
        hub.web.edit(checkout.state().pages["p3.md"].id, content="Somebody's work.")
        remove(checkout, 3)
        done = checkout.call("apply", "--yes", "--prune")
        assert done.code == 1
        assert "! p3.md  conflict  edited on the web since our last write" in done.out
        assert archived(hub) == []
        done = checkout.call("apply", "--yes", "--prune", "--on-drift", "overwrite")
        assert (done.code, archived(hub)) == (0, ["P3"])


class TestProtectedPages:
    @pytest.fixture
    def protected(self, checkout: Checkout) -> Checkout:
        """One of the pages is protected, and its file is gone."""
        checkout.page("p3.md", title="P3", body="Text 3.\n", protect=True)
        assert checkout.call("apply", "--yes").code == 0
        remove(checkout, 3)
        return checkout

    def test_outlive_their_file(self, protected: Checkout, hub: LocalHub) -> None:
        done = protected.call("apply", "--yes", "--prune", "--allow-archive", "9")
        assert done.code == 1
        assert (
            "blocked: the page is protected; bring the file back, apply it with protect: false, "
            "then remove it" in done.out
        )
        assert archived(hub) == []

    def test_block_themselves_and_not_the_run(self, protected: Checkout, hub: LocalHub) -> None:
        remove(protected, 4)
        protected.page("p5.md", title="P5", body="New.\n")
        done = protected.call("apply", "--yes", "--prune")
        assert done.code == 1
        assert archived(hub) == ["P4"]
        assert len(hub.requests("PATCH")) == 1

    def test_are_free_once_an_apply_has_seen_protect_false(
        self, protected: Checkout, hub: LocalHub
    ) -> None:
        protected.page("p3.md", title="P3", body="Text 3.\n", protect=False)
        remove_at_once = protected.call("plan")
        assert "no longer protected, no request" in remove_at_once.out
        assert protected.call("apply", "--yes").code == 0
        remove(protected, 3)
        assert protected.call("apply", "--yes", "--prune").code == 0
        assert archived(hub) == ["P3"]

    def test_are_still_protected_before_an_apply_has_seen_it(
        self, protected: Checkout, hub: LocalHub
    ) -> None:
        protected.page("p3.md", title="P3", body="Text 3.\n", protect=False)
        assert protected.call("plan").code == 0
        remove(protected, 3)
        assert protected.call("apply", "--yes", "--prune").code == 1
        assert archived(hub) == []


class TestSources:
    @pytest.fixture
    def sourced(self, checkout: Checkout, hub: LocalHub) -> Checkout:
        """A page with a source that we made, and one that was there before."""
        hub.web.add_source(TWO, "Of a colleague")
        checkout.page("s.md", title="S", sources=[ONE, TWO])
        assert checkout.call("apply", "--yes").code == 0
        return checkout

    def test_stay_until_it_is_asked_for(self, sourced: Checkout, hub: LocalHub) -> None:
        sourced.page("s.md", title="S")
        assert sourced.call("apply", "--yes", "--prune").code == 0
        assert DELETE_SOURCE not in writes(hub)
        assert set(sourced.state().sources) == {ONE, TWO}

    def test_that_a_201_made_ours_are_archived_after_their_page(
        self, sourced: Checkout, hub: LocalHub
    ) -> None:
        sourced.page("s.md", title="S")
        before = len(writes(hub))
        planned = sourced.call("plan", "--prune-sources")
        assert f"- {ONE}  archive   no page names it" in planned.out
        assert f"x {TWO}  forget    no page names it" in planned.out
        assert "Plan: 1 to update, 1 source to archive, 1 source to forget." in planned.out
        assert sourced.call("apply", "--yes", "--prune-sources").code == 0
        assert writes(hub)[before:] == [("PATCH", "/knowledge-hub/pages/{id}"), DELETE_SOURCE]
        left = [source.url for source in hub.sources() if source.archived_at is None]
        assert left == [TWO], "what was there before us stays"
        assert sourced.state().sources == {}
        assert sourced.call("plan", "--prune-sources").out.startswith("No changes")

    def test_stay_while_the_page_that_shows_them_could_not_be_written(
        self, sourced: Checkout, hub: LocalHub
    ) -> None:
        sourced.page("s.md", title="S")
        hub.faults.add("error", status=400, method="PATCH")
        assert sourced.call("apply", "--yes", "--prune-sources").code == 1
        assert DELETE_SOURCE not in writes(hub)
        assert set(sourced.state().sources) == {ONE, TWO}

    def test_of_a_page_that_is_held_stay(self, sourced: Checkout, hub: LocalHub) -> None:
        sourced.remove("s.md")
        assert sourced.call("apply", "--yes", "--prune-sources").code == 0
        assert DELETE_SOURCE not in writes(hub)
        before = len(writes(hub))
        assert sourced.call("apply", "--yes", "--prune", "--prune-sources").code == 0
        assert writes(hub)[before:] == [DELETE_PAGE, DELETE_SOURCE]

    def test_that_two_addresses_turned_out_to_be_stay_while_one_is_named(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(quirks={"alike_addresses": "one"})
        checkout.page("s.md", title="S", sources=[ONE])
        checkout.page("t.md", title="T", sources=[f"{ONE}#part"])
        assert checkout.call("apply", "--yes").code == 0
        checkout.page("s.md", title="S")
        assert checkout.call("apply", "--yes", "--prune-sources").code == 0
        assert DELETE_SOURCE not in writes(hub)
        assert len([page for page in live_pages(hub) if page.source_ids]) == 1
