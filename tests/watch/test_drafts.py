"""Writing without publishing: pages stay drafts until a plain apply."""

from dataclasses import replace

import pytest

from execsync.commands.watch import AS_DRAFTS, NO_DRAFTS
from execsync.core.address import Address
from execsync.core.choices import Status
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.drafting import as_drafts
from execsync.core.planning.holding import hold_back
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import Action, Plan
from execsync.core.planning.steps import make_steps
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.running.outcome import recorded_page, sent_page
from execsync.core.state import PageState, SourceState, State
from execsync.localhub import LocalHub
from execsync.localhub.quirks import Quirks
from tests.support.checkout import Checkout
from tests.support.entries import observed
from tests.support.hub import live_pages, make_hub
from tests.watch.conftest import AT_ONCE
from tests.watch.watching import Watching, wait_for_writes, writes_of


@pytest.mark.parametrize("unpublishes", [False, True])
def test_what_is_written_as_a_draft_is_published_by_apply(
    checkout: Checkout, unpublishes: bool
) -> None:
    """Also on a hub that would take a live page down if it were sent as a draft."""
    quirks = Quirks(draft_status="unpublishes" if unpublishes else "keeps_live")
    with make_hub(quirks=quirks) as hub:
        checkout.url = hub.url
        checkout.page("live.md", title="Live", status="published", body="Old.")
        assert checkout.call("apply", "--yes").code == 0
        with Watching(checkout, "--yes", "--as-draft") as watch:
            watch.wait_to_hear("to publish what was written: execsync apply")
            checkout.page("live.md", title="Live", status="published", body="New.")
            checkout.page("fresh.md", title="Fresh", status="published", folder_ids=["fld"])
            sent = {one.method: one.body for one in wait_for_writes(hub, 3)[1:]}
            assert sent["PATCH"] == {"content": "New."}
            assert sent["POST"]["status"] == "draft"
            checkout.page("live.md", title="Live", status="published", body="Newer.")
            assert wait_for_writes(hub, 4)[3].body == {"content": "Newer."}
            assert watch.stop() == 0
        live, fresh = live_pages(hub)
        assert (live.status, live.live_content, live.draft_content) == (
            "published",
            "Old.",
            "Newer.",
        )
        assert (fresh.status, fresh.live_content) == ("draft", None)
        assert checkout.call("apply", "--yes").code == 0
        assert [page.live_content for page in live_pages(hub)] == ["Newer.", "Text."]
        assert checkout.call("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize(("unpublishes", "watched"), [(True, False), (True, True), (False, False)])
def test_a_live_page_with_a_draft_can_still_be_taken_down(
    checkout: Checkout, unpublishes: bool, watched: bool
) -> None:
    """What its file says is sent once: by apply, and by a watch that publishes nothing."""
    quirks = Quirks(draft_status="unpublishes" if unpublishes else "keeps_live")
    with make_hub(quirks=quirks) as hub:
        checkout.url = hub.url
        checkout.page("a.md", title="A", status="published", body="Old.")
        assert checkout.call("apply", "--yes").code == 0
        with Watching(checkout, "--yes", "--as-draft") as watch:
            checkout.page("a.md", title="A", status="published", body="New.")
            wait_for_writes(hub, 2)
            if watched:
                checkout.page("a.md", title="A", status="draft", body="New.")
                wait_for_writes(hub, 3)
            assert watch.stop() == 0
        checkout.page("a.md", title="A", status="draft", body="New.")
        assert checkout.call("apply", "--yes").code == 0
        assert [one.body for one in writes_of(hub.requests())[2:]] == [{"status": "draft"}]
        status = "draft" if unpublishes else "published"
        assert [page.status for page in live_pages(hub)] == [status]
        assert checkout.call("plan", "--detailed-exitcode").code == 0


def test_the_configuration_can_ask_for_drafts(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure(AT_ONCE + "as_draft = true\n")
    checkout.page("a.md", title="A", status="published")
    with Watching(checkout, "--yes") as watch:
        watch.wait_to_hear("as drafts")
        assert watch.stop() == 0
    assert [page.status for page in live_pages(hub)] == ["draft"]


def test_drafts_that_are_asked_for_in_the_middle_are_told_as_at_the_start(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", status="published", body="Old.")
    with Watching(checkout, "--yes") as watch:
        assert AS_DRAFTS not in watch.said.err
        checkout.configure(AT_ONCE + "as_draft = true\n")
        watch.wait_to_hear(AS_DRAFTS)
        checkout.page("a.md", title="A", status="published", body="New.")
        assert wait_for_writes(hub, 2)[1].body == {"content": "New."}
        checkout.configure(AT_ONCE)
        watch.wait_to_hear(NO_DRAFTS)
        assert wait_for_writes(hub, 3)[2].body == {"status": "published"}
        assert watch.stop() == 0
        assert watch.said.err.count(AS_DRAFTS) == 1


PAGE = Page("a.md", "A", Body.of("New."), Status.PUBLISHED, folder_ids=("fld",))
LIVE = replace(sent_page(PAGE, page_id="pg", source_ids=()), observed=observed())


def drafted(page: Page, known: PageState | None) -> tuple[Plan, list[dict[str, object]]]:
    """The plan as drafts, and the fields that each of its steps would send."""
    state = State("lineage", pages={known.path: known} if known else {})
    plan = as_drafts(make_plan([page], state))
    return plan, [dict(step.fields) for step in make_steps(plan, state)]


def test_a_page_that_is_live_as_it_is_stays_so() -> None:
    plan, sent = drafted(replace(PAGE, folder_ids=("fld", "more")), LIVE)
    assert sent == [{"folder_ids": ("fld", "more")}]
    assert plan.changes[0].after == replace(PAGE, folder_ids=("fld", "more"))


def test_a_change_of_the_text_is_sent_without_a_status() -> None:
    plan, sent = drafted(replace(PAGE, body=Body.of("Newer.")), LIVE)
    assert sent == [{"content": Body.of("Newer.")}]
    assert isinstance(plan.changes[0].after, Page)
    assert plan.changes[0].after.status is Status.DRAFT, "so that State makes apply publish it"


def test_a_draft_is_not_published() -> None:
    plan, sent = drafted(PAGE, replace(LIVE, status="draft"))
    assert (plan.is_empty, sent) == (True, [])


def test_a_draft_s_other_fields_are_sent_without_a_status() -> None:
    _, sent = drafted(replace(PAGE, folder_ids=()), replace(LIVE, status="draft"))
    assert sent == [{"folder_ids": ()}]


def test_a_renamed_draft_is_recorded_as_a_draft() -> None:
    plan, sent = drafted(replace(PAGE, path="b.md"), replace(LIVE, status="draft"))
    assert (plan.changes[0].action, sent) == (Action.MOVE, [{}])
    assert isinstance(plan.changes[0].after, Page)
    assert plan.changes[0].after.status is Status.DRAFT


def test_taking_a_page_down_is_no_draft_s_business() -> None:
    _, sent = drafted(replace(PAGE, status=Status.DRAFT), LIVE)
    assert sent == [{"status": "draft"}]


ANSWER = observed(title="A")
BESIDE = replace(LIVE, status="draft", stays_live=True, observed=ANSWER)
DOWN = replace(PAGE, status=Status.DRAFT)


def test_a_renamed_draft_stays_beside_its_live_version() -> None:
    assert recorded_page(replace(DOWN, path="b.md"), BESIDE, {}).stays_live


def test_a_page_that_was_taken_down_on_the_web_needs_no_request() -> None:
    known = replace(BESIDE, drift=replace(ANSWER, status="draft"))
    plan = make_plan([DOWN], State("lineage", pages={known.path: known}))
    assert [(change.fields, change.obstacle) for change in plan.changes] == [((), None)]
    assert not recorded_page(DOWN, known, {}).stays_live


def test_what_is_held_back_takes_its_sources_along() -> None:
    both, own = SourceRef("https://x.example/both"), SourceRef("https://x.example/own")
    held = replace(PAGE, sources=(both, own))
    other = replace(PAGE, path="b.md", title="B", body=Body.of("B"), sources=(both,))
    plan, left_out = hold_back(
        make_plan([held, other], State("lineage")), lambda change: change.address == held.address
    )
    assert [change.address for change in left_out] == [Address("page", "a.md")]
    assert [change.address for change in plan.changes] == [
        Address("page", "b.md"),
        Address("source", both.url),
    ]


def test_no_source_is_archived_while_anything_is_held_back() -> None:
    gone = SourceState("https://x.example/gone", "src", "Gone", status="ready", ours=True)
    state = State("lineage", sources={gone.url: gone})
    options = PlanOptions(prune_sources=True)
    plan = make_plan([PAGE, replace(PAGE, path="b.md")], state, options=options)
    assert Address("source", gone.url) in [change.address for change in plan.changes]
    left, _ = hold_back(plan, lambda change: change.address == PAGE.address)
    assert [change.address for change in left.changes] == [Address("page", "b.md")]
