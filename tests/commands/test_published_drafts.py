"""A draft of ours that waits beside a live version, and that a colleague publishes on the web."""

import json
from collections.abc import Iterator

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.quirks import Quirks
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, make_hub, writes

MANNERS = {
    "plain": Quirks(),
    "rewrites": Quirks(rewrites_markdown=True, rewrites_titles=True),
    "tells-drafts": Quirks(writes_answer_with_draft=True, equal_draft="given"),
    "silent-drafts": Quirks(draft_edit_moves_updated_at=False),
}


@pytest.fixture(params=[*MANNERS.values()], ids=[*MANNERS])
def hub(request: pytest.FixtureRequest) -> Iterator[LocalHub]:
    with make_hub(quirks=request.param) as hub:
        yield hub


@pytest.fixture
def drafted(checkout: Checkout, hub: LocalHub) -> Checkout:
    """A checkout whose page is live as it was, with our draft of another text beside that."""
    checkout.url = hub.url
    for status, body in (("published", "Old.\n"), ("draft", "Old.\n"), ("draft", "* New.\n")):
        checkout.page("a.md", title='The "A"', status=status, body=body)
        assert checkout.call("apply", "--yes").code == 0
    return checkout


def publish(hub: LocalHub) -> None:
    [page] = live_pages(hub)
    hub.advance(60)
    hub.web.publish(page.id)


def drift_of(checkout: Checkout, *options: str) -> list[list[str]]:
    told = json.loads(checkout.call("plan", "--format", "json", *options).out)
    return [[*one["fields"]] for one in told["resource_drift"]]


def test_a_draft_that_waits_is_no_edit(drafted: Checkout) -> None:
    assert drift_of(drafted, "--refresh") == []


def test_a_draft_that_a_colleague_publishes_is_an_edit_of_the_status(
    drafted: Checkout, hub: LocalHub
) -> None:
    publish(hub)
    before = writes(hub)
    assert drift_of(drafted, "--refresh") == [["status"]]
    assert drafted.call("apply", "--yes").code == 1
    assert writes(hub) == before


def test_a_pull_takes_what_was_published_into_the_file(drafted: Checkout, hub: LocalHub) -> None:
    publish(hub)
    assert drafted.call("pull", "--yes").code == 0
    assert "status: published" in (drafted.content / "a.md").read_text().replace('"', "")
    assert drafted.call("plan", "--refresh", "--detailed-exitcode").code == 0


def test_a_file_that_wants_the_draft_published_needs_no_write(
    drafted: Checkout, hub: LocalHub
) -> None:
    publish(hub)
    before = writes(hub)
    drafted.page("a.md", title='The "A"', status="published", body="* New.\n")
    assert drafted.call("apply", "--yes").code == 0
    assert writes(hub) == before
    assert drafted.call("plan", "--refresh", "--detailed-exitcode").code == 0


def test_where_the_file_wins_the_status_is_sent_once(drafted: Checkout, hub: LocalHub) -> None:
    publish(hub)
    assert drafted.call("apply", "--yes", "--on-drift", "overwrite").code == 0
    assert hub.requests("PATCH")[-1].body == {"status": "draft"}
    assert drafted.call("plan", "--refresh", "--detailed-exitcode").code == 0


def test_after_lost_state_a_page_that_is_live_is_not_taken_down_unasked(
    drafted: Checkout, hub: LocalHub
) -> None:
    """Somebody may have published it: nothing tells whether that or the file's draft is newer."""
    publish(hub)
    drafted.state_file.unlink()
    assert drafted.call("state", "rebuild", "--yes").code == 0
    before = writes(hub)
    assert drift_of(drafted) == [["status"]]
    assert drafted.call("apply", "--yes").code == 1
    assert writes(hub) == before
