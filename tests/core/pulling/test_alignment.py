"""Which items of two sequences are the same ones."""

from hypothesis import given
from hypothesis import strategies as st

from execsync.core.pulling.alignment import aligned

ITEMS = st.lists(st.integers(0, 5), max_size=12)


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


def test_items_that_are_there_once_are_found_among_thousands() -> None:
    old = list(range(20_000))
    new = [*range(5_000), "new", *range(5_001, 15_000), "more", *range(15_000, 19_999), "last"]
    pairs = dict(aligned(old, new))
    assert len(pairs) == 19_998
    assert 5_000 not in pairs
    assert pairs[15_000] == 15_001
