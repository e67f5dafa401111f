"""What a look at the hub's list finds: web edits, our own late writes, pages of others."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from execsync.client.hub import Hub
from execsync.core.digest import digest
from execsync.core.running.outcome import found_page
from execsync.core.state import PageState, State
from execsync.errors import KeyRejected
from execsync.localhub import LocalHub
from execsync.sync.refresh import refresh
from tests.support.calls import calls_of
from tests.support.entries import TEXT, entry, update

if TYPE_CHECKING:
    from execsync.core.running.record import Outcome


@pytest.fixture
def calls(hub: LocalHub) -> Iterator[Hub]:
    with calls_of(hub) as calls:
        yield calls


@pytest.fixture
def page(calls: Hub, hub: LocalHub) -> PageState:
    made = hub.web.create("Title", TEXT, publish=True)
    return found_page(entry(), calls.page(made.id))


@pytest.fixture
def state(page: PageState, calls: Hub) -> State:
    row = calls.page(page.id).row
    return State(
        "lineage",
        watermark=row.updated_at,
        newest=row.created_at,
        live=1,
        pages={page.path: page},
    )


def lists(hub: LocalHub) -> int:
    return len(hub.requests("GET", "/knowledge-hub/pages"))


def gets(hub: LocalHub) -> int:
    return len(hub.requests("GET", "/knowledge-hub/pages/{id}"))


def test_nothing_new_takes_one_request_and_changes_nothing(
    calls: Hub, hub: LocalHub, state: State
) -> None:
    before = len(hub.requests())
    found = refresh(calls, state)
    assert len(hub.requests()) == before + 1
    assert found.outcomes == ()
    assert found.state.pages == state.pages


@pytest.mark.parametrize("offset", [0, 600, -600])
def test_the_watermark_is_the_newest_time_that_a_row_has_shown(
    offset: float, calls: Hub, hub: LocalHub, state: State, page: PageState
) -> None:
    hub.change(quirks={"date_offset": offset})
    hub.advance(60)
    assert refresh(calls, state).state.watermark == state.watermark
    hub.web.edit(page.id, content="Of a colleague.", publish=True)
    marked = refresh(calls, state).state
    assert marked.watermark == calls.page(page.id).row.updated_at
    assert marked.pages["a.md"].drift is not None


def test_a_web_edit_is_marked_after_one_look(
    calls: Hub, hub: LocalHub, state: State, page: PageState
) -> None:
    hub.advance(10)
    hub.web.edit(page.id, content="Of a colleague.")
    looks = gets(hub)
    found = refresh(calls, state)
    marked = found.state.pages["a.md"].drift
    assert marked is not None
    assert marked.body == digest("Of a colleague.")
    assert gets(hub) == looks + 1


def test_a_web_edit_that_is_marked_is_not_looked_at_again(
    calls: Hub, hub: LocalHub, state: State, page: PageState
) -> None:
    hub.advance(10)
    hub.web.edit(page.id, content="Of a colleague.")
    found = refresh(calls, state)
    looks = gets(hub)
    again = refresh(calls, found.state)
    assert gets(hub) == looks
    assert again.state.pages == found.state.pages


def test_a_web_edit_that_was_taken_back_is_no_longer_marked(
    calls: Hub, hub: LocalHub, state: State, page: PageState
) -> None:
    hub.advance(10)
    hub.web.edit(page.id, content="Of a colleague.")
    marked = refresh(calls, state).state
    hub.advance(10)
    hub.web.edit(page.id, content=TEXT)
    assert refresh(calls, marked).state.pages["a.md"].drift is None


def test_an_edit_in_the_second_of_the_watermark_is_seen(
    calls: Hub, hub: LocalHub, state: State, page: PageState
) -> None:
    hub.advance(10)
    calls.workspace()
    seen = refresh(calls, state).state
    hub.web.edit(page.id, content="In the same second.", publish=True)
    assert refresh(calls, seen).state.pages["a.md"].drift is not None


def test_our_own_update_that_landed_late_is_no_web_edit(
    calls: Hub, hub: LocalHub, state: State, page: PageState
) -> None:
    hub.advance(10)
    doubt = update(page, text="New words.")
    hub.web.edit(page.id, content="New words.", publish=True)
    found = refresh(calls, replace(state, in_doubt=(doubt,))).state.pages["a.md"]
    assert found.drift is None
    assert found.body == digest("New words.")


def test_pages_of_others_are_told(calls: Hub, hub: LocalHub, state: State) -> None:
    other = hub.web.create("Of a colleague")
    assert list(refresh(calls, state).unowned.rows) == [other.id]


@pytest.mark.parametrize("archived_page", ["readable", "gone"])
def test_a_page_archived_on_the_web_is_marked_and_one_that_is_back_is_not(
    archived_page: str, calls: Hub, hub: LocalHub, state: State, page: PageState
) -> None:
    hub.change(quirks={"archived_page": archived_page})
    hub.web.create("Of a colleague")
    state = refresh(calls, state).state
    hub.advance(60)
    hub.web.archive(page.id)
    marked = refresh(calls, state).state
    assert marked.pages["a.md"].archived
    hub.web.unarchive(page.id)
    assert not refresh(calls, marked).state.pages["a.md"].archived


def test_what_is_learned_is_kept_as_it_goes(calls: Hub, hub: LocalHub, state: State) -> None:
    hub.advance(60)
    others = [hub.web.create(f"P{n}", TEXT, publish=True).id for n in range(3)]
    pages = {f"{i}.md": found_page(entry(f"{i}.md"), calls.page(i)) for i in others}
    state = refresh(calls, replace(state, pages={**state.pages, **pages})).state
    hub.advance(60)
    for page_id in others:
        hub.web.edit(page_id, content="Of a colleague.", publish=True)
    kept: list[Outcome] = []
    hub.faults.add("error", path="/knowledge-hub/pages/*", status=403, times=None, after=2)
    with pytest.raises(KeyRejected):
        refresh(calls, state, keep=kept.append)
    assert len(kept) == 2


def test_many_changes_are_listed_a_hundred_at_a_time_back_to_the_watermark(
    calls: Hub, hub: LocalHub, state: State
) -> None:
    hub.advance(60)
    for number in range(150):
        hub.web.create(f"Page {number}")
    before = lists(hub)
    found = refresh(calls, state)
    assert len(found.unowned.rows) == 150
    assert found.lists == lists(hub) - before == 2
    hub.advance(60)
    calls.workspace()
    assert refresh(calls, found.state).lists == 1


def test_when_a_page_was_made_is_told_by_a_row_that_is_like_the_last_answer(
    calls: Hub, hub: LocalHub, state: State, page: PageState
) -> None:
    untold, before = replace(page, created_at=""), gets(hub)
    found = refresh(calls, replace(state, pages={page.path: untold}))
    assert found.state.pages[page.path] == page
    assert gets(hub) == before
    hub.advance(60)
    hub.web.edit(page.id, content="Edited.")
    other = replace(state, pages={page.path: untold})
    assert refresh(calls, other).state.pages[page.path].observed is None
