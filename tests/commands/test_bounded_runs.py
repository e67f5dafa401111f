"""More to ask than a run, or a day, has requests: each run goes on where the last one ended."""

from collections import Counter
from dataclasses import replace

import pytest

from execsync.config import load
from execsync.content import reader
from execsync.core.address import Address
from execsync.core.planning.steps import StepKind
from execsync.core.running.outcome import sent_page
from execsync.core.state import InDoubtWrite, PageState
from execsync.core.state_text import dump_state
from execsync.localhub import LocalHub
from execsync.workspace import Workspace
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages

NUMBER = 300
DAY = 86400.0
NO_PACE = "[limits]\nper_minute = 0\n"
ASKED = "/knowledge-hub/pages/{id}"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """300 pages, on the hub as their files are. No run waits for a minute's end."""
    checkout.configure(NO_PACE)
    for number in range(NUMBER):
        checkout.page(f"{number}.md", title=f"Page {number}", body=f"Text {number}.")
    assert checkout.run("apply", "--yes").code == 0
    return checkout


def asked(hub: LocalHub, since: int = 0) -> Counter[str]:
    """How often each page was looked at, by the requests from number `since`."""
    gets = (e for e in hub.requests("GET", ASKED) if e.seq > since and e.status == 200)
    return Counter(e.path.rpartition("/")[2] for e in gets)


def last(hub: LocalHub) -> int:
    return hub.requests()[-1].seq


def run_until_done(checkout: Checkout, *arguments: str, most: int, hub: LocalHub) -> Ended:
    """Run it on one day after another, until it is not incomplete any more."""
    for _ in range(most):
        hub.advance(DAY)
        done = checkout.call(*arguments)
        if done.code != 3:
            return done
    raise AssertionError(f"still incomplete after {most} runs: {done}")


def edit_all(hub: LocalHub) -> None:
    hub.advance(60)
    for page in live_pages(hub):
        hub.web.edit(page.id, content=f"Of a colleague, in {page.title}.", publish=True)


def test_a_refresh_goes_on_each_day(checkout: Checkout, hub: LocalHub) -> None:
    edit_all(hub)
    hub.change(per_day=101)
    since = last(hub)
    done = run_until_done(checkout, "apply", "--yes", most=4, hub=hub)
    assert done.code == 1
    assert set(asked(hub, since).values()) == {1}, "no page is asked for twice"
    assert len(asked(hub, since)) == NUMBER
    assert all(page.drift for page in checkout.state().pages.values())
    assert hub.requests("PATCH") == []


@pytest.mark.long
def test_a_refresh_goes_on_where_its_requests_are_bounded(
    checkout: Checkout, hub: LocalHub
) -> None:
    edit_all(hub)
    since = last(hub)
    done = run_until_done(checkout, "apply", "--yes", "--max-requests", "60", most=6, hub=hub)
    assert done.code == 1
    assert set(asked(hub, since).values()) == {1}
    assert len(asked(hub, since)) == NUMBER


def test_pages_archived_on_the_web_are_found_out_bit_by_bit(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.advance(60)
    for page in live_pages(hub)[:200]:
        hub.web.archive(page.id)
    done = run_until_done(checkout, "apply", "--yes", "--max-requests", "60", most=5, hub=hub)
    assert done.code == 0
    assert sum(page.archived for page in checkout.state().pages.values()) == 200


@pytest.mark.parametrize(
    ("landed", "kept_in"),
    [
        pytest.param(True, "state", marks=pytest.mark.long),
        pytest.param(False, "journal", marks=pytest.mark.long),
        pytest.param(True, "journal", marks=pytest.mark.long),
        pytest.param(False, "state", marks=pytest.mark.long),
    ],
)
def test_updates_in_doubt_are_settled_bit_by_bit(
    checkout: Checkout, hub: LocalHub, landed: bool, kept_in: str
) -> None:
    """State has them from a runner that lost its journal, the journal from one that was killed."""
    state = checkout.state()
    doubts = []
    for number in range(100):
        known = state.pages[f"{number}.md"]
        checkout.page(f"{number}.md", title=f"Page {number}", body=f"New text {number}.")
        wanted = replace(
            sent_page_like(checkout, f"{number}.md"), id=known.id, created_at=known.created_at
        )
        doubts.append(InDoubtWrite("update_page", wanted, state.newest))
        if landed:
            hub.web.edit(known.id, content=f"New text {number}.")
    if kept_in == "state":
        checkout.state_file.write_bytes(dump_state(replace(state, in_doubt=tuple(doubts))))
    else:
        leave_in_journal(checkout, doubts)
    run = ("apply", "--yes", "--max-requests", "25")
    since = last(hub)
    assert checkout.call(*run).code == 3, (
        "what it did not find may still land, and is looked for again"
    )
    for _ in range(3):
        assert checkout.call(*run).code == 3
        assert len(checkout.state().in_doubt) < len(doubts)
        doubts = list(checkout.state().in_doubt)
    done = run_until_done(checkout, "apply", "--yes", most=1, hub=hub)
    assert done.code == 0
    assert checkout.state().in_doubt == ()
    assert len(asked(hub, since)) == 100
    texts = {page.draft_title: page.draft_content for page in live_pages(hub)}
    assert {texts[f"Page {number}"] for number in range(100)} == {
        f"New text {number}." for number in range(100)
    }


def leave_in_journal(checkout: Checkout, doubts: list[InDoubtWrite]) -> None:
    """End as a run that is killed when it has sent all of these."""
    workspace = Workspace(load(checkout.folder / "execsync.toml"))
    loaded = workspace.load()
    with workspace.recorder(loaded, loaded.state, lambda: 0.0) as recorder:
        recorder.intend((StepKind(one.kind), Address("page", one.page.path), one) for one in doubts)


def sent_page_like(checkout: Checkout, path: str) -> PageState:
    """What State would say of the page of a file, had it been sent as it is."""
    read = reader.load(load(checkout.folder / "execsync.toml"))
    page = next(page for page in read.pages if page.path == path)
    return sent_page(page, page_id="", source_ids=())


@pytest.mark.long
def test_a_lost_creation_is_looked_for_among_many_others_bit_by_bit(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("new.md", title="New", body="Of ours.")
    state = checkout.state()
    wanted = sent_page_like(checkout, "new.md")
    checkout.state_file.write_bytes(
        dump_state(replace(state, in_doubt=(InDoubtWrite("create_page", wanted, state.newest),)))
    )
    hub.advance(60)
    for number in range(150):
        hub.web.create(f"Of a colleague {number}", f"Something {number}.", publish=True)
    since = last(hub)
    done = run_until_done(checkout, "apply", "--yes", "--max-requests", "60", most=5, hub=hub)
    assert done.code == 0
    assert "new.md" in checkout.state().pages
    assert max(asked(hub, since).values()) <= 2
    assert len(live_pages(hub)) == NUMBER + 151


@pytest.mark.long
def test_a_rebuild_goes_on_each_day(checkout: Checkout, hub: LocalHub) -> None:
    before = checkout.state().pages
    checkout.state_file.unlink()
    hub.change(per_day=101)
    since = last(hub)
    done = run_until_done(checkout, "state", "rebuild", "--yes", most=4, hub=hub)
    assert done.code == 0
    assert set(asked(hub, since).values()) == {1}, "no page is asked for twice"
    assert {p: page.id for p, page in checkout.state().pages.items()} == {
        p: page.id for p, page in before.items()
    }
    done = run_until_done(checkout, "apply", "--yes", most=1, hub=hub)
    assert (done.code, done.out.splitlines()[-1][:10]) == (0, "No changes")
