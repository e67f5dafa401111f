"""Many names, told by folder."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.render.rolled_up import by_folder

NAMES = st.lists(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=4).map("/".join), min_size=1, unique=True
)


@pytest.mark.parametrize(
    ("names", "counts"),
    [
        ([f"{n}.md" for n in range(50)], {"*": 50}),
        ([f"a/{n}.md" for n in range(50)], {"a/": 50}),
        ([f"a/b/{n}.md" for n in range(50)], {"a/b/": 50}),
        (
            ["a/1.md", *(f"a/b/{n}.md" for n in range(50)), "x.md"],
            {"*": 1, "a/*": 1, "a/b/": 50},
        ),
        ([f"{n % 4}/{n}.md" for n in range(80)], {"0/": 20, "1/": 20, "2/": 20, "3/": 20}),
    ],
)
def test_a_folder_with_much_of_all_is_told_by_those_in_it(
    names: list[str], counts: dict[str, int]
) -> None:
    assert {folder: len(inside) for folder, inside in by_folder(names, 12).items()} == counts


def test_the_smallest_of_too_many_folders_stand_together() -> None:
    names = [f"{letter}/{n}.md" for letter in "abcdefgh" for n in range(10 if letter < "d" else 2)]
    found = {folder: len(inside) for folder, inside in by_folder(names, 4).items()}
    assert found == {"a/": 10, "b/": 10, "c/": 10, "…": 10}


@given(names=NAMES, most=st.integers(2, 12))
def test_each_name_is_in_one_folder_and_there_are_not_too_many(names: list[str], most: int) -> None:
    found = by_folder(names, most)
    assert len(found) <= most
    assert sorted(chain.from_iterable(found.values())) == sorted(names)
    for folder, inside in found.items():
        assert folder == "…" or all(name.startswith(folder.rstrip("*")) for name in inside)
