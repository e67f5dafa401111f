"""Applies that are killed with SIGKILL, at any record and at any moment, lose and repeat nothing."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from execsync.localhub import LocalHub, Quirks
from tests.crash.quick import WHERE
from tests.crash.runs import Nursery
from tests.crash.seeds import make_dice
from tests.crash.team import QUIRKS, assert_ended, edit, fill
from tests.support.checkout import Checkout
from tests.support.hub import make_hub

Kill = Callable[[Nursery, Checkout, random.Random], int]
"""Runs and kills until a run gets through. Returns its exit code."""


def at_records(born: Nursery, checkout: Checkout, dice: random.Random) -> int:
    while (code := born.apply(checkout, at=dice.randint(1, 16), where=dice.choice(WHERE))) < 0:
        pass
    return code


def at_moments(born: Nursery, checkout: Checkout, dice: random.Random) -> int:
    longest = 0.3
    while (code := born.apply(checkout, seconds=dice.uniform(0.0, longest))) < 0:
        # A busy machine needs longer, and a run that never gets to send proves nothing.
        longest *= 1.15
    return code


def kill_through_a_life(born: Nursery, folder: Path, kill: Kill, quirks: Quirks) -> int:
    """Make everything, then change much of it, killed all the way. Returns the number of kills."""
    dice, before = make_dice(), born.kills
    with make_hub(quirks=quirks) as hub:
        checkout = Checkout(folder, hub.url)
        fill(checkout)
        assert_ended(born, checkout, hub, kill(born, checkout, dice))
        edit(checkout)
        assert_ended(born, checkout, hub, kill(born, checkout, dice))
        print(f"{born.kills - before} kills, {len(hub.requests())} requests")
    return born.kills - before


@pytest.mark.parametrize("quirks", QUIRKS.values(), ids=QUIRKS)
@pytest.mark.parametrize("kill", [at_records, at_moments])
def test_killed_again_and_again_it_ends_as_if_never_killed(
    kill: Kill, quirks: Quirks, born: Nursery, tmp_path: Path
) -> None:
    kill_through_a_life(born, tmp_path, kill, quirks)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("quirks", QUIRKS.values(), ids=QUIRKS)
def test_two_hundred_kills_at_random_leave_no_trace(
    quirks: Quirks, born: Nursery, tmp_path: Path
) -> None:
    kills, life = 0, 0
    while kills < 200:
        kill = at_moments if life % 2 else at_records
        kills += kill_through_a_life(born, tmp_path / str(life), kill, quirks)
        life += 1
    print(f"{kills} kills in {life} lives")


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("where", WHERE)
def test_a_kill_at_any_one_record_leaves_no_trace(
    where: str, born: Nursery, tmp_path: Path
) -> None:
    """A new hub and a new checkout for each record of an apply, until one run has no such record."""
    code, at = -9, 0
    while code < 0:
        at += 1
        with make_hub() as hub:
            checkout = Checkout(tmp_path / str(at), hub.url)
            fill(checkout)
            code = born.apply(checkout, at=at, where=where)
            last = born.apply(checkout) if code < 0 else code
            assert_ended(born, checkout, hub, last)
    print(f"killed {where} each of {at - 1} records")
    assert at > 60


def test_the_real_program_killed_while_it_starts_and_sends_goes_on(
    born: Nursery, hub: LocalHub, checkout: Checkout
) -> None:
    dice = make_dice()
    fill(checkout)
    for _ in range(3):
        enough = len(hub.requests()) + dice.randint(1, 12)
        run = checkout.start("apply", "--yes")
        assert hub.wait_for(lambda asked, enough=enough: len(asked) >= enough, timeout=30)  # type: ignore[misc]
        run.kill()
        run.communicate()
    ended = checkout.run("apply", "--yes")
    assert ended.code == 0, ended.err
    assert_ended(born, checkout, hub, ended.code)
