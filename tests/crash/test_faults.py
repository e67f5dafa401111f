"""Applies whose answers are lost, cut, refused and broken end as if the line had been good."""

import random
from collections import Counter
from pathlib import Path

import pytest

from execsync.localhub import FaultKind, LocalHub, Quirks
from tests.crash.runs import Nursery
from tests.crash.seeds import make_dice
from tests.crash.team import PAGES, QUIRKS, URLS, assert_settled, edit, fill
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, make_hub

UNDISTURBED = 3 + len(URLS) + PAGES
"""The workspace, a list before and one after, and a request for each source and page."""

RUNS = 12


def disturb(hub: LocalHub, dice: random.Random) -> None:
    """One write in ten is done and its answer lost; other things happen to all requests."""
    seeds = iter(range(dice.randrange(10**9), 10**10))
    rates: tuple[tuple[FaultKind, str | None, float], ...] = (
        ("lose", "POST", 0.1),
        ("lose", "PATCH", 0.1),
        ("truncate", None, 0.03),
        ("error_after", None, 0.03),
        ("cut", None, 0.04),
        ("error", None, 0.04),
    )
    for kind, method, probability in rates:
        hub.faults.add(kind, method=method, times=None, probability=probability, seed=next(seeds))
    hub.faults.add("limit", times=None, probability=0.04, retry_after=0, seed=next(seeds))


def run_until_done(born: Nursery, checkout: Checkout) -> int:
    """The number of runs that it took."""
    for number in range(1, RUNS + 1):
        if born.apply(checkout) == 0:
            return number
    raise AssertionError((checkout.folder / "run.log").read_text())


def live_through(born: Nursery, folder: Path, quirks: Quirks) -> None:
    dice = make_dice()
    with make_hub(quirks=quirks) as hub:
        checkout = Checkout(folder, hub.url)
        fill(checkout)
        disturb(hub, dice)
        runs = run_until_done(born, checkout)
        hit = Counter(e.fault for e in hub.requests() if e.fault)
        extra = len(hub.requests()) - UNDISTURBED
        edit(checkout)
        run_until_done(born, checkout)
        hub.faults.clear()
        assert run_until_done(born, checkout) == 1
        assert_settled(checkout, hub)
        assert len(hub.pages()) == len(live_pages(hub)) == PAGES
        print(f"{runs} runs, {extra} requests more than the {UNDISTURBED} needed; {dict(hit)}")


@pytest.mark.parametrize("quirks", QUIRKS.values(), ids=QUIRKS)
def test_answers_lost_after_the_work_make_no_page_twice(
    quirks: Quirks, born: Nursery, tmp_path: Path
) -> None:
    live_through(born, tmp_path, quirks)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("quirks", QUIRKS.values(), ids=QUIRKS)
def test_many_bad_lines_make_no_page_twice(quirks: Quirks, born: Nursery, tmp_path: Path) -> None:
    for number in range(20):
        live_through(born, tmp_path / str(number), quirks)


def test_an_undisturbed_apply_sends_one_request_a_page_and_a_source(
    born: Nursery, hub: LocalHub, checkout: Checkout
) -> None:
    fill(checkout)
    assert born.apply(checkout) == 0
    assert len(hub.requests()) == UNDISTURBED
    assert_settled(checkout, hub)
