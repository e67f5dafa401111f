"""The number of requests, as formulas, against the hub's own count.

What a plan foretells is what is then counted, for each kind of change: tests/commands/test_cost.py. A doubt's
looks: tests/sync/test_reconcile.py. What a day's limit makes of many requests: tests/benchmarks/test_days.py.
"""

import shutil
from collections import Counter

import pytest

from execsync.core.planning.cost import LIST_SIZE, expect_checks
from execsync.localhub import LocalHub
from execsync.sync.polling import poll
from tests.crash.quick import quick
from tests.support.calls import calls_of
from tests.support.checkout import Checkout

WORKSPACE = ("GET", "/workspace")
LIST = ("GET", "/knowledge-hub/pages")
LOOK = ("GET", "/knowledge-hub/pages/{id}")
POLL = ("GET", "/knowledge-hub/sources")
SOURCE = ("GET", "/knowledge-hub/sources/{id}")
CREATE_PAGE = ("POST", "/knowledge-hub/pages")
CREATE_SOURCE = ("POST", "/knowledge-hub/sources")


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n")
    return checkout


def url(number: int) -> str:
    return f"https://source.example/{number}"


def write(checkout: Checkout, pages: int, sources: int = 0) -> None:
    """Pages that name so many sources between them, each page at least one while there are enough."""
    for number in range(pages):
        named = [url(source) for source in range(number, sources, pages)]
        if sources and not named:
            named = [url(number % sources)]
        checkout.page(f"{number:03}.md", title=f"Page {number}", sources=named)


def applied(checkout: Checkout, hub: LocalHub) -> Counter[tuple[str, str]]:
    """The requests of an apply, by method and route."""
    before = len(hub.requests())
    with quick(look_again=0.0):
        ended = checkout.call("apply", "--yes")
    assert ended.code in (0, 1), ended
    return Counter((e.method, e.route) for e in hub.requests()[before:])


class TestFirstApply:
    """S sources, P pages, and the polls; the workspace and a list before, a list a hundred after."""

    @pytest.mark.parametrize(("pages", "sources"), [(1, 0), (7, 0), (1, 5), (7, 4), (110, 60)])
    def test_sources_that_are_ready_at_once(
        self, pages: int, sources: int, checkout: Checkout, hub: LocalHub
    ) -> None:
        write(checkout, pages, sources)
        counted = applied(checkout, hub)
        polls = counted.pop(POLL, 0) + counted.pop(SOURCE, 0)
        made = {CREATE_SOURCE: sources, CREATE_PAGE: pages}
        # The last lists tell whether somebody made such a page meanwhile.
        assert counted == +Counter({WORKSPACE: 1, LIST: 2 + pages // LIST_SIZE, **made})
        assert polls <= 3

    def test_sources_that_take_their_time(self, checkout: Checkout, hub: LocalHub) -> None:
        """Questions for all of them together: their number hangs on the time, not on the sources."""
        hub.change(extraction_seconds=0.5)
        write(checkout, 10, 40)
        counted = applied(checkout, hub)
        polls = counted.pop(POLL) + counted.pop(SOURCE, 0)
        assert counted.total() == 2 + 40 + 10 + 1
        # Every 0.02 seconds, then 0.04, 0.08, 0.1 …: at most ten rounds of up to three lists each, for
        # while sources are still being made they are in all of them.
        assert 2 <= polls <= 10 * 3


class TestPolls:
    """One question about all sources that are waited for."""

    @pytest.mark.parametrize(
        ("sources", "requests"), [(1, 1), (2, 2), (3, 1), (100, 1), (101, 2), (250, 3)]
    )
    def test_while_none_is_begun_it_takes_a_list(
        self, sources: int, requests: int, hub: LocalHub
    ) -> None:
        """A list shows a hundred: from 101 sources on that run at once, one more for each hundred."""
        hub.change(extraction_seconds=3600.0)
        assert self.asked(hub, sources) == ({"pending"}, requests)

    @pytest.mark.parametrize(("sources", "requests"), [(3, 2), (100, 2), (101, 3), (250, 4)])
    def test_while_all_are_in_work_it_takes_one_more(
        self, sources: int, requests: int, hub: LocalHub
    ) -> None:
        hub.change(extraction_seconds=3600.0)
        assert self.asked(hub, sources, after=1800) == ({"processing"}, requests)

    @pytest.mark.parametrize(("sources", "requests"), [(3, 3), (100, 3), (101, 4), (250, 5)])
    def test_once_they_have_ended_it_takes_another_one(
        self, sources: int, requests: int, hub: LocalHub
    ) -> None:
        assert self.asked(hub, sources) == ({"ready"}, requests)

    @staticmethod
    def asked(hub: LocalHub, sources: int, *, after: float = 0.0) -> tuple[set[str], int]:
        with calls_of(hub) as calls:
            fields = ({"type": "url", "title": "T", "url": url(n)} for n in range(sources))
            made = [calls.create_source(source)[0] for source in fields]
            hub.advance(after)
            before = len(hub.requests())
            found = poll(calls, [one.id for one in made]).statuses
            assert len(found) == sources
            return {*found.values()}, len(hub.requests()) - before


@pytest.fixture
def settled(checkout: Checkout, hub: LocalHub) -> Checkout:
    """130 pages that were applied ten minutes ago, and looked at since."""
    write(checkout, 130)
    assert applied(checkout, hub).total() == 2 + 130 + 2
    hub.advance(600)
    applied(checkout, hub)
    hub.advance(600)
    return checkout


class TestIdleApply:
    """The workspace, and the pages that were written since the last look: in most cases one list."""

    def test_it_takes_two(self, settled: Checkout, hub: LocalHub) -> None:
        assert applied(settled, hub) == {WORKSPACE: 1, LIST: 1}

    @pytest.mark.parametrize("pages", [1, 100, 101, 230])
    def test_our_own_writes_are_listed_once_more(
        self, pages: int, checkout: Checkout, hub: LocalHub
    ) -> None:
        write(checkout, pages)
        applied(checkout, hub)
        lists = -(-pages // LIST_SIZE)
        assert expect_checks(checkout.state()) == 1 + lists
        assert applied(checkout, hub) == {WORKSPACE: 1, LIST: lists}


class TestRefresh:
    """Pages that were edited on the web: a list shows which, and each takes a look."""

    @pytest.mark.parametrize("changed", [0, 1, 5, 99])
    def test_it_takes_two_and_one_for_each_page_that_changed(
        self, changed: int, settled: Checkout, hub: LocalHub
    ) -> None:
        self.edit(settled, hub, changed)
        # A list that brings news is followed by the next one: all pages were written within the overlap.
        lists = 2 if changed else 1
        assert applied(settled, hub) == Counter({WORKSPACE: 1, LIST: lists, LOOK: changed})

    @pytest.mark.parametrize("changed", [100, 130])
    def test_a_hundred_fill_a_list_so_that_the_next_one_is_read(
        self, changed: int, settled: Checkout, hub: LocalHub
    ) -> None:
        self.edit(settled, hub, changed)
        assert applied(settled, hub) == {WORKSPACE: 1, LIST: 2, LOOK: changed}

    def test_a_hundred_that_are_all_there_is_fill_one_list(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        write(checkout, 100)
        applied(checkout, hub)
        hub.advance(60)
        self.edit(checkout, hub, 100)
        assert applied(checkout, hub) == {WORKSPACE: 1, LIST: 1, LOOK: 100}

    def test_what_was_seen_takes_no_second_look(self, settled: Checkout, hub: LocalHub) -> None:
        self.edit(settled, hub, 5)
        applied(settled, hub)
        assert applied(settled, hub) == {WORKSPACE: 1, LIST: 1}

    @staticmethod
    def edit(checkout: Checkout, hub: LocalHub, pages: int) -> None:
        for page in list(checkout.state().pages.values())[:pages]:
            hub.web.edit(page.id, content="Of a colleague.")


class TestUsualDay:
    """Ten edits and two new pages, as docs/speed.md has them; the plan says the number before."""

    @pytest.mark.parametrize(
        ("look", "fresh", "requests"),
        [
            ("each", False, 25),
            pytest.param("each", True, 28, marks=pytest.mark.long),
            pytest.param("list", False, 20, marks=pytest.mark.long),
            ("list", True, 20),
        ],
    )
    def test_the_plan_says_what_is_sent(
        self,
        look: str,
        fresh: bool,
        requests: int,
        checkout: Checkout,
        hub: LocalHub,
    ) -> None:
        # Those that are edited are older than all others, however fast the hub makes these.
        write(checkout, 10)
        applied(checkout, hub)
        hub.advance(60)
        write(checkout, 420)
        applied(checkout, hub)
        hub.advance(86_400)
        applied(checkout, hub)
        for number in range(10):
            checkout.page(f"{number:03}.md", title=f"Page {number}", body="Edited.")
        for number in range(2):
            checkout.page(f"new-{number}.md", title=f"New {number}", body=f"New {number}.")
        if fresh:
            shutil.rmtree(checkout.state_folder / "cache")
        no_limits = "[limits]\nper_minute = 0\nper_day = 0\n"
        checkout.configure(f'{no_limits}[apply]\nlook = "{look}"\n')
        stated = checkout.call("plan").out
        assert f"Cost: {requests} requests" in stated
        assert applied(checkout, hub).total() == requests
