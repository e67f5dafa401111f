"""One fault at a time: what an apply does about it, request by request."""

from collections.abc import Iterator

import pytest

from execsync.localhub import FaultKind, LocalHub
from tests.crash.quick import quick
from tests.support.checkout import Checkout
from tests.support.hub import live_pages

PAGES = "/knowledge-hub/pages"
PAGE = "/knowledge-hub/pages/{id}"
SOURCES = "/knowledge-hub/sources"
URL = "https://example.com/a"


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with quick(look_again=0.05):
        yield


def asked(hub: LocalHub, since: int = 0) -> list[str]:
    """Method and route of each request, the first two looks of a run left out."""
    return [f"{e.method} {e.route}" for e in hub.requests()[since:]][2:]


def let_land(hub: LocalHub) -> None:
    """Have what was held up so far done before anything else is."""
    hub.faults.release()
    assert hub.wait_for(lambda seen: any(e.fault == "late" for e in seen), timeout=60)


def assert_done(checkout: Checkout, hub: LocalHub) -> None:
    """The next run has nothing to do, and the pages are those of State."""
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended
    state = checkout.state()
    assert sorted(p.id for p in state.pages.values()) == sorted(p.id for p in live_pages(hub))
    assert state.in_doubt == ()
    assert not checkout.journal.exists()


@pytest.mark.parametrize("kind", ["lose", "truncate", "error_after"])
def test_a_creation_whose_answer_is_lost_is_looked_for_and_not_repeated(
    kind: FaultKind, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    hub.faults.add(kind, method="POST", path=PAGES)
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0
    assert asked(hub) == [f"POST {PAGES}", f"GET {PAGES}", f"GET {PAGE}", f"GET {PAGES}"]
    assert "looking whether the page was made" in ended.err
    assert_done(checkout, hub)


@pytest.mark.parametrize("kind", ["cut", "error"])
def test_a_creation_that_was_not_done_is_repeated_after_two_looks(
    kind: FaultKind, checkout: Checkout, hub: LocalHub
) -> None:
    """And one at the archived pages, among which somebody may have put it."""
    checkout.page("a.md", title="A")
    hub.faults.add(kind, method="POST", path=PAGES)
    assert checkout.call("apply", "--yes").code == 0
    assert asked(hub) == [
        f"POST {PAGES}",
        f"GET {PAGES}",
        f"GET {PAGES}",
        f"GET {PAGES}",
        f"POST {PAGES}",
        f"GET {PAGES}",
    ]
    # The first one may still land, so the next run looks for it, once.
    assert len(checkout.state().in_doubt) == 1
    before = len(hub.requests())
    assert_done(checkout, hub)
    assert len(hub.requests()) == before + 3


def test_a_creation_that_lands_after_all_looks_is_named_by_the_next_run(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    hub.faults.add("late", method="POST", path=PAGES, seconds=3600)
    assert checkout.call("apply", "--yes").code == 0
    kept = checkout.state().pages["a.md"].id
    hub.faults.release()
    assert hub.wait_for(lambda seen: sum(e.method == "POST" for e in seen) == 2, timeout=10)
    ended = checkout.call("apply", "--yes")
    assert ended.code == 1
    assert "EX902" in ended.err
    (late,) = {page.id for page in live_pages(hub)} - {kept}
    assert late in ended.err
    assert checkout.state().pages["a.md"].id == kept
    hub.web.archive(late)
    assert_done(checkout, hub)


def test_a_page_that_the_list_shows_late_is_not_made_twice(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.change(quirks={"list_lag": 0.02})
    checkout.page("a.md", title="A")
    hub.faults.add("lose", method="POST", path=PAGES)
    assert checkout.call("apply", "--yes").code == 0
    assert len(hub.pages()) == 1
    assert_done(checkout, hub)


def test_the_answers_of_twins_are_lost_and_each_file_gets_its_page(
    checkout: Checkout, hub: LocalHub
) -> None:
    for name in "abc":
        checkout.page(f"{name}.md", title="Same", body=f"Text of {name}.")
    hub.faults.add("lose", method="POST", path=PAGES, times=3)
    assert checkout.call("apply", "--yes").code == 0
    texts = {page.id: page.draft_content for page in live_pages(hub)}
    for name in "abc":
        assert texts[checkout.state().pages[f"{name}.md"].id] == f"Text of {name}."
    assert_done(checkout, hub)


def test_a_twins_page_that_lands_late_is_never_written_over(
    checkout: Checkout, hub: LocalHub
) -> None:
    """The worst case: A's first page lands while B's is looked for, and B's never came to be."""
    checkout.page("a.md", title="Same", body="Text of a.")
    checkout.page("b.md", title="Same", body="Text of b.")
    hub.faults.add("late", method="POST", path=PAGES, seconds=3600)
    hub.faults.add("cut", method="POST", path=PAGES, after=1)
    hub.before("POST", PAGES, 3, lambda: let_land(hub))
    last = [checkout.call("apply", "--yes") for _ in range(3)][-1]
    texts = [page.draft_content for page in live_pages(hub)]
    assert set(texts) <= {"Text of a.", "Text of b."}
    assert hub.requests("PATCH") == []
    owned = {path: page.id for path, page in checkout.state().pages.items()}
    shown = {page.id: page.draft_content for page in live_pages(hub)}
    assert all(shown[page_id] == f"Text of {path[0]}." for path, page_id in owned.items())
    if last.code == 0:
        assert sorted(texts) == ["Text of a.", "Text of b."]
    else:
        named = f"{last.out}{last.err}"
        assert all(page_id in named for page_id in shown if page_id not in owned.values())


def test_an_answer_that_cannot_be_read_never_leads_to_a_second_page(
    checkout: Checkout, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub said 201 and something that the contract does not know, and its lists lag behind."""
    hub.change(quirks={"list_lag": 60.0})
    checkout.page("a.md", title="A")
    monkeypatch.setattr("execsync.localhub.answers.Answers.page", lambda *_, **__: {"id": 7})
    ended = checkout.call("apply", "--yes")
    monkeypatch.undo()
    assert ended.code == 1
    assert len(hub.requests("POST")) == 1
    hub.advance(120)
    assert checkout.call("apply", "--yes").code == 0
    assert len(hub.pages()) == 1
    assert_done(checkout, hub)


@pytest.mark.parametrize("kind", ["lose", "truncate", "error_after", "cut", "error"])
def test_an_update_is_repeated_at_once(kind: FaultKind, checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", body="Other text.")
    before = len(hub.requests())
    hub.faults.add(kind, method="PATCH")
    assert checkout.call("apply", "--yes").code == 0
    assert asked(hub, before) == [f"GET {PAGE}", f"PATCH {PAGE}", f"PATCH {PAGE}"]
    assert_done(checkout, hub)


@pytest.mark.parametrize("kind", ["lose", "truncate", "error_after", "cut", "error"])
def test_a_source_is_repeated_at_once(kind: FaultKind, checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", sources=[URL])
    hub.faults.add(kind, method="POST", path=SOURCES)
    assert checkout.call("apply", "--yes").code == 0
    assert asked(hub)[:2] == [f"POST {SOURCES}"] * 2
    assert len(hub.sources()) == 1
    assert_done(checkout, hub)


def test_an_update_whose_answers_are_all_lost_is_compared_by_the_next_run(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", status="published")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", body="Other text.", status="published")
    hub.faults.add("lose", method="PATCH", times=5)
    assert checkout.call("apply", "--yes").code == 1
    assert len(checkout.state().in_doubt) == 1
    before = len(hub.requests())
    assert checkout.call("apply", "--yes").code == 0
    assert [e.method for e in hub.requests()[before:]] == ["GET"] * 3
    assert_done(checkout, hub)


def test_a_minutes_limit_is_waited_for_and_nothing_is_lost(
    checkout: Checkout, hub: LocalHub
) -> None:
    for number in range(6):
        checkout.page(f"{number}.md", title=f"Page {number}")
    hub.faults.add("limit", method="POST", times=3, retry_after=0)
    assert checkout.call("apply", "--yes").code == 0
    assert sum(e.status == 201 for e in hub.requests()) == 6
    assert_done(checkout, hub)


def test_a_replacement_whose_answer_is_lost_is_not_made_twice(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    old = checkout.state().pages["a.md"].id
    checkout.page("a.md", title="A", visibility="private")
    hub.faults.add("lose", method="POST", path=PAGES)
    ended = checkout.call("apply", "--yes", "--allow-replace", "a.md")
    assert ended.code == 0, ended
    (page,) = live_pages(hub)
    assert page.id != old
    assert page.visibility == "private"
    assert_done(checkout, hub)


def test_a_page_that_may_be_the_lost_one_is_named_by_the_doubt_that_is_kept(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Somebody edits the page between the answer that is lost and the look for it."""
    checkout.page("a.md", title="A")
    hub.faults.add("lose", method="POST", path=PAGES)
    hub.after("POST", PAGES, 1, lambda: hub.web.edit(hub.pages()[0].id, content="Other words."))
    assert checkout.call("apply", "--yes").code == 1
    (page,) = live_pages(hub)
    (doubt,) = checkout.state().in_doubt
    assert doubt.suspects == (page.id,)


@pytest.mark.parametrize(("answered", "asked_for"), [((), 5), ((4,), 9), ((0,), 6)])
def test_after_five_updates_in_a_row_without_an_answer_no_other_is_sent(
    answered: tuple[int, ...], asked_for: int, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure("[limits]\nper_minute = 0\n")  # or it would wait for the next minute
    for number in range(9):
        checkout.page(f"{number}.md", title=f"Page {number}")
    assert checkout.call("apply", "--yes").code == 0
    pages = checkout.state().pages
    for number in range(9):
        checkout.page(f"{number}.md", title=f"Page {number}", body="Other text.")
        if number not in answered:
            path = f"{PAGES}/{pages[f'{number}.md'].id}"
            hub.faults.add("cut", method="PATCH", path=path, times=None)
    assert checkout.call("apply", "--yes", "--parallelism", "1").code == 1
    assert len({exchange.path for exchange in hub.requests("PATCH")}) == asked_for
