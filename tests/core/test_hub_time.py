"""Times of the hub's rows."""

import pytest

from execsync.core.hub_time import are_close, earliest, newest, parse_time

NOON, LATER = "2027-01-15T12:00:00Z", "2027-01-15T12:05:00Z"


@pytest.mark.parametrize("text", [NOON, "2027-01-15T13:00:00+01:00", "2027-01-15T12:00:00"])
def test_a_time_may_be_written_in_many_ways(text: str) -> None:
    assert parse_time(text) == parse_time(NOON)


@pytest.mark.parametrize("text", ["", "nonsense"])
def test_what_is_no_time_stands_for_the_distant_past(text: str) -> None:
    assert earliest(text) == parse_time(text) < parse_time("0001-01-01T00:00:01Z")


def test_a_list_may_show_a_change_five_minutes_late() -> None:
    assert earliest(LATER) == parse_time(NOON)


def test_the_newest_time_is_given_as_it_was_written() -> None:
    earlier_written_later = "2027-01-15T12:59:00+01:00"
    assert newest([NOON, earlier_written_later]) == NOON
    assert newest([]) == ""


@pytest.mark.parametrize(
    ("other", "close"),
    [(NOON, True), (LATER, True), ("2027-01-15T12:05:01Z", False), ("", False)],
)
def test_times_within_five_minutes_are_close(other: str, close: bool) -> None:
    assert are_close(NOON, other) is close
    assert are_close(other, NOON) is close
