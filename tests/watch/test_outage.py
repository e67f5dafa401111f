"""A hub that is away while somebody writes: everything arrives afterwards, once."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import make_hub
from tests.watch.watching import Watching, texts, wait_for, wait_for_writes, writes_of

PAGES = 6


class Machine:
    """A hub's machine, which can be switched off and on: its address and what it keeps stay."""

    def __init__(self, folder: Path) -> None:
        self._database = str(folder / "hub.sqlite3")
        self._place = socket.socket()
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._place.bind(("127.0.0.1", 0))

    @contextmanager
    def on(self) -> Iterator[LocalHub]:
        """Its hub, for the block."""
        port = self._place.getsockname()[1]
        with make_hub(port=port, database=self._database) as hub:
            yield hub

    def close(self) -> None:
        """Let the port go, which was kept free of others while the hub was off."""
        self._place.close()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with closing(Machine(tmp_path)) as made:
        yield made


@pytest.mark.parametrize(
    "seconds", [0.0, pytest.param(20.0, marks=pytest.mark.long)], ids=["short", "20-seconds"]
)
def test_saves_during_an_outage_arrive_once_each(
    checkout: Checkout, machine: Machine, seconds: float
) -> None:
    for number in range(PAGES):
        checkout.page(f"{number}.md", title=f"Page {number}")
    with machine.on() as hub:
        checkout.url = hub.url
        watch = Watching(checkout, "--yes")
        watch.wait_to_hear(f"watching {PAGES} pages")
    with watch:
        for number in range(PAGES):
            checkout.page(f"{number}.md", title=f"Page {number}", body=f"Saved meanwhile: {number}")
        checkout.page("new.md", title="New")
        watch.wait_to_hear("what is saved waits")
        checkout.page("0.md", title="Page 0", body="Saved again.")
        checkout.page("newer.md", title="Newer")
        threading.Event().wait(seconds)
        with machine.on() as hub:
            wait_for_writes(hub, PAGES + 2)
            watch.wait_to_hear("going on")
            assert watch.stop() == 0
            sent = Counter((one.method, one.path) for one in writes_of(hub.requests()))
            assert sorted(sent.values()) == [1] * PAGES + [2], "two creations, and an update a page"
            assert texts(hub) == sorted(
                [
                    ("Page 0", "Saved again."),
                    *((f"Page {n}", f"Saved meanwhile: {n}") for n in range(1, PAGES)),
                    ("New", "Text."),
                    ("Newer", "Text."),
                ]
            )
    assert watch.said.err.count("what is saved waits") == 1, "an outage is told once"


def test_a_page_whose_creation_got_no_answer_is_made_once(
    checkout: Checkout, hub: LocalHub
) -> None:
    with Watching(checkout, "--yes") as watch:
        hub.faults.add("lose", method="POST")
        hub.faults.add("cut", method="GET", times=5)
        checkout.page("a.md", title="A")
        wait_for(hub, lambda seen: sum(e.fault == "cut" for e in seen) == 5)
        watch.wait_to_hear("going on")
        checkout.page("a.md", title="A", body="New.")
        wait_for(hub, lambda seen: any(e.method == "PATCH" for e in seen))
        assert watch.stop() == 0
    assert len(hub.requests("POST")) == 1
    assert texts(hub) == [("A", "New.")]


def test_a_limit_that_the_hub_names_is_waited_out(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes", "--max-wait", "0") as watch:
        hub.faults.add("limit", method="PATCH", retry_after=2)
        checkout.page("a.md", title="A", body="New.")
        watch.wait_to_hear("takes no more requests for now")
        wait_for_writes(hub, 2)
        assert watch.stop() == 0
