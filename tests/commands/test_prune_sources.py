"""`--prune-sources` goes by what the hub links now: what any page still links is kept."""

import json
from typing import Any

import pytest

from execsync.localhub import LocalHub
from execsync.state.folder import UNOWNED
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

ONE, TWO = "https://source.example/one", "https://source.example/two"
DELETE_SOURCE = ("DELETE", "/knowledge-hub/sources/{id}")
PRUNE = ("--yes", "--prune-sources")


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """A page whose source was taken out of its file after an apply, and another one of ours."""
    checkout.page("a.md", title="A", sources=[ONE])
    checkout.page("b.md", title="B", body="Text of B.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A")
    return checkout


def source_id(hub: LocalHub) -> str:
    return hub.sources()[0].id


def planned(checkout: Checkout) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        checkout.call("plan", "--prune-sources", "--format", "json").out
    )
    return found


def test_a_source_that_a_colleagues_page_links_is_held_and_the_page_is_named(
    checkout: Checkout, hub: LocalHub
) -> None:
    page = hub.web.create("Of a colleague", source_ids=[source_id(hub)])
    done = checkout.call("apply", *PRUNE)
    assert done.code == 0, done
    assert f'held: {page.id}, "Of a colleague", ' in done.out
    assert "which is not ours, links it" in done.out
    assert DELETE_SOURCE not in writes(hub)
    assert set(checkout.state().sources) == {ONE}


def test_once_no_page_links_it_any_more_it_is_archived(checkout: Checkout, hub: LocalHub) -> None:
    page = hub.web.create("Of a colleague", source_ids=[source_id(hub)])
    checkout.call("apply", *PRUNE)
    hub.advance(60)
    hub.web.edit(page.id, source_ids=[])
    assert checkout.call("apply", *PRUNE).code == 0
    assert DELETE_SOURCE in writes(hub)
    assert checkout.state().sources == {}


def test_an_archived_page_of_a_colleague_keeps_nothing(checkout: Checkout, hub: LocalHub) -> None:
    hub.web.archive(hub.web.create("Of a colleague", source_ids=[source_id(hub)]).id)
    assert checkout.call("apply", *PRUNE).code == 0
    assert DELETE_SOURCE in writes(hub)


def test_a_link_that_moved_no_time_of_change_is_found_too(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Among so many pages that what has not changed since is in no list that a refresh reads."""
    hub.change(quirks={"linking_moves_updated_at": False})
    page, *_ = [hub.web.create(f"Page {n}") for n in range(220)]
    hub.advance(3600)
    checkout.call("apply", *PRUNE[:1])
    checkout.page("a.md", title="A", sources=[TWO])
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(3600)
    assert checkout.call("apply", "--yes").out.startswith("No changes")
    hub.web.edit(page.id, source_ids=[source_id(hub)])
    assert checkout.call("apply", *PRUNE).code == 0
    assert DELETE_SOURCE not in writes(hub)
    assert ONE in checkout.state().sources


def test_a_source_that_was_added_on_the_web_to_another_page_of_ours_stays(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.advance(60)
    hub.web.edit(checkout.state().pages["b.md"].id, source_ids=[source_id(hub)])
    checkout.call("apply", *PRUNE)
    assert DELETE_SOURCE not in writes(hub)
    (page,) = [page for page in live_pages(hub) if page.title == "B"]
    assert page.source_ids == (source_id(hub),)


@pytest.mark.parametrize("others", [0, 3, 130])
def test_the_plan_counts_the_pages_that_are_asked_for(
    others: int, checkout: Checkout, hub: LocalHub
) -> None:
    """A full list, where the refresh brings less, and a GET for each page of others with sources."""
    theirs = hub.web.add_source("https://source.example/theirs", "Theirs")
    for number in range(others):
        linked = [theirs] if number < 3 else []
        hub.web.create(f"Of a colleague {number}", source_ids=linked)
    checkout.configure(NO_LIMITS)
    hub.advance(3600)
    for _ in range(2):
        checkout.page("a.md", title="A", sources=[ONE])
        assert checkout.call("apply", "--yes").code == 0
        checkout.page("c.md", title="C", body="Makes every live page known.\n")
    checkout.page("a.md", title="A")
    told = planned(checkout)
    text = checkout.call("plan", "--prune-sources").out
    before = len(hub.requests())
    done = checkout.call("apply", "--yes", "--prune-sources", "--format", "json")
    assert done.code == 0
    assert DELETE_SOURCE in writes(hub)
    shown = next(json.loads(line)["plan"] for line in done.out.splitlines() if '"plan"' in line)
    assert told["cost"]["requests"] == len(hub.requests()) - before
    assert shown["cost"] == told["cost"]
    asked = "3 of them to ask pages of others what they link"
    assert (asked in text) is (others > 0)


def test_where_the_pages_of_others_are_not_known_the_plan_says_so(
    checkout: Checkout, hub: LocalHub
) -> None:
    (checkout.state_folder / UNOWNED).unlink()
    text = checkout.call("plan", "--prune-sources").out
    assert "and one for each page of others that has sources" in text
    assert planned(checkout)["cost"]["asks_each_linking_page"] is True


def test_nothing_is_asked_for_a_source_that_is_only_forgotten(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.web.add_source(TWO, "Of a colleague")
    checkout.page("a.md", title="A", sources=[ONE, TWO])
    assert checkout.call("apply", "--yes").code == 0
    hub.web.create("Of a colleague", source_ids=[hub.sources()[1].id])
    checkout.page("a.md", title="A", sources=[ONE])
    before = len(hub.requests())
    assert checkout.call("apply", *PRUNE).code == 0
    assert set(checkout.state().sources) == {ONE}
    looks = [e for e in hub.requests("GET")[before:] if e.route == "/knowledge-hub/pages/{id}"]
    assert len(looks) <= 1
