"""Applies that are killed with SIGKILL, at any record and at any moment, lose and repeat nothing."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync.localhub import LocalHub, Quirks
from tests.crash.runs import Nursery, nursery
from tests.crash.seeds import make_dice
from tests.crash.team import assert_settled, edit, fill
from tests.support.checkout import Checkout
from tests.support.hub import make_hub, writes

WHERE = ("before", "torn", "after")
PLAIN = Quirks()
ODD = Quirks(
    rewrites_markdown=True,
    list_lag=0.03,
    draft_status="unpublishes",
    equal_draft="given",
    draft_edit_moves_updated_at=False,
)
"""The hub as it may be too. Its lag is shorter than the time between two looks."""


@pytest.fixture(scope="module")
def born() -> Iterator[Nursery]:
    with nursery() as running:
        yield running


def kill_until_done(born: Nursery, checkout: Checkout, dice: random.Random) -> int:
    """Kill at random records until a run gets through. Returns the number of kills."""
    before = born.kills
    while (code := born.apply(checkout, at=dice.randint(1, 16), where=dice.choice(WHERE))) < 0:
        pass
    assert code == 0, (checkout.folder / "run.log").read_text()
    return born.kills - before


def interrupt_until_done(born: Nursery, checkout: Checkout, dice: random.Random) -> int:
    """Kill at random moments until a run gets through. Returns the number of kills."""
    before = born.kills
    while (code := born.apply(checkout, seconds=dice.uniform(0.05, 0.5))) < 0:
        pass
    assert code == 0, (checkout.folder / "run.log").read_text()
    return born.kills - before


def assert_idle(born: Nursery, checkout: Checkout, hub: LocalHub) -> None:
    """One more apply finds nothing to do."""
    before = len(writes(hub))
    assert born.apply(checkout) == 0
    assert len(writes(hub)) == before


@pytest.mark.parametrize("quirks", [PLAIN, ODD], ids=["plain", "odd"])
@pytest.mark.parametrize("kill", [kill_until_done, interrupt_until_done])
def test_killed_again_and_again_it_ends_as_if_never_killed(
    kill: "type[kill_until_done]", quirks: Quirks, born: Nursery, tmp_path: Path
) -> None:
    dice = make_dice()
    with make_hub(quirks=quirks) as hub:
        checkout = Checkout(tmp_path, hub.url)
        fill(checkout)
        kills = kill(born, checkout, dice)
        assert_idle(born, checkout, hub)
        assert_settled(checkout, hub)
        edit(checkout)
        kills += kill(born, checkout, dice)
        assert_idle(born, checkout, hub)
        assert_settled(checkout, hub)
        print(f"{kills} kills, {len(hub.requests())} requests")
