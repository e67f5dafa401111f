"""Which items of two sequences are the same ones."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from execsync.core.pulling.alignment import PAIRS, aligned

ITEMS = st.lists(st.integers(0, 5), max_size=12)
ONCE = st.lists(st.integers(0, 9), max_size=9, unique=True)
TWICE = st.lists(st.integers(0, 2), max_size=5).map(lambda items: [i for i in items for _ in "12"])


def longest(old: Sequence[int], new: Sequence[int]) -> int:
    """The length of a longest common sequence, by its definition."""
    if not old or not new:
        return 0
    if old[0] == new[0]:
        return 1 + longest(old[1:], new[1:])
    return max(longest(old[1:], new), longest(old, new[1:]))


@given(ITEMS, ITEMS)
def test_pairs_are_equal_and_in_the_order_of_both(old: list[int], new: list[int]) -> None:
    pairs = sorted(aligned(old, new))
    assert all(old[one] == new[other] for one, other in pairs)
    assert [other for _, other in pairs] == sorted({other for _, other in pairs})
    assert len({one for one, _ in pairs}) == len(pairs)


@given(ITEMS, ITEMS, ITEMS)
def test_what_both_begin_and_end_with_is_the_same(
    start: list[int], middle: list[int], end: list[int]
) -> None:
    pairs = dict(aligned([*start, *end], [*start, *middle, *end]))
    assert len(pairs) == len(start) + len(end)


@given(st.one_of(st.tuples(ONCE, ONCE), st.tuples(TWICE, TWICE)))
def test_as_many_are_found_as_can_be(both: tuple[list[int], list[int]]) -> None:
    """Of items that are there once in each, and of those that no one is: else the former go first."""
    old, new = both
    assert len([*aligned(old, new)]) == longest(old, new)


def test_items_that_are_there_once_go_before_others() -> None:
    assert sorted(aligned("xaaby", "zbaaw")) == [(3, 1)]
    assert sorted(aligned("xaabaay", "zaacbaaw")) == [(1, 1), (2, 2), (3, 4), (4, 5), (5, 6)]


def test_too_many_that_are_there_often_are_left() -> None:
    old, new = "ab" * 700, "ba" * 800
    assert len(old) * len(new) > PAIRS
    assert [*aligned(f"<{old}>", f"<{new}>")] == [(0, 0), (1401, 1601)]


def test_items_that_are_there_once_are_found_among_thousands() -> None:
    old = list(range(20_000))
    new = [*range(5_000), "new", *range(5_001, 15_000), "more", *range(15_000, 19_999), "last"]
    pairs = dict(aligned(old, new))
    assert len(pairs) == 19_998
    assert 5_000 not in pairs
    assert pairs[15_000] == 15_001
