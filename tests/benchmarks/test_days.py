"""What is calculated of days is what runs of the real thing take, with clocks that need not be waited for."""

import threading
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.days import first_apply, polls, usual_day, written
from benchmarks.figures import Team
from execsync.client.ledger import Ledger
from execsync.client.notes import WaitNote
from execsync.client.pacing import Pacer
from execsync.client.settings import ClientSettings
from execsync.core.address import Address
from execsync.core.config_tables import LimitsConfig
from execsync.core.planning.cost import Cost, expect_checks
from execsync.core.planning.steps import Step, StepKind
from execsync.core.running.waiting import Timing, Waiting
from execsync.localhub import LocalHub
from execsync.sync.polling import poll
from tests.client.conftest import FakeClock
from tests.support.calls import calls_of
from tests.support.checkout import Checkout
from tests.support.hub import make_hub

DAY = 150


def write(checkout: Checkout, team: Team) -> None:
    for number in range(team.pages):
        named = range(number, team.sources, team.pages)
        sources = [f"https://source.example/{source}" for source in named]
        checkout.page(f"{number:03}.md", title=f"Page {number}", sources=sources)


def run_a_day(checkout: Checkout, hub: LocalHub) -> tuple[int, Counter[tuple[str, str]]]:
    """The exit code of an apply, and the requests that the hub took, by method and route."""
    hub.limits.reset()
    hub.advance(86_400)
    before = len(hub.requests())
    code = checkout.call("apply", "--yes", "--parallelism", "1", "--max-wait", "0").code
    done = [exchange for exchange in hub.requests()[before:] if exchange.status != 429]
    return code, Counter((exchange.method, exchange.route) for exchange in done)


@pytest.mark.parametrize(
    "team",
    [
        Team(100, 0, 0),
        pytest.param(Team(400, 0, 0), marks=pytest.mark.long),
        pytest.param(Team(290, 200, 0), marks=pytest.mark.long),
    ],
)
def test_a_first_apply_takes_as_many_days_and_requests_as_real_runs(
    team: Team, tmp_path: Path
) -> None:
    with make_hub(per_day=DAY) as hub:
        config = f"[limits]\nper_minute = 0\nper_day = {DAY}\n"
        checkout = Checkout(tmp_path, hub.url, config=config)
        write(checkout, team)
        for cost in (expected := first_apply(team, LimitsConfig(0, DAY), extraction=0.0)):
            code, counted = run_a_day(checkout, hub)
            assert counted.total() == cost.requests, counted
            assert sum(counted[kind] for kind in counted if kind[0] == "POST") == cost.writes
            assert code == (0 if cost is expected[-1] else 3)
        checks = expect_checks(checkout.state())
        assert run_a_day(checkout, hub)[1].total() == checks


@pytest.mark.parametrize(
    "applies",
    [pytest.param(1, marks=pytest.mark.long), 3, pytest.param(7, marks=pytest.mark.long)],
)
def test_a_usual_day_takes_the_requests_of_real_runs(applies: int, tmp_path: Path) -> None:
    team = Team(120, 0, 7)
    with make_hub() as hub:
        checkout = Checkout(tmp_path, hub.url, config="[limits]\nper_minute = 0\nper_day = 0\n")
        write(checkout, team)
        for _ in range(2):
            run_a_day(checkout, hub)
        edited = iter(range(team.edits))
        for cost in usual_day(team, applies=applies):
            for number in (next(edited) for _ in range(cost.writes)):
                checkout.page(f"{number:03}.md", title=f"Page {number}", body="New.\n")
            assert run_a_day(checkout, hub)[1].total() == cost.requests
        assert next(edited, None) is None


@pytest.mark.parametrize("requests", [1, 60, 61, 180, 181, 1000])
def test_the_minutes_are_those_of_the_pacer(requests: int) -> None:
    clock, stop = FakeClock(), threading.Event()

    def told(_note: WaitNote) -> None:
        pass

    ledger = Ledger(None, note=print)
    pacer = Pacer(ClientSettings(), ledger=ledger, clock=clock, stop=stop, on_wait=told)
    for _ in range(requests):
        pacer.take()
    ledger.close()
    assert clock.monotonic() == pytest.approx(Cost(requests, 0, 0).seconds(60), abs=1)


@pytest.mark.parametrize("sources", [1, 2, 3, 40, 220])
@pytest.mark.parametrize("extraction", [0.5, 5.0, 100.0])
def test_the_polls_are_those_of_a_hub_that_takes_so_long(
    sources: int, extraction: float, hub: LocalHub
) -> None:
    hub.change(extraction_seconds=extraction)
    waiting, now = Waiting(Timing()), 0.0
    with calls_of(hub) as calls:
        before = len(hub.requests())
        for number in range(sources):
            made = hub.web.add_source(f"https://source.example/{number}", "T")
            waiting.add(Step(StepKind.AWAIT_SOURCE, Address("source", str(number))), made, now)
        while (left := waiting.seconds_left(now)) is not None:
            now += left
            hub.advance(left)
            waiting.answer(poll(calls, waiting.ids).statuses, now)
        assert len(hub.requests()) - before == polls(sources, extraction)


def test_a_plan_names_at_least_as_many_days() -> None:
    """It does not count the looks of the runs after the first: one in a hundred at most."""
    for pages, sources in ((100, 50), (1_000, 500), (10_000, 5_000)):
        runs = first_apply(Team(pages, sources, 0), LimitsConfig())
        named = Cost(2, pages + sources, sources).days(1000)
        assert named <= len(runs) <= named + 1


def test_a_reserve_is_left_and_leaves_less() -> None:
    runs = first_apply(Team(1_000, 0, 0), LimitsConfig(reserve=200))
    assert all(cost.requests <= 800 for cost in runs)
    assert len(runs) == 2
    with pytest.raises(ValueError, match="used up by looking"):
        first_apply(Team(1_000, 0, 0), LimitsConfig(reserve=998))


def test_state_after_a_run_is_listed_as_far_as_it_was_written() -> None:
    checks = [expect_checks(written(pages, more=True)) for pages in (0, 99, 100, 250)]
    assert checks == [2, 2, 3, 4]


def test_the_table_is_for_what_was_asked(capsys: pytest.CaptureFixture[str]) -> None:
    main(["days", "--pages", "10000", "--sources", "5000", "--edits", "40"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["requests", "10,000"] in lines
    assert ["first", "apply", "16"] in lines
    assert ["a", "day,", "one", "apply", "82"] in lines
