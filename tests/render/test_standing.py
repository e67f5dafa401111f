"""The live line of an apply: what it says, and that it fits."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.render.cells import cells
from execsync.render.standing import Standing, standing_line, standing_text
from tests.render import golden

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BEGUN = Standing(
    done=0, total=938, requests_left=921, last_minute=3, per_minute=60, today=3, per_day=1000
)
GOING = replace(BEGUN, done=45, elapsed=1.5, requests_left=876, last_minute=48, today=48)
LIMITED = replace(
    GOING, done=412, elapsed=400.0, requests_left=516, last_minute=60, wait=("minute's limit", 36.4)
)
LIMITED = replace(LIMITED, today=415)
READING = Standing(900, 915, 900.0, 15, 18.2, requests_left=0, last_minute=3, today=930)
READING = replace(READING, per_minute=60, per_day=1000)
BOTH = replace(LIMITED, reading=15, reading_for=18.2)
SCARCE = replace(LIMITED, today=915)
UNCOUNTED = Standing(3, 9, elapsed=6.0, requests_left=6)
STANDINGS = {
    "begun": BEGUN,
    "going": GOING,
    "minute's limit": LIMITED,
    "texts being read": READING,
    "both": BOTH,
    "day's limit comes first": SCARCE,
    "day's limit waited for": replace(SCARCE, wait=("day's limit", 86_385.0), today=1000),
    "nothing counted": UNCOUNTED,
    "done": replace(GOING, done=938, requests_left=0),
}


@pytest.mark.parametrize("width", [80, 120])
def test_it_is_as_its_golden_file(width: int) -> None:
    lines = [f"{name}:\n{standing_line(one, NOW, width)}" for name, one in STANDINGS.items()]
    golden.check(f"screen-standing-{width}.txt", "\n".join(lines) + "\n")


def test_a_log_is_told_the_same_without_the_bar() -> None:
    assert standing_text(LIMITED, NOW) == (
        "412/938, minute's limit: next in 37 s, ends 09:08, today 415 of 1,000, 60 requests/min"
    )


def test_the_end_is_reckoned_by_the_minutes_limit() -> None:
    # 516 requests of which none may leave now: 36 s to the first 60 of them, then eight more minutes.
    assert LIMITED.seconds_left == pytest.approx(36.4 + 8 * 61)


def test_the_end_is_reckoned_by_the_pace_where_there_is_no_limit() -> None:
    assert UNCOUNTED.seconds_left == pytest.approx(12.0)


def test_where_today_does_not_suffice_it_says_when_the_day_is_used_up() -> None:
    # 85 requests are left of today: 36 s to the first 60, a minute more to the rest.
    assert "day's limit 09:01" in standing_line(SCARCE, NOW, 120)
    assert "ends" not in standing_line(SCARCE, NOW, 120)


def test_a_long_wait_is_told_by_the_clock() -> None:
    line = standing_line(STANDINGS["day's limit waited for"], NOW, 80)
    assert "day's limit: next in 24 h, at 08:59" in line


def test_nobody_knows_how_long_a_text_is_read() -> None:
    assert "after 09:" in standing_line(READING, NOW, 120)


COUNT = st.integers(0, 20_000)
SECONDS = st.floats(0, 1e6)


@given(
    width=st.integers(20, 200),
    standing=st.builds(
        Standing,
        done=COUNT,
        total=COUNT,
        elapsed=SECONDS,
        reading=COUNT,
        reading_for=SECONDS,
        wait=st.none() | st.tuples(st.sampled_from(["minute's limit", "day's limit"]), SECONDS),
        requests_left=COUNT,
        last_minute=st.none() | COUNT,
        per_minute=COUNT,
        today=st.none() | COUNT,
        per_day=COUNT,
    ),
)
def test_it_fits_whatever_it_says(standing: Standing, width: int) -> None:
    line = standing_line(standing, NOW, width)
    assert cells(line) <= width
    assert f"{standing.done:,}/{standing.total:,}" in line
