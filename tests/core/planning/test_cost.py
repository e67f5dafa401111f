from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.core.address import Address
from execsync.core.planning.cost import WINDOW, Cost, assume, count, expect_checks
from execsync.core.planning.steps import Step, StepKind
from execsync.core.state import Observed, PageState, State
from tests.support.entries import entry, observed


def cost(requests: int) -> Cost:
    return Cost(checks=2, writes=requests - 2, extractions=0)


def test_each_write_is_a_request_and_waiting_and_recording_are_none() -> None:
    kinds = [
        StepKind.CREATE_SOURCE,
        StepKind.AWAIT_SOURCE,
        StepKind.CREATE_PAGE,
        StepKind.UPDATE_PAGE,
        StepKind.RECORD,
        StepKind.FORGET,
    ]
    counted = count([Step(kind, Address("page", kind)) for kind in kinds], checks=2)
    assert (counted.requests, counted.writes, counted.extractions) == (7, 3, 1)
    writes = {"create_page": 1, "create_source": 1, "update_page": 1}
    assert counted.by_kind == {"check": 3, "look": 1, **writes}
    assert counted.by_address == {
        Address("page", "create_source"): 1,
        Address("page", "create_page"): 1,
        Address("page", "update_page"): 2,
    }


def test_without_looks_before_each_write_only_what_is_archived_is_looked_at() -> None:
    kinds = (StepKind.UPDATE_PAGE, StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE)
    steps = [Step(kind, Address("page", kind)) for kind in kinds]
    assert count(steps, checks=2).requests == 8
    assert count(steps, checks=2, look=False).requests == 7


@pytest.mark.parametrize(
    ("pages", "titles", "checks"), [(0, 9, 7), (4, 0, 6), (4, 9, 11), (6, 0, 7), (6, 9, 7)]
)
def test_pages_are_compared_one_by_one_or_by_a_full_list_that_shows_others_too(
    pages: int, titles: int, checks: int
) -> None:
    known = [
        entry(f"{n}.md", id=str(n), observed=observed(updated_at=_hour(n))) for n in range(500)
    ]
    state = State("lineage", watermark=_hour(500), live=500).with_pages(known)
    assert expect_checks(state, titles, compared=known[:pages]) == checks
    assert expect_checks(state, titles, compared=known[400:]) == expect_checks(state, titles)


def test_of_pages_of_one_second_nobody_knows_which_a_list_shows() -> None:
    known = [
        entry(f"{n}.md", id=str(n), observed=observed(updated_at=_hour(0))) for n in range(200)
    ]
    state = State("lineage", watermark=_hour(1), live=200).with_pages(known)
    assert expect_checks(state, compared=known[:1]) == expect_checks(state) + 1


def _hour(number: int) -> str:
    return f"2027-01-{1 + number // 24:02}T{number % 24:02}:00:00Z"


@pytest.mark.parametrize(
    ("titles", "live", "checks"), [(1, 90, 3), (2, 500, 5), (9, 500, 7), (9, 0, 3)]
)
def test_before_pages_are_made_others_are_listed_or_asked_for_by_title(
    titles: int, live: int, checks: int
) -> None:
    state = State("lineage", watermark="2027-01-15T12:00:00Z", live=live)
    assert expect_checks(state, titles) == checks
    assert expect_checks(state, titles, knows_unowned=True) == 2


@pytest.mark.parametrize(
    ("requests", "windows"), [(2, 0), (60, 0), (61, 1), (120, 1), (121, 2), (1000, 16)]
)
def test_a_minute_must_pass_for_each_60_more(requests: int, windows: int) -> None:
    assert cost(requests).seconds(60) == windows * WINDOW


def test_without_a_limit_nothing_is_waited_for() -> None:
    assert cost(5000).seconds(0) == 0
    assert cost(5000).days(0) == 1


@pytest.mark.parametrize(
    ("requests", "left", "days"),
    [
        (1000, None, 1),
        (1001, None, 2),
        (2500, None, 3),
        (10, 10, 1),
        (11, 10, 2),
        (1010, 10, 2),
        (1011, 10, 3),
        (5, 0, 2),
        (5, 9999, 1),
    ],
)
def test_what_today_cannot_take_spreads_over_days(
    requests: int, left: int | None, days: int
) -> None:
    assert cost(requests).days(1000, left) == days


class TestLooking:
    def state(self, pages: int, *, fresh: int, watermark: str = "2026-03-02T00:00:00Z") -> State:
        old, new = "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z"
        entries = {}
        for number in range(pages):
            path = f"{number}.md"
            seen = Observed(new if number < fresh else old, "T", "draft")
            entry = PageState(path, f"pg-{number}", "T", "draft", "workspace", "sha256:")
            entries[path] = replace(entry, observed=seen)
        return State("lineage", watermark=watermark, pages=entries)

    def test_a_first_apply_asks_for_the_workspace_and_one_list(self) -> None:
        assert expect_checks(State("lineage")) == 2

    @pytest.mark.parametrize(
        ("state", "assumed", "checks"),
        [
            (State("lineage"), 100, 2),
            (State("lineage", live=450), None, 6),
            (State("lineage", live=450, watermark="2026-03-02T00:00:00Z"), None, 2),
        ],
    )
    def test_what_no_look_has_counted_yet_is_assumed(
        self, state: State, assumed: int | None, checks: int
    ) -> None:
        assert (assume(state), expect_checks(state)) == (assumed, checks)

    def test_a_hub_is_taken_to_have_our_own_pages(self) -> None:
        state = self.state(150, fresh=0, watermark="")
        assert (assume(state), expect_checks(state)) == (200, 3)

    def test_pages_that_are_not_new_take_one_list(self) -> None:
        assert expect_checks(self.state(500, fresh=0)) == 2

    def test_our_own_writes_since_the_last_look_are_listed_again(self) -> None:
        assert expect_checks(self.state(500, fresh=99)) == 2
        assert expect_checks(self.state(500, fresh=100)) == 3
        assert expect_checks(self.state(500, fresh=500)) == 6


def test_a_limit_of_one_is_a_limit() -> None:
    assert cost(3).requests == 3
    assert (cost(3).seconds(1), cost(3).seconds(0)) == (2 * WINDOW, 0)
    assert (cost(3).days(1), cost(3).days(0)) == (3, 1)


@given(
    requests=st.integers(1, 40),
    ages=st.lists(st.floats(0, 60.9), max_size=12).map(lambda found: sorted(found, reverse=True)),
    per_minute=st.integers(1, 7),
)
def test_the_least_time_is_that_of_a_window_which_slides(
    requests: int, ages: list[float], per_minute: int
) -> None:
    left = [-age for age in ages]
    for _ in range(requests):
        free = left[-per_minute] + WINDOW if len(left) >= per_minute else 0.0
        left.append(max(0.0, free))
    assert Cost(0, requests, 0).seconds(per_minute, ages) == pytest.approx(left[-1])
    begun = Cost(len(ages), requests, 0).seconds(per_minute, ages, begun=len(ages))
    assert begun == pytest.approx(left[-1])
