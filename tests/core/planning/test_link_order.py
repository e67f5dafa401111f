"""The order in which pages that link each other are made."""

from collections.abc import Collection, Mapping
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.core.planning import link_order
from execsync.core.planning.link_order import find_late

NAMES = "abcdefg"
GRAPHS = st.dictionaries(
    st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES + "x"), max_size=4), max_size=7
)


def can_be_made(links: Mapping[str, Collection[str]], late: Collection[str]) -> bool:
    """Whether pages can be made one after another when those of `late` wait for no other."""
    left = {page: {to for to in links[page] if to in links} for page in links}
    left |= {page: set() for page in late}
    while free := [page for page, targets in left.items() if not targets & left.keys()]:
        for page in free:
            del left[page]
    return not left


@given(GRAPHS)
def test_no_page_waits_for_itself(links: Mapping[str, set[str]]) -> None:
    late = find_late(links)
    assert late <= links.keys()
    assert can_be_made(links, late)


@given(GRAPHS)
def test_none_of_those_is_late_in_vain(links: Mapping[str, set[str]]) -> None:
    late = find_late(links)
    assert not any(can_be_made(links, late - {page}) for page in late)


@given(GRAPHS)
def test_few_are_late(links: Mapping[str, set[str]]) -> None:
    """No more than one above the fewest, in graphs of this size."""
    late = find_late(links)
    fewest = next(
        number
        for number in range(len(links) + 1)
        if any(can_be_made(links, some) for some in combinations(links, number))
    )
    assert fewest <= len(late) <= fewest + 1


@pytest.mark.parametrize(
    ("links", "number"),
    [
        ({}, 0),
        ({"a": ["b"], "b": ["c"], "c": []}, 0),
        ({"a": ["a"]}, 1),
        ({"a": ["b"], "b": ["a"]}, 1),
        ({f"{n}": [f"{(n + 1) % 50}"] for n in range(50)}, 1),
        ({"hub": list("abc"), "a": ["hub"], "b": ["hub"], "c": ["hub"]}, 1),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c", "a"]}, 2),
        ({"a": "bcd", "b": "acd", "c": "abd", "d": "abc"}, 3),
        ({"a": ["gone"]}, 0),
    ],
    ids=["nothing", "chain", "itself", "pair", "ring", "star", "two", "all", "no-such-page"],
)
def test_the_fewest_are_late(links: Mapping[str, Collection[str]], number: int) -> None:
    assert len(find_late(links)) == number


def test_the_same_are_late_whatever_the_order_of_pages() -> None:
    links = {f"{n}": {f"{(n * n + k) % 40}" for k in range(3)} - {f"{n}"} for n in range(40)}
    backwards = {page: sorted(links[page], reverse=True) for page in sorted(links, reverse=True)}
    assert find_late(links) == find_late(backwards)


def test_of_very_many_links_those_that_lead_on_are_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_order, "MOST", 3)
    links = {"a": "bc", "b": "a", "c": "a"}
    assert find_late(links) == {"a"}
    assert can_be_made(links, find_late(links))
