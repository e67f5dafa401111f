"""A watch on shared State whose lock another run takes in the middle of a batch."""

import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from execsync.state.cells import Overtaken
from tests.support.hub import live_pages
from tests.support.shared import SharedState
from tests.watch.telling_lease import LOST
from tests.watch.watching import Watching, texts

PROGRAM = (sys.executable, str(Path(__file__).with_name("telling_lease.py")))
PAGES = 4
POSTS = "/knowledge-hub/pages"


def take_lock(shared: SharedState) -> str:
    """Take the lock from whoever holds it, and renews it in the same moment. Returns its version."""
    while True:
        cell = shared.cells.read("lock")
        assert cell is not None
        try:
            return shared.cells.write("lock", b'{"id": "other", "who": "ann"}', cell.version)
        except Overtaken:
            continue


def write_state(shared: SharedState) -> None:
    """As the other run does that has the lock: what it wrote is not to be written over."""
    cell = shared.cells.read("state")
    assert cell is not None
    shared.cells.write("state", cell.data, cell.version)


@pytest.mark.parametrize("other_writes", [False, True], ids=["only the lock", "State as well"])
def test_it_says_so_sends_nothing_more_and_goes_on_once_the_lock_is_free(
    shared: SharedState, hub: LocalHub, other_writes: bool
) -> None:
    checkout = shared.checkout("one", hub.url)
    checkout.configure(f"{shared.config}[apply]\nparallelism = 1\n")
    aside = shared.checkout("aside", hub.url)
    checkout.page("first.md", title="First")
    reached, released = threading.Event(), threading.Event()

    def hold_up() -> None:
        reached.set()
        released.wait()

    with ExitStack() as end, Watching(checkout, "--yes", program=PROGRAM) as watch:
        end.callback(released.set)  # also where this fails, for the hub waits for its answers
        hub.after("POST", POSTS, 1, hold_up)
        for number in range(PAGES):
            aside.page(f"new/{number}.md", title=f"Page {number}")
        (aside.content / "new").rename(checkout.content / "new")  # all of them are one batch
        reached.wait()
        version = take_lock(shared)
        if other_writes:
            write_state(shared)
        watch.wait_to_hear(LOST)
        released.set()
        watch.wait_to_hear("another run has taken the lock of State")
        assert len(live_pages(hub)) == 2
        shared.cells.write("lock", b"", version)
        watch.wait_to_hear("going on")
        assert watch.stop() == 0, watch.said
    titles = [title for title, _ in texts(hub)]
    assert titles == ["First", *(f"Page {number}" for number in range(PAGES))]
    assert len(shared.state().pages) == PAGES + 1
