"""State that several machines share, from the first apply to the last: each in a clone of its own."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from execsync.config import load
from execsync.core.serde import load_state
from execsync.core.state import State
from execsync.errors import LockedError
from execsync.localhub import LocalHub
from execsync.workspace import Workspace
from tests.crash.quick import WHERE
from tests.crash.runs import Nursery, nursery
from tests.crash.seeds import make_dice
from tests.support.bare import Bare
from tests.support.checkout import Checkout
from tests.support.clouds import Cloud
from tests.support.git import Repository
from tests.support.hub import make_hub, writes
from tests.support.wire import Answered, Asked, PassOn, Wire, passed, wire_to

PAGES = 12
NO_LIMITS = "[limits]\nper_minute = 0\nper_day = 0\n"
CONFIGS = {
    "git": '[state]\nbackend = "git"\n',
    "s3": '[state]\nbackend = "s3"\nlocation = "{location}"\n',
    "azure": '[state]\nbackend = "azure"\nlocation = "{location}"\n',
}
OTHERS = ("s3", "azure")


class Team:
    """A repository that is cloned again and again, and where its State lives."""

    def __init__(self, folder: Path, url: str, toml: str) -> None:
        self.bare = Bare(folder)
        self._homes = folder / "homes"
        self._url = url
        first = Checkout(self.bare.work.folder, config=NO_LIMITS + toml)
        for number in range(PAGES):
            first.page(f"part-{number % 3}/page-{number:02}.md", title=f"Page {number}")
        self.bare.work.commit()
        self.bare.work.run("push", "--quiet", str(self.bare.path), "main")
        self._toml = NO_LIMITS + toml

    def clone(self) -> Checkout:
        """A new machine with a clone of its own."""
        folder = self.bare.clone().folder
        home = self._homes / folder.name
        return Checkout(folder, self._url, config=self._toml, state_home=home)


def place_of(clone: Checkout) -> Workspace:
    return Workspace(load(clone.folder / "execsync.toml"))


def state_of(clone: Checkout) -> State:
    """State as its place has it."""
    stored = place_of(clone).backend.read()
    assert stored is not None
    return load_state(stored.data)


def status_of(clone: Checkout) -> str:
    return Repository.at(clone.folder).run("status", "--porcelain").out


@pytest.fixture
def wire(s3_cloud: Cloud) -> Iterator[Wire]:
    """A wire to S3."""
    with wire_to(s3_cloud.port) as made:
        yield made


Make = Callable[[str, str], Team]


@pytest.fixture
def make(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a team whose State lives in a new place of that kind, for the hub at an address."""

    def team(kind: str, url: str) -> Team:
        location = ""
        if kind in OTHERS:
            cloud: Cloud = request.getfixturevalue(f"{kind}_cloud")
            wire: Wire | None = request.getfixturevalue("wire") if kind == "s3" else None
            for name, value in cloud.variables(wire.port if wire else None).items():
                monkeypatch.setenv(name, value)
            location = cloud.make(f"b{random.getrandbits(128):032x}")
        folder = tmp_path / f"team-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return Team(folder, url, CONFIGS[kind].format(location=location))

    return team


@pytest.mark.parametrize("kind", CONFIGS)
def test_a_second_clone_has_nothing_to_do(make: Make, hub: LocalHub, kind: str) -> None:
    team = make(kind, hub.url)
    first, second = team.clone(), team.clone()
    heads = team.bare.git("for-each-ref", "refs/heads/main")
    ended = first.call("apply", "--yes")
    assert ended.code == 0, ended.err
    made = len(writes(hub))
    ended = second.call("apply", "--yes")
    assert ended.code == 0, ended.err
    assert len(writes(hub)) == made
    assert len(hub.pages()) == PAGES
    for clone in (first, second):
        assert status_of(clone) == ""
        assert not clone.state_file.exists()
        assert len(state_of(clone).pages) == PAGES
    assert team.bare.git("for-each-ref", "refs/heads/main") == heads
    assert place_of(first).backend.holder() is None


@pytest.mark.parametrize("kind", CONFIGS)
def test_a_change_of_one_clone_is_known_to_the_other(make: Make, hub: LocalHub, kind: str) -> None:
    team = make(kind, hub.url)
    first, second = team.clone(), team.clone()
    assert first.call("apply", "--yes").code == 0
    for clone in (second, first):
        clone.page("part-0/page-00.md", title="Page 0", body="Told anew.\n")
        ended = clone.call("apply", "--yes")
        assert ended.code == 0, ended.err
    assert Counter(hub_titles(hub)) == Counter(f"Page {number}" for number in range(PAGES))
    assert sum(method == "PATCH" for method, _ in writes(hub)) == 1


def hub_titles(hub: LocalHub) -> list[str]:
    return [page.title for page in hub.pages()]


@pytest.fixture(scope="module")
def born() -> Iterator[Nursery]:
    with nursery() as running:
        yield running


@pytest.mark.parametrize("kind", ["git", "s3"])
@pytest.mark.parametrize("rounds", [3, pytest.param(50, marks=pytest.mark.long)])
@pytest.mark.timeout(3000)
def test_what_a_killed_runner_has_begun_another_clone_ends(
    make: Make, born: Nursery, kind: str, rounds: int
) -> None:
    """A runner whose clone is gone has left its lock, and State with what it was about to make."""
    dice = make_dice()
    killed_with_pages, before = 0, born.kills
    for _ in range(rounds):
        with make_hub() as hub:
            team = make(kind, hub.url)
            code, kills = -9, 0
            while code != 0:
                runner = team.clone()
                code = born.apply(runner, **moment(dice, kills))
                told = runner.folder / "run.log"
                log = told.read_text() if told.exists() else ""
                assert code <= 0 or "holds the lock" in log, log
                kills += code < 0
                killed_with_pages += code < 0 < len(hub.pages()) < PAGES
                if code:
                    take_lock_from(runner)
                    shutil.rmtree(runner.folder)
            assert Counter(hub_titles(hub)) == Counter(f"Page {n}" for n in range(PAGES)), log
            state = state_of(team.clone())
            assert {page.id for page in state.pages.values()} == {page.id for page in hub.pages()}
            assert state.in_doubt == ()
    print(f"{killed_with_pages} of {born.kills - before} kills came between two pages")
    assert killed_with_pages


def moment(dice: random.Random, kills: int) -> dict[str, Any]:
    """When a run is killed: while it makes pages, then anywhere in it, then never."""
    if kills == 0:
        return {"at": dice.randint(9, 24), "where": dice.choice(WHERE)}
    if kills == 1:
        return {"seconds": dice.uniform(0, 1)}
    return {"at": dice.randint(1, 32), "where": dice.choice(WHERE)} if kills == 2 else {}


def take_lock_from(runner: Checkout) -> None:
    """What `execsync state unlock ID` does, so that nobody has to wait until it runs out.

    A push outlives the run that began it: in the next moment it may take the lock, or let it go.
    """
    backend = place_of(runner).backend
    with suppress(LockedError):
        if holder := backend.holder():
            backend.unlock(holder.id)


def count(wire: Wire, name: str) -> Counter[str]:
    """The methods of the requests for an object."""
    return Counter(asked.method for asked in wire.asked if asked.target.endswith(f"/{name}"))


FIRST_USE = 5
"""Requests that show whether a store heeds conditions: four writes, and its object's end."""


def state_and_lock(wire: Wire) -> int:
    return (count(wire, "state.toml") + count(wire, "lock")).total()


def test_an_apply_reads_state_once_and_writes_it_three_times_at_most(
    make: Make, hub: LocalHub, wire: Wire
) -> None:
    team = make("s3", hub.url)
    assert team.clone().call("apply", "--yes").code == 0
    assert count(wire, "state.toml") <= Counter(GET=1, PUT=3)
    assert len(wire.asked) - state_and_lock(wire) == FIRST_USE
    del wire.asked[:]
    second = team.clone()
    second.page("part-0/page-00.md", title="Page 0", body="Told anew.\n")
    second.page("new.md", title="Page 12")
    assert second.call("apply", "--yes").code == 0
    assert count(wire, "state.toml") <= Counter(GET=1, PUT=3)
    assert count(wire, "lock") == Counter(GET=1, PUT=2)
    assert len(wire.asked) == state_and_lock(wire)
    del wire.asked[:]
    assert second.call("apply", "--yes").code == 0
    assert count(wire, "state.toml") == Counter(GET=1)


def test_state_that_could_not_be_written_after_a_full_apply_is_made_good(
    make: Make, hub: LocalHub, wire: Wire
) -> None:
    team = make("s3", hub.url)

    def refuse_the_last(asked: Asked, pass_on: PassOn) -> Answered | None:
        is_late = asked.method == "PUT" and asked.target.endswith("/state.toml") and hub.pages()
        return (
            Answered(403, {}, b"<Error><Code>AccessDenied</Code></Error>")
            if is_late
            else pass_on(asked)
        )

    runner = team.clone()
    wire.fate = refuse_the_last
    ended = runner.call("apply", "--yes")
    wire.fate = passed
    assert ended.code == 1, ended.err
    assert "12 pages created" in ended.out
    assert "AccessDenied" in ended.out
    assert str(runner.state_folder / "unsaved-state.toml") in ended.out
    shutil.rmtree(runner.folder)
    ended = team.clone().call("apply", "--yes")
    assert ended.code == 0, ended.err
    assert Counter(hub_titles(hub)) == Counter(f"Page {number}" for number in range(PAGES))
    assert all(page.status != "archived" for page in hub.pages())
