"""What a run does about writes whose end nobody knows, before it plans anything."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from execsync.client.hub import Hub
from execsync.core.address import Address
from execsync.core.digest import digest
from execsync.core.planning.drift import web_edits
from execsync.core.planning.steps import StepKind
from execsync.core.running.outcome import found_page
from execsync.core.running.record import Intent
from execsync.core.running.waiting import Timing
from execsync.core.state import InDoubtWrite, PageState, State
from execsync.errors import Interrupted
from execsync.localhub import LocalHub
from execsync.sync.reconcile import Reconciled, reconcile
from tests.support.calls import Pauses, calls_of
from tests.support.entries import TEXT, creation, entry, update

EMPTY = State("lineage")
LOOK_AGAIN = Timing().look_again


@pytest.fixture
def calls(hub: LocalHub) -> Iterator[Hub]:
    with calls_of(hub) as calls:
        yield calls


@pytest.fixture
def pauses(hub: LocalHub) -> Pauses:
    return Pauses(hub)


def lost(calls: Hub, path: str = "a.md", **fields: Any) -> InDoubtWrite:
    return replace(creation(path, **fields), since="")


def intents(*doubts: InDoubtWrite | None) -> list[Intent]:
    return [
        Intent(n, StepKind(doubt.kind), doubt.page.address, doubt)
        if doubt
        else Intent(n, StepKind.CREATE_SOURCE, Address("source", "https://x.example/"))
        for n, doubt in enumerate(doubts, 1)
    ]


def make(hub: LocalHub, text: str = TEXT, title: str = "Title") -> str:
    return hub.web.create(title, text, publish=True).id


def known(calls: Hub, hub: LocalHub, path: str = "a.md") -> PageState:
    return found_page(entry(path), calls.page(make(hub)))


def asked(hub: LocalHub) -> list[str]:
    return [f"{e.method} {e.route}" for e in hub.requests()][1:]


LIST, GET = "GET /knowledge-hub/pages", "GET /knowledge-hub/pages/{id}"
VERSIONS = f"{GET}/versions"


def settle(
    calls: Hub, pauses: Pauses, *doubts: InDoubtWrite | None, state: State = EMPTY
) -> Reconciled:
    return reconcile(calls, state, intents(*doubts), wait=pauses)


def test_nothing_in_doubt_takes_no_request(calls: Hub, hub: LocalHub, pauses: Pauses) -> None:
    assert settle(calls, pauses) == Reconciled(EMPTY)
    assert asked(hub) == []


def test_a_source_in_doubt_takes_no_request(calls: Hub, hub: LocalHub, pauses: Pauses) -> None:
    assert settle(calls, pauses, None).state == EMPTY
    assert asked(hub) == []


def test_a_lost_page_is_adopted_for_one_list_and_one_get(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubt = lost(calls)
    made = make(hub)
    settled = settle(calls, pauses, doubt)
    assert settled.state.pages["a.md"].id == made
    assert settled.state.in_doubt == ()
    assert asked(hub) == [LIST, GET, VERSIONS]
    assert pauses.seconds == []


def test_a_page_that_the_list_shows_late_is_found_by_the_second_look(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    hub.change(quirks={"list_lag": 2.0})
    doubt = lost(calls)
    made = make(hub)
    assert settle(calls, pauses, doubt).state.pages["a.md"].id == made
    assert asked(hub) == [LIST, LIST, GET, VERSIONS]
    assert pauses.seconds == [LOOK_AGAIN]


def test_a_page_that_is_nowhere_stays_in_doubt_for_one_more_run(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubt = lost(calls)
    settled = settle(calls, pauses, doubt)
    assert settled.state.in_doubt == (doubt,)
    assert settled.outcomes == ()
    again = settle(calls, pauses, state=settled.state)
    assert again.state.in_doubt == ()
    assert asked(hub) == [LIST] * 6  # twice, then the archived ones, in either run


def test_one_look_is_enough_where_no_page_would_be_made(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubt = lost(calls)
    state = replace(EMPTY, pages={"a.md": entry()}, in_doubt=(doubt,))
    assert settle(calls, pauses, state=state).state == replace(state, in_doubt=())
    assert asked(hub) == [LIST]


def test_a_second_page_that_landed_late_is_named_and_not_adopted(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubt, late = lost(calls), make(hub)
    state = replace(EMPTY, pages={"a.md": entry(id="kept")}, in_doubt=(doubt,))
    settled = settle(calls, pauses, state=state)
    assert settled.state.pages["a.md"].id == "kept"
    assert settled.state.pages["a.md"].doubles == (late,)


@pytest.mark.parametrize("by", ["us", "a colleague"])
def test_a_second_page_that_landed_late_and_was_changed_since_is_named_if_we_made_it(
    by: str, calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubt, late = lost(calls), make(hub, title="Another title")
    maker = calls.page(late).row.owner if by == "us" else "somebody else"
    state = replace(EMPTY, pages={"a.md": entry(id="kept")}, in_doubt=(doubt,), maker=maker)
    settled = settle(calls, pauses, state=state)
    assert settled.state.pages["a.md"].id == "kept"
    assert [d.suspects for d in settled.state.in_doubt] == ([(late,)] if by == "us" else [])
    again = settle(calls, pauses, state=settled.state)
    assert again.state.in_doubt == settled.state.in_doubt


def test_a_lost_replacement_is_adopted_though_the_old_page_is_known(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubt, made = lost(calls, retiring=("old",)), make(hub)
    state = replace(EMPTY, pages={"a.md": entry(id="old")})
    page = settle(calls, pauses, doubt, state=state).state.pages["a.md"]
    assert (page.id, page.retiring) == (made, ("old",))


def test_twins_are_each_adopted_once_by_their_texts(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubts = [lost(calls, "a.md", text="* one"), lost(calls, "b.md", text="* two")]
    two, one = make(hub, "- two\n"), make(hub, "- one\n")
    pages = settle(calls, pauses, *doubts).state.pages
    assert {path: page.id for path, page in pages.items()} == {"a.md": one, "b.md": two}


def test_what_another_lost_creation_has_made_is_no_suspect(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    nowhere, landed = lost(calls, "a.md", title="A"), lost(calls, "b.md", title="B")
    made = make(hub, title="B")
    settled = settle(calls, pauses, nowhere, landed)
    assert settled.state.pages["b.md"].id == made
    assert settled.suspects == {}
    assert settled.state.in_doubt == (nowhere,)


def test_of_twins_the_one_without_a_page_comes_first(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubts = [lost(calls, "a.md"), lost(calls, "b.md")]
    made = make(hub)
    state = replace(EMPTY, pages={"a.md": entry(id="kept")})
    settled = settle(calls, pauses, *doubts, state=state)
    assert settled.state.pages["b.md"].id == made
    assert settled.suspects == {}


def test_a_lone_page_with_another_text_is_left_to_a_person(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubt, made = lost(calls), make(hub, "Of a twin.")
    settled = settle(calls, pauses, doubt)
    assert settled.state.pages == {}
    assert [page.row.id for page in settled.suspects["a.md"]] == [made]
    assert settled.state.in_doubt == (replace(doubt, suspects=(made,)),)
    asked_before = len(asked(hub))
    again = settle(calls, pauses, state=settled.state)
    assert again.state.in_doubt == settled.state.in_doubt
    assert asked(hub)[asked_before:] == [GET]
    hub.web.archive(made)
    assert settle(calls, pauses, state=settled.state).state.in_doubt == ()


def test_a_page_that_a_web_user_copied_is_not_adopted(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    doubt, original = lost(calls), make(hub, title="Template")
    clone = hub.web.clone(original).id
    hub.web.edit(clone, title="Title", publish=True)
    settled = settle(calls, pauses, doubt)
    assert "a.md" not in settled.state.pages
    assert clone in settled.state.in_doubt[0].suspects


def test_a_page_archived_between_list_and_look_is_none(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    hub.change(quirks={"archived_page": "gone"})
    doubt, made = lost(calls), make(hub)
    hub.faults.add("error", path="/knowledge-hub/pages/*", status=404, times=None)
    settled = settle(calls, pauses, doubt)
    assert made not in settled.state.owned_ids()


def test_asked_to_stop_while_waiting_it_stops(calls: Hub, hub: LocalHub) -> None:
    with pytest.raises(Interrupted):
        reconcile(calls, EMPTY, intents(lost(calls)), wait=Pauses(hub, stops=True))


def test_an_update_that_was_carried_out_is_recorded(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    page = known(calls, hub)
    doubt = update(page, text="New words.")
    hub.web.edit(page.id, content="New words.", publish=True)
    state = replace(EMPTY, pages={"a.md": page})
    settled = settle(calls, pauses, doubt, state=state)
    assert settled.state.pages["a.md"].body == digest("New words.")
    assert settled.state.pages["a.md"].drift is None
    assert settled.state.in_doubt == ()


@pytest.mark.parametrize("others", [0, 1])
def test_a_version_of_somebody_else_beside_our_update_is_told(
    others: int, calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    """It came between our look and our write, and is in the page's versions alone."""
    page = known(calls, hub)
    for number in range(others):
        hub.web.edit(page.id, content=f"Of a colleague {number}.", publish=True)
    hub.web.edit(page.id, content="New words.", publish=True)
    state = replace(EMPTY, pages={"a.md": page})
    settled = settle(calls, pauses, update(page, text="New words."), state=state)
    assert settled.state.pages["a.md"].drift is None
    assert settled.overtaken == ("a.md",) * others


def test_an_update_that_somebody_has_reverted_is_marked_and_not_sent_again(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    page = known(calls, hub)
    doubt = update(page, text="New words.")
    hub.web.edit(page.id, content="New words.", publish=True)
    hub.web.restore(page.id, 1)
    settled = settle(calls, pauses, doubt, state=replace(EMPTY, pages={"a.md": page}))
    entry = settled.state.pages["a.md"]
    assert entry.body == digest("New words.")
    assert web_edits(entry) == ("content",)
    assert settled.state.in_doubt == ()


@pytest.mark.parametrize("shown", ["as sent", "not done", "archived", "gone"])
def test_an_update_of_a_page_that_an_older_state_does_not_know_tells_that_it_is_ours(
    shown: str, calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    page = known(calls, hub)
    doubt = update(page, text="New words.")
    if shown == "as sent":
        hub.web.edit(page.id, content="New words.", publish=True)
    elif shown in ("archived", "gone"):
        hub.change(quirks={"archived_page": "gone" if shown == "gone" else "readable"})
        hub.web.archive(page.id)
    settled = settle(calls, pauses, doubt)
    entry = settled.state.pages["a.md"]
    assert (entry.id, entry.body) == (page.id, digest("New words."))
    assert web_edits(entry) == (("content",) if shown == "not done" else ())
    assert entry.archived is (shown in ("archived", "gone"))
    assert settled.state.in_doubt == ()


@pytest.mark.parametrize("place", ["doubles", "allowed_doubles", "retiring"])
def test_an_update_makes_no_page_ours_that_state_has_for_a_person_to_settle(
    place: str, calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    other = known(calls, hub)
    doubt = update(replace(other, path="b.md"), text="New words.")
    hub.web.edit(other.id, content="New words.", publish=True)
    own = replace(known(calls, hub), **{place: (other.id,)})  # type: ignore[arg-type]
    settled = settle(calls, pauses, doubt, state=replace(EMPTY, pages={"a.md": own}))
    assert settled.state.pages == {"a.md": own}
    assert settled.state.in_doubt == ()


def test_an_update_with_a_rename_leaves_the_old_path(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    page = known(calls, hub)
    doubt = update(replace(page, path="b.md"), text="New words.")
    hub.web.edit(page.id, content="New words.", publish=True)
    settled = settle(calls, pauses, doubt, state=replace(EMPTY, pages={"a.md": page}))
    assert set(settled.state.pages) == {"b.md"}


def test_an_update_that_was_not_carried_out_stays_in_doubt_for_one_more_run(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    page = known(calls, hub)
    doubt, state = update(page, text="New words."), replace(EMPTY, pages={"a.md": page})
    settled = settle(calls, pauses, doubt, state=state)
    assert settled.state == replace(state, in_doubt=(doubt,))
    assert settle(calls, pauses, state=settled.state).state == state


def test_an_edit_of_somebody_else_is_marked_and_not_written_over(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    page = known(calls, hub)
    hub.web.edit(page.id, content="Of a colleague.", publish=True)
    doubt, state = update(page, text="New words."), replace(EMPTY, pages={"a.md": page})
    marked = settle(calls, pauses, doubt, state=state).state.pages["a.md"]
    assert marked.body == page.body
    assert marked.drift is not None


@pytest.mark.parametrize("archived_page", ["readable", "gone"])
@pytest.mark.parametrize("is_done", [True, False])
def test_an_archiving_in_doubt_is_looked_at(
    archived_page: str, is_done: bool, calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    hub.change(quirks={"archived_page": archived_page})
    page = known(calls, hub)
    if is_done:
        hub.web.archive(page.id)
    doubt = InDoubtWrite("archive_page", page)
    settled = settle(calls, pauses, doubt, state=replace(EMPTY, pages={"a.md": page}))
    assert ("a.md" in settled.state.pages) is not is_done


def test_a_doubt_that_stands_in_journal_and_state_is_looked_at_once(
    calls: Hub, hub: LocalHub, pauses: Pauses
) -> None:
    page = known(calls, hub)
    doubt = update(page, text="New words.")
    state = replace(EMPTY, pages={"a.md": page}, in_doubt=(doubt,))
    before = len(asked(hub))
    settle(calls, pauses, doubt, state=state)
    assert asked(hub)[before:] == [GET]
