"""The hub's limits kept by several checkouts together, and a day's limit that a plan goes beyond."""

import re
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest

from execsync.client.connection import connect
from execsync.client.key import Key
from execsync.client.settings import ClientSettings
from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings, Quirks
from tests.client.conftest import FakeClock
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, make_hub

MINUTE = 60_000_000
"""In microseconds, as the hub tells its times."""
ONE_DAY = 24 * 3600.0


def busiest_minute(hub: LocalHub) -> int:
    """The most requests that the hub saw in any 60 seconds, those that it refused included."""
    times = [exchange.time for exchange in hub.requests()]
    return max(sum(start <= time < start + MINUTE for time in times) for start in times)


def refused(hub: LocalHub) -> int:
    return sum(exchange.status == 429 for exchange in hub.requests())


def test_two_clients_of_one_user_keep_to_the_limit_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    clock = FakeClock(1_800_000_000.0)
    with LocalHub(LocalHubSettings(per_minute=60), machine=clock.now) as hub:
        settings = ClientSettings(address=hub.url)
        stop = threading.Event()
        key = Key(LOCAL_KEY)
        with (
            connect(settings, key=key, stop=stop, clock=clock) as one,
            connect(settings, key=key, stop=stop, clock=clock) as two,
        ):
            for number in range(100):
                (one if number % 3 else two).workspace()
                clock.pass_by(0.1)
        assert refused(hub) == 0
        assert busiest_minute(hub) == 60
        # The first 60 as fast as they come, the rest when the first have left the window.
        assert len(clock.waits) < 40


@pytest.mark.long
@pytest.mark.timeout(400)
def test_two_checkouts_that_apply_together_keep_to_the_limit(tmp_path: Path) -> None:
    """In real time and real processes: it takes a little more than a minute."""
    with make_hub(per_minute=60, per_day=1000) as hub:
        state_home = tmp_path / "state"
        checkouts = [
            Checkout(tmp_path / name, hub.url, state_home=state_home) for name in ("one", "two")
        ]
        for checkout in checkouts:
            for number in range(45):
                name = f"{checkout.folder.name} {number}"
                checkout.page(f"{number}.md", title=name)
        runs = [checkout.start("apply", "--yes") for checkout in checkouts]
        for run in runs:
            _, err = run.communicate(timeout=300)
            assert run.returncode == 0, err
        assert refused(hub) == 0
        assert busiest_minute(hub) == 60
        assert len(live_pages(hub)) == 90
        assert len(hub.requests()) == 90 + 2 * (LOOKS + 1)
        print(f"busiest minute: {busiest_minute(hub)} of {len(hub.requests())} requests")


PAGES, DAY, LOOKS = 120, 50, 2
"""A run looks at the workspace and one list before it writes."""


@pytest.mark.parametrize("parallelism", [1, 4])
def test_a_plan_beyond_a_days_limit_takes_three_runs_and_wastes_no_request(
    parallelism: int, tmp_path: Path
) -> None:
    with make_hub(per_day=DAY) as hub:
        config = (
            f"[apply]\nparallelism = {parallelism}\n[limits]\nper_minute = 0\nper_day = {DAY}\n"
        )
        checkout = Checkout(tmp_path, hub.url, config=config)
        for number in range(PAGES):
            checkout.page(f"{number}.md", title=f"Page {number}")
        for made in (DAY - LOOKS, 2 * (DAY - LOOKS)):
            ended = checkout.call("apply", "--yes")
            assert ended.code == 3
            told = f"{ended.out}{ended.err}"
            assert "takes no more requests for now" in told
            assert re.search(r"run the same command again in \d+ (s|min|h), at \d\d:\d\d", told)
            assert len(live_pages(hub)) == made
            assert len(checkout.state().pages) == made
            assert checkout.state().in_doubt == ()
            hub.limits.reset()
        assert checkout.call("apply", "--yes").code == 0
        assert len(live_pages(hub)) == len(hub.pages()) == PAGES
        assert_no_request_was_wasted(hub, parallelism)


def assert_no_request_was_wasted(hub: LocalHub, parallelism: int) -> None:
    """Three runs looked once each, each page was sent once; at the limit, what was in flight was refused."""
    done = Counter(e.route for e in hub.requests() if e.status != 429)
    posts = sum(e.method == "POST" and e.status == 201 for e in hub.requests())
    assert posts == PAGES
    assert done == {"/workspace": 3, "/knowledge-hub/pages": 3 + PAGES + 1}
    assert 2 <= refused(hub) <= 2 * parallelism


def test_the_next_days_run_asks_the_hub_whatever_our_own_count_says(tmp_path: Path) -> None:
    with make_hub(per_day=3) as hub:
        checkout = Checkout(tmp_path, hub.url, config="[limits]\nper_day = 3\n")
        for number in range(3):
            checkout.page(f"{number}.md", title=f"Page {number}")
        assert checkout.call("apply", "--yes", "--parallelism", "1").code == 3
        hub.limits.reset()
        hub.change(per_day=None)
        assert checkout.call("apply", "--yes").code == 0
        assert len(live_pages(hub)) == 3


@pytest.mark.parametrize("day", ["rolling", "calendar"])
def test_a_day_that_is_used_up_is_over_when_the_hub_says_so(
    day: Literal["rolling", "calendar"], tmp_path: Path
) -> None:
    with make_hub(per_day=LOOKS + 2, quirks=Quirks(day=day)) as hub:
        checkout = Checkout(tmp_path, hub.url, config=f"[limits]\nper_day = {LOOKS + 2}\n")
        for number in range(3):
            checkout.page(f"{number}.md", title=f"Page {number}")
        made = []
        hub.advance(-time.time() % ONE_DAY)  # the first run does not go on into another day
        for _ in range(3):
            ended = checkout.call("apply", "--yes", "--parallelism", "1")
            assert ended.code in (0, 3), ended
            made.append(len(live_pages(hub)))
            hub.advance(ONE_DAY)
        assert made == [2, 3, 3]


def test_max_requests_ends_a_run_that_the_next_one_goes_on_from(
    hub: LocalHub, checkout: Checkout
) -> None:
    for number in range(5):
        checkout.page(f"{number}.md", title=f"Page {number}")
    ended = checkout.call("apply", "--yes", "--max-requests", "4")
    assert ended.code == 3
    assert len(hub.requests()) == 4
    assert checkout.call("apply", "--yes").code == 0
    assert len(hub.requests()) == 4 + LOOKS + 3 + 1
