"""Times of this machine's zone, beside those of the same zone by its name."""

import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from execsync.core.spoken_time import say_when
from execsync.system.local_time import local_now, local_time

if sys.platform == "win32":
    pytest.skip("a zone is set by TZ", allow_module_level=True)

RULE = "CET-1CEST,M3.5.0,M10.5.0/3"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _zone() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", RULE)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(("month", "day"), [(3, 28), (10, 24), (1, 1), (7, 1)])
def test_every_hour_around_a_change_is_that_of_the_zone(month: int, day: int) -> None:
    start = datetime(2026, month, day, tzinfo=BERLIN).timestamp()
    for hour in range(72):
        there = datetime.fromtimestamp(start + hour * 3600, BERLIN)
        here = local_time(start + hour * 3600)
        assert (f"{here:%c}", here.utcoffset()) == (f"{there:%c}", there.utcoffset())


def test_a_wait_beyond_the_end_of_summer_is_told_by_the_clock_of_then() -> None:
    morning = datetime(2026, 10, 24, 9, 12, tzinfo=BERLIN).timestamp()
    assert say_when(local_time(morning), 86_400) == "in 24 h, at 08:12"


def test_now_is_now() -> None:
    assert abs(local_now() - datetime.now().astimezone()) < timedelta(minutes=1)
