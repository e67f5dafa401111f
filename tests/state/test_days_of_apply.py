"""Which day of an apply it is that needs several."""

from datetime import date
from pathlib import Path

import pytest

from execsync.state.days_of_apply import DaysOfApply
from execsync.state.folder import APPLY_DAYS, StateFolder

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path, ".execsync")


def test_the_days_on_which_it_was_cut_short_are_counted(folder: StateFolder) -> None:
    days = DaysOfApply(folder)
    assert days.count(MONDAY, is_cut_short=True) == 1
    assert days.count(MONDAY, is_cut_short=True) == 1, "two runs of a day are one day"
    assert days.count(TUESDAY, is_cut_short=True) == 2
    assert days.count(WEDNESDAY, is_cut_short=False) == 3
    assert days.count(WEDNESDAY, is_cut_short=True) == 1, "the one before came to its end"


def test_an_apply_of_one_day_keeps_nothing(folder: StateFolder) -> None:
    assert DaysOfApply(folder).count(MONDAY, is_cut_short=False) == 1
    assert folder.read(APPLY_DAYS) is None


@pytest.mark.parametrize("later", [date(2026, 3, 20), date(2026, 3, 1)])
def test_long_after_or_before_it_is_another_one(folder: StateFolder, later: date) -> None:
    days = DaysOfApply(folder)
    days.count(MONDAY, is_cut_short=True)
    assert days.count(later, is_cut_short=True) == 1


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"7", b'"x"', b'["x"]', b"[1]", b"[[]]", b"null", b"\xff", b"[" * 9000]
)
def test_what_somebody_else_wrote_there_harms_nothing(folder: StateFolder, data: bytes) -> None:
    folder.keep(APPLY_DAYS, data)
    assert DaysOfApply(folder).count(MONDAY, is_cut_short=True) == 1
