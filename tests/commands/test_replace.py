"""Visibility can be set at creation only: a new page takes the place of the old one."""

import json
import signal

import pytest

from execsync.localhub import FaultKind, LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

POST, DELETE = ("POST", "/knowledge-hub/pages"), ("DELETE", "/knowledge-hub/pages/{id}")
ALLOWED = ("--yes", "--allow-replace", "a.md")


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """A page of the workspace that is applied, and is to be private now; and another one."""
    checkout.page("a.md", title="A", body="Text of A.\n")
    checkout.page("b.md", title="B", body="Text of B.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", body="Text of A.\n", visibility="private")
    return checkout


def old_id(checkout: Checkout) -> str:
    return checkout.state().pages["a.md"].id


def test_is_blocked_until_it_is_allowed(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("b.md", title="B", body="New text of B.\n")
    state = checkout.state().pages["a.md"]
    before = len(writes(hub))
    planned = checkout.call("plan")
    assert planned.code == 1
    assert "-/+ a.md  replace   visibility workspace → private" in planned.out
    assert (
        "blocked: visibility can only be set at creation: a new page, a new id; "
        "--allow-replace a.md, or set it back to workspace" in planned.out
    )
    done = checkout.call("apply", "--yes")
    assert done.code == 1
    assert [method for method, _ in writes(hub)[before:]] == ["PATCH"], "the rest is done"
    assert checkout.state().pages["a.md"] == state


def test_makes_the_new_page_first_then_archives_the_old_one(
    checkout: Checkout, hub: LocalHub
) -> None:
    old, before = old_id(checkout), len(writes(hub))
    done = checkout.call("apply", *ALLOWED)
    assert done.code == 0, done
    assert writes(hub)[before:] == [POST, DELETE]
    (archived,) = [page for page in hub.pages() if page.status == "archived"]
    assert archived.id == old
    pages = {page.title: page for page in live_pages(hub)}
    assert pages["A"].visibility == "private"
    known = checkout.state().pages["a.md"]
    assert (known.id, known.visibility, known.retiring) == (pages["A"].id, "private", ())
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.parametrize("fault", [None, "lose"])
def test_by_a_page_without_sources_leaves_none_in_state(
    fault: FaultKind | None, checkout: Checkout, hub: LocalHub
) -> None:
    """Else the next plan would take away from the new page what it never had."""
    checkout.page("b.md", title="B", body="Text of B.\n", sources=["https://x.example/one"])
    assert checkout.call("apply", *ALLOWED).code == 0
    checkout.page("b.md", title="B", body="Text of B.\n", visibility="private")
    if fault:
        hub.faults.add(fault, method="POST")
    assert checkout.call("apply", "--yes", "--allow-replace", "*").code == 0
    known = checkout.state().pages["b.md"]
    assert (known.sources, known.source_ids) == ((), ())
    before = len(writes(hub))
    assert checkout.call("apply", "--yes").out.startswith("No changes")
    assert len(writes(hub)) == before


def test_a_new_page_that_is_refused_leaves_the_old_one(checkout: Checkout, hub: LocalHub) -> None:
    old = old_id(checkout)
    hub.faults.add("error", status=400, method="POST")
    assert checkout.call("apply", *ALLOWED).code == 1
    assert old in {page.id for page in live_pages(hub)}
    assert old_id(checkout) == old


class TestCutShort:
    """Between the new page and the old one's end: the old id is kept until that is done."""

    def check(self, checkout: Checkout, hub: LocalHub, old: str) -> None:
        known = checkout.state().pages["a.md"]
        assert known.id != old
        assert known.retiring == (old,)
        assert len(live_pages(hub)) == 3

    def finish(self, checkout: Checkout, hub: LocalHub, old: str) -> None:
        """The next run asks for it as for any archiving: State alone says that it was begun."""
        posts = len(hub.requests(*POST))
        planned = checkout.call("plan")
        assert (
            "-/+ a.md  replace   the page that it replaced is still to be archived" in planned.out
        )
        assert planned.code == 0
        held = checkout.call("apply", "--yes")
        assert held.code == 0
        assert f'would be archived: {old}, "A", made' in held.out
        assert old in {page.id for page in live_pages(hub)}
        done = checkout.call("apply", *ALLOWED)
        assert done.code == 0, done
        assert "Done: 1 replaced page archived" in done.out
        assert len(hub.requests(*POST)) == posts, "no third page"
        assert [p.id for p in hub.pages() if p.status == "archived"] == [old]
        assert checkout.state().pages["a.md"].retiring == ()
        assert checkout.call("plan").out.startswith("No changes")

    def test_by_a_budget(self, checkout: Checkout, hub: LocalHub) -> None:
        old = old_id(checkout)
        done = checkout.call("apply", *ALLOWED, "--max-requests", "4")
        assert done.code == 3, done
        self.check(checkout, hub, old)
        self.finish(checkout, hub, old)

    def test_by_a_refusal(self, checkout: Checkout, hub: LocalHub) -> None:
        old = old_id(checkout)
        hub.faults.add("error", status=400, method="DELETE")
        assert checkout.call("apply", *ALLOWED).code == 1
        self.check(checkout, hub, old)
        self.finish(checkout, hub, old)

    def test_by_a_kill(self, checkout: Checkout, hub: LocalHub) -> None:
        old = old_id(checkout)
        hub.faults.add("delay", method="DELETE", seconds=60.0)
        running = checkout.start("apply", *ALLOWED, "--format", "json")
        assert running.stdout is not None
        begun = (json.loads(line) for line in running.stdout)
        assert any(event.get("action") == "retire_page" for event in begun)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        hub.faults.clear()
        assert checkout.call("apply", *ALLOWED).code == 0
        live = {page.id for page in live_pages(hub)}
        assert old not in live
        assert len(live) == 2
        assert len(hub.requests(*POST)) == 3, "two at first, and one"
        assert checkout.state().pages["a.md"].retiring == ()

    def test_and_the_old_page_is_edited_on_the_web_meanwhile(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        old = old_id(checkout)
        checkout.call("apply", *ALLOWED, "--max-requests", "4")
        hub.web.edit(old, content="Of a colleague.", publish=True)
        found = checkout.call("apply", *ALLOWED)
        assert found.code == 1
        assert "edited on the web" in found.err
        named = checkout.call("apply", "--yes")
        assert named.code == 1
        assert f"the page that it has replaced ({old}) was edited on the web since" in named.out
        assert "archive it all the same with: apply --on-drift overwrite" in named.out
        assert old in {page.id for page in live_pages(hub)}
        assert checkout.call("apply", *ALLOWED, "--on-drift", "overwrite").code == 0
        assert old not in {page.id for page in live_pages(hub)}
        assert checkout.call("plan").out.startswith("No changes")

    def test_and_its_edited_old_page_is_archived_on_the_web(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        old = old_id(checkout)
        checkout.call("apply", *ALLOWED, "--max-requests", "4")
        hub.web.edit(old, content="Of a colleague.", publish=True)
        assert checkout.call("apply", *ALLOWED).code == 1
        hub.web.archive(old)
        assert checkout.call("apply", "--yes").code == 0
        assert checkout.call("plan").out.startswith("No changes")

    def test_and_the_file_goes_before_it_is_finished(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        checkout.call("apply", *ALLOWED, "--max-requests", "4")
        checkout.remove("a.md")
        mass = checkout.call("apply", "--yes", "--prune")
        assert mass.code == 1
        assert "2 of 3 pages would be archived at once" in mass.out
        assert checkout.call("apply", "--yes", "--prune", "--allow-archive", "2").code == 0
        assert [page.title for page in live_pages(hub)] == ["B"]
        assert set(checkout.state().pages) == {"b.md"}

    def test_and_the_file_is_renamed_and_edited_before_it_is_finished(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        checkout.call("apply", *ALLOWED, "--max-requests", "4")
        checkout.remove("a.md")
        checkout.page("new.md", title="A", body="New.\n", visibility="private", moved_from="a.md")
        held = checkout.call("apply", "--yes")
        assert held.code == 0, held
        assert "would be archived" in held.out
        assert texts(hub) == ["New.", "Text of A.", "Text of B."]
        assert checkout.call("apply", "--yes", "--allow-replace", "new.md").code == 0
        assert texts(hub) == ["New.", "Text of B."]
        assert checkout.call("plan").out.startswith("No changes")

    def test_and_its_text_is_written_while_its_edited_old_page_waits(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        old = old_id(checkout)
        checkout.call("apply", *ALLOWED, "--max-requests", "4")
        hub.web.edit(old, content="Of a colleague.", publish=True)
        assert checkout.call("apply", *ALLOWED).code == 1
        checkout.page("a.md", title="A", body="New.\n", visibility="private")
        for _ in range(2):
            assert checkout.call("apply", "--yes", "--prune").code == 1
            assert texts(hub) == ["New.", "Of a colleague.", "Text of B."]
        assert checkout.call("apply", *ALLOWED, "--on-drift", "overwrite").code == 0
        assert texts(hub) == ["New.", "Text of B."]

    def test_and_a_saved_plan_says_what_waits(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.call("apply", *ALLOWED, "--max-requests", "4")
        checkout.page("a.md", title="A", body="New.\n", visibility="private")
        assert checkout.call("plan", "--out", "a.plan").code == 0
        done = checkout.call("apply", "a.plan", "--yes")
        assert done.code == 0, done
        assert texts(hub) == ["New.", "Text of A.", "Text of B."]


def test_many_that_were_cut_short_go_on_by_the_same_command(
    checkout: Checkout, hub: LocalHub
) -> None:
    command = ("apply", "--yes", "--allow-replace", "**")
    checkout.configure(LINKED)
    for name in "abcd":
        checkout.page(f"{name}.md", title=name.upper(), body=f"[b](b.md) {name}\n")
    assert checkout.call("apply", "--yes").code == 0
    for name in "ab":
        body = f"[b](b.md) {name}\n"
        checkout.page(f"{name}.md", title=name.upper(), body=body, visibility="private")
    hub.faults.add("error", method="DELETE", status=500, times=None)
    assert checkout.call(*command).code == 1
    hub.faults.clear()
    done = checkout.call(*command)
    assert done.code == 0, done
    assert len(live_pages(hub)) == 4
    assert checkout.call("plan").out.startswith("No changes")


LINKED = "[limits]\nper_minute = 0\nper_day = 0\n[links]\npage_url = 'https://hub.example/{id}'\n"


def texts(hub: LocalHub) -> list[str]:
    return sorted(page.draft_content or "" for page in live_pages(hub))


@pytest.mark.parametrize("front", [{"protect": True}, {}], ids=["still", "no-longer"])
def test_a_protected_page_is_not_replaced(
    checkout: Checkout, hub: LocalHub, front: dict[str, bool]
) -> None:
    """State remembers it: taking `protect` out of the file along with the change is not enough."""
    checkout.page("a.md", title="A", body="Text of A.\n", protect=True)
    assert checkout.call("apply", "--yes").code == 0
    before = len(writes(hub))
    checkout.page("a.md", title="A", body="Text of A.\n", visibility="private", **front)
    done = checkout.call("apply", *ALLOWED)
    assert done.code == 1
    assert "the page is protected: apply it with protect: false and workspace first" in done.out
    assert len(writes(hub)) == before

    checkout.page("a.md", title="A", body="Text of A.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", body="Text of A.\n", visibility="private")
    assert checkout.call("apply", *ALLOWED).code == 0
    assert writes(hub)[before:] == [POST, DELETE]


def test_a_pattern_that_means_no_page_is_wrong_usage(checkout: Checkout) -> None:
    ended = checkout.call("plan", "--allow-replace", "A.md")
    assert ended.code == 64
    assert "error: A.md: no page has this path" in ended.err


def test_a_path_may_be_given_from_above_the_content_root(checkout: Checkout, hub: LocalHub) -> None:
    before = len(writes(hub))
    done = checkout.call("apply", "--yes", "--allow-replace", "content/a.md")
    assert done.code == 0
    assert writes(hub)[before:] == [POST, DELETE]
