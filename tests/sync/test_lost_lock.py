"""A lock that another run takes in the middle, and a runner that is cancelled."""

import functools
import signal
import threading
import time

import pytest

from execsync.core.state_text import dump_state
from execsync.localhub import LocalHub
from execsync.state import lease
from execsync.state.cells import Overtaken
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages
from tests.support.shared import SharedState

PAGES = 12
POSTS = "/knowledge-hub/pages"
PARALLELISM = 4


def filled(shared: SharedState, hub: LocalHub, name: str) -> Checkout:
    checkout = shared.checkout(name, hub.url)
    for number in range(PAGES):
        checkout.page(f"{number}.md", title=f"Page {number}")
    return checkout


def posts(hub: LocalHub) -> int:
    return sum(e.method == "POST" for e in hub.requests())


class TestLostLock:
    @pytest.fixture(autouse=True)
    def _renews_often(self, monkeypatch: pytest.MonkeyPatch) -> None:
        often = functools.partial(lease.Lease, renew_every=1.0)
        monkeypatch.setattr(lease, "Lease", often)

    def run_and_lose(self, checkout: Checkout, shared: SharedState, hub: LocalHub) -> Ended:
        """An apply whose lock somebody takes once two pages were made; the hub holds up the others."""
        hub.faults.add("delay", method="POST", path=POSTS, after=2, times=None, seconds=2.0)

        def take() -> None:
            hub.wait_for(lambda asked: sum(e.method == "POST" for e in asked) >= 2, timeout=30)
            # Its holder may renew it in the same moment, or come to its end.
            while (cell := shared.cells.read("lock")) is not None and cell.data:
                try:
                    shared.cells.write("lock", b'{"id": "other"}', cell.version)
                except Overtaken:
                    continue
                return

        thief = threading.Thread(target=take)
        thief.start()
        ended = checkout.call("apply", "--yes")
        thief.join()
        hub.faults.clear()
        return ended

    def test_nothing_more_is_sent_and_it_says_so(self, shared: SharedState, hub: LocalHub) -> None:
        checkout = filled(shared, hub, "one")
        ended = self.run_and_lose(checkout, shared, hub)
        assert ended.code == 3, ended.err
        assert "another run has taken the lock of State" in ended.out
        assert 2 <= posts(hub) < PAGES
        assert f"Left: {PAGES - len(live_pages(hub))}" in ended.out

    def test_state_is_not_written_over_what_the_other_wrote(
        self, shared: SharedState, hub: LocalHub
    ) -> None:
        checkout = filled(shared, hub, "one")
        hub.faults.add("delay", method="POST", path=POSTS, after=2, times=None, seconds=2.0)
        run = checkout.start("apply", "--yes")
        assert hub.wait_for(lambda asked: sum(e.method == "POST" for e in asked) >= 2, timeout=30)
        state = shared.state()
        cell = shared.cells.read("state")
        assert cell is not None
        shared.cells.write("state", dump_state(state), cell.version)
        hub.faults.clear()
        out, err = run.communicate(timeout=60)
        assert run.returncode == 1, err
        assert "somebody else has written State" in out
        assert "unsaved-state.toml" in out
        assert shared.state() == state
        assert (checkout.state_folder / "unsaved-state.toml").exists()
        again = checkout.call("apply", "--yes")
        assert again.code == 0, again.err
        assert len(live_pages(hub)) == PAGES


class TestCancel:
    def test_what_was_cancelled_goes_on_elsewhere_and_makes_no_page_twice(
        self, shared: SharedState, hub: LocalHub
    ) -> None:
        checkout = filled(shared, hub, "one")
        made, released = threading.Event(), threading.Event()

        def hold_back() -> None:
            made.set()
            released.wait(60)

        for nth in range(4, 4 + PARALLELISM):  # their pages are made, and no answer comes
            hub.after("POST", POSTS, nth, hold_back)
        run = checkout.start("apply", "--yes")
        assert made.wait(30)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=30)
        released.set()
        assert run.returncode == 130, err
        assert shared.state().in_doubt
        other = filled(shared, hub, "two")
        ended = other.call("apply", "--yes", "--prune")
        assert ended.code == 0, ended.err
        assert sorted(page.title for page in live_pages(hub)) == sorted(
            f"Page {number}" for number in range(PAGES)
        )


def test_whoever_waits_for_the_lock_can_be_stopped(shared: SharedState, hub: LocalHub) -> None:
    checkout = filled(shared, hub, "one")
    shared.cells.write("lock", b'{"id": "other", "who": "ann"}', None)
    run = checkout.start("apply", "--yes", "--lock-timeout", "300")
    seen = checkout.state_folder / "cache" / "lease-seen.json"
    while not seen.exists():
        assert run.poll() is None
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "stopped while another run held the lock" in err
    assert posts(hub) == 0
