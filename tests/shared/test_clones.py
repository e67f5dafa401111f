"""State that several machines share, from the first apply to the last: each in a clone of its own."""

import json
import random
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from execsync.errors import LockedError
from execsync.localhub import LocalHub
from execsync.state.git_cells import GitCells
from tests.crash.quick import WHERE
from tests.crash.runs import Nursery, nursery
from tests.crash.seeds import make_dice
from tests.shared.clones import (
    POSTS,
    Make,
    assert_all_once,
    place_of,
    state_of,
    status_of,
    titles,
)
from tests.shared.conftest import PAGES
from tests.support.checkout import Checkout
from tests.support.clouds import AZURE
from tests.support.hub import make_hub, writes
from tests.support.shared import REF
from tests.support.wire import Wire

KINDS = ("git", "s3", AZURE)


@pytest.mark.parametrize("kind", KINDS)
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


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_one_clone_is_known_to_the_other(make: Make, hub: LocalHub, kind: str) -> None:
    team = make(kind, hub.url)
    first, second = team.clone(), team.clone()
    assert first.call("apply", "--yes").code == 0
    for clone in (second, first):
        clone.page("part-0/page-00.md", title="Page 0", body="Told anew.\n")
        ended = clone.call("apply", "--yes")
        assert ended.code == 0, ended.err
    assert titles(hub) == team.titles
    assert sum(method == "PATCH" for method, _ in writes(hub)) == 1


@pytest.fixture(scope="module")
def born() -> Iterator[Nursery]:
    with nursery() as running:
        yield running


@pytest.mark.slow
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
            assert_all_once(team, hub, team.clone())
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


@pytest.mark.long
@pytest.mark.parametrize("kind", ["git", "s3"])
def test_the_lock_of_a_killed_runner_is_taken_over_by_one_who_waits(
    make: Make, hub: LocalHub, kind: str
) -> None:
    """By real clocks: it was not renewed for 120 seconds."""
    team = make(kind, hub.url)
    runner, other = team.clone(), team.clone()
    run = runner.start("apply", "--yes")
    hub.after("POST", POSTS, 5, run.kill)
    run.communicate(timeout=60)
    assert run.returncode == -signal.SIGKILL
    holder = place_of(other).backend.holder()
    shutil.rmtree(runner.folder)
    ended = other.run("apply", "--yes", "--lock-timeout", "200", timeout=250)
    assert ended.code == 0, ended.err
    assert f"for the lock of this State ({holder})" in ended.err
    assert f"took the lock over from {holder}" in ended.err
    assert_all_once(team, hub, other)


def test_who_holds_the_lock_is_told_with_its_control_characters_visible(
    make: Make, hub: LocalHub
) -> None:
    """Anybody who may push can write the lock."""
    team = make("git", hub.url)
    clone = team.clone()
    told = json.dumps({"who": "\x1b[2Jann", "command": "boo\n::error::now"}).encode()
    GitCells(clone.folder, "origin", REF).write("lock", told, None)
    run = clone.start("apply", "--yes", "--lock-timeout", "60")
    assert run.stderr is not None
    line = run.stderr.readline()
    run.kill()
    run.communicate()
    assert line.startswith("waiting at most")
    assert line.endswith("the lock of this State (\\x1b[2Jann: boo\\n::error::now)\n")


def count(wire: Wire, name: str) -> Counter[str]:
    """The methods of the requests for an object."""
    return Counter(asked.method for asked in wire.asked if asked.target.endswith(f"/{name}"))


FIRST_USE = 5
"""Requests that show whether a store heeds conditions: four writes, and its object's end."""


def state_and_lock(wire: Wire) -> int:
    return (count(wire, "state.toml") + count(wire, "lock")).total()


def test_an_apply_reads_state_once_and_writes_it_three_times_at_most(
    make: Make, hub: LocalHub
) -> None:
    team = make("s3", hub.url)
    wire = team.wire
    assert wire is not None
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
