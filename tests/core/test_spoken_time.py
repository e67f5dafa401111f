from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from execsync.core.spoken_time import say_seconds, say_when

NOW = datetime(2026, 3, 2, 9, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.5, "0.5 s"),
        (37, "37 s"),
        (119, "119 s"),
        (121, "2 min"),
        (600, "10 min"),
        (7199, "120 min"),
        (7200, "2 h"),
        (86_385, "24 h"),
        (3 * 86_400, "3 days"),
    ],
)
def test_a_time_has_the_unit_that_people_use(seconds: float, told: str) -> None:
    assert say_seconds(seconds) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (37, "in 37 s, at 09:13"),
        (86_385, "in 24 h, at 09:12"),
        (3 * 86_400, "in 3 days, on 2026-03-05 at 09:12"),
        (1e300, "in 366 days, on 2027-03-03 at 09:12"),
    ],
)
def test_a_moment_is_told_by_the_clock_and_by_the_date_where_it_is_far(
    seconds: float, told: str
) -> None:
    assert say_when(NOW, seconds) == told


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (datetime(2026, 10, 24, 9, 12), "in 24 h, at 08:12"),
        (datetime(2026, 3, 28, 9, 12), "in 24 h, at 10:12"),
        (datetime(2026, 5, 2, 9, 12), "in 24 h, at 09:12"),
    ],
)
def test_a_clock_that_is_changed_meanwhile_is_read_as_it_will_be(day: datetime, told: str) -> None:
    assert say_when(day.replace(tzinfo=ZoneInfo("Europe/Berlin")), 86_400) == told
