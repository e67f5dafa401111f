"""Two whole applies of one content that start at once: one makes all, the other one waits or is told."""

import threading
from collections import Counter

import pytest

from execsync.localhub import LocalHub
from tests.shared.clones import POSTS, SERVERS, Make, Team, assert_all_once, place_of
from tests.support.checkout import Checkout, Ended
from tests.support.clouds import AZURE
from tests.support.hub import make_hub, writes

PAGES = 60
URLS = tuple(f"https://example.com/{number}" for number in range(20))
MADE = Counter({("POST", POSTS): PAGES, ("POST", "/knowledge-hub/sources"): len(URLS)})
PLACES = ("file", "git", "s3", AZURE)
TRANSPORTS = tuple(pytest.param(kind, marks=pytest.mark.long) for kind in SERVERS)
WAITING = "waiting at most"
SECONDS = 60

pytestmark = [
    pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.long)]),
    pytest.mark.parametrize("kind", [*PLACES, *TRANSPORTS]),
    pytest.mark.timeout(1800),
]


class Run:
    """An apply in a process of its own. `met` is set once it says that it waits, or comes to its end."""

    def __init__(self, clone: Checkout, met: threading.Event, *options: str) -> None:
        self.clone = clone
        self._met = met
        self._process = clone.start("apply", "--yes", *options)
        self._told: list[str] = []
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def end(self) -> Ended:
        """Wait for its end."""
        self._thread.join()
        out, _ = self._process.communicate(timeout=SECONDS)
        return Ended(self._process.returncode, out, "".join(self._told))

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._told.append(line)
            if line.startswith(WAITING):
                self._met.set()
        self._met.set()


def start_two(team: Team, hub: LocalHub, *options: str) -> tuple[list[Run], list[str]]:
    """Two runs at once, of which one makes its first page only after the other one has met its lock.

    Returns them and, for after their end, who the lock's own record says has held it by then.
    """
    met, held = threading.Event(), list[str]()
    clones = [team.clone()]
    clones.append(clones[0] if team.is_in_file else team.clone())

    def wait_for_the_other() -> None:
        assert met.wait(SECONDS)
        held.append(str(place_of(clones[0]).backend.holder()))

    hub.before("POST", POSTS, 1, wait_for_the_other)
    return [Run(clone, met, *options) for clone in clones], held


def test_the_second_waits_and_then_finds_nothing_to_do(make: Make, kind: str, rounds: int) -> None:
    for _ in range(rounds):
        with make_hub() as hub:
            team = make(kind, hub.url, pages=PAGES, urls=URLS)
            runs, held = start_two(team, hub, "--lock-timeout", "300")
            first, second = sorted((run.end() for run in runs), key=lambda one: WAITING in one.err)
            hub.raise_errors()
            assert (first.code, second.code) == (0, 0), first.err + second.err
            assert WAITING not in first.err
            assert held[0] in second.err
            assert f"{PAGES} pages created" in first.out
            assert "No changes" in second.out
            assert Counter(writes(hub)) == MADE
            assert_all_once(team, hub, runs[0].clone)


def test_who_does_not_wait_is_told_who_holds_the_lock(make: Make, kind: str, rounds: int) -> None:
    for _ in range(rounds):
        with make_hub() as hub:
            team = make(kind, hub.url, pages=PAGES, urls=URLS)
            runs, held = start_two(team, hub)
            (first, _), (second, loser) = sorted(
                ((run.end(), run) for run in runs), key=lambda one: one[0].code
            )
            hub.raise_errors()
            assert (first.code, second.code) == (0, 1), first.err + second.err
            assert held[0] in second.err
            assert "nothing was changed" in second.err
            assert f"{PAGES} pages created" in first.out
            assert_all_once(team, hub, loser.clone)
            again = loser.clone.call("apply", "--yes")
            assert (again.code, "No changes" in again.out) == (0, True), again.err
            assert Counter(writes(hub)) == MADE
