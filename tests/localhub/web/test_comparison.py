"""Comparing texts: right, short, and never for long."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.localhub.web.comparison import LONGEST_LINE, MOST_MATCHED, MOST_SHOWN, compare

TEXTS = st.lists(st.sampled_from("abcd"), max_size=30).map("\n".join)


def count(text: str) -> int:
    return text.count("\n") + 1 if text else 0


def sketch(before: str, after: str) -> list[str]:
    signs = {"same": " ", "added": "+", "removed": "-", "gap": "@"}
    return [signs[line.kind] + line.text for line in compare(before, after).lines]


def test_equal_texts_have_no_lines() -> None:
    assert compare("a\nb", "a\nb").lines == []


def test_change_stands_among_its_neighbours() -> None:
    before = "\n".join("abcdefghi")
    assert sketch(before, before.replace("e", "E")) == [
        "@1 unchanged line",
        *[" b", " c", " d", "-e", "+E", " f", " g", " h"],
        "@1 unchanged line",
    ]


def test_distant_changes_are_parted_by_a_gap() -> None:
    before = "\n".join("abcdefghijkl")
    after = before.replace("a", "A").replace("l", "L")
    assert sketch(before, after)[:6] == ["-a", "+A", " b", " c", " d", "@4 unchanged lines"]


@given(TEXTS, TEXTS)
def test_counts_account_for_every_line(before: str, after: str) -> None:
    found = compare(before, after)
    kinds = Counter(line.kind for line in found.lines)
    assert (kinds["added"], kinds["removed"]) == (found.added, found.removed)
    assert found.added - found.removed == count(after) - count(before)
    assert (found.lines == []) == (before == after)


@given(TEXTS, TEXTS)
def test_lines_rebuild_both_texts(before: str, after: str) -> None:
    lines = compare(before, after).lines
    if any(line.kind == "gap" for line in lines) or not lines:
        return
    assert "\n".join(line.text for line in lines if line.kind != "added") == before
    assert "\n".join(line.text for line in lines if line.kind != "removed") == after


def test_texts_without_a_common_line_are_cut() -> None:
    found = compare(
        "\n".join(f"a{n}" for n in range(9000)), "\n".join(f"b{n}" for n in range(9000))
    )
    assert (found.added, found.removed) == (9000, 9000)
    assert len(found.lines) == MOST_SHOWN + 1
    assert found.lines[-1].text == "17,000 more lines"


def test_long_lines_are_cut() -> None:
    (line,) = compare("", "x" * (LONGEST_LINE + 5)).lines
    assert line.text.endswith("x … and 5 characters more")


@pytest.mark.parametrize("words", ["abc", [f"word {n}" for n in range(150)], range(2000)])
def test_long_texts_are_compared_line_by_line_up_to_a_bound(words: list[object]) -> None:
    """Beyond it, where that would take long, all lines of one give way to all of the other."""
    dice = random.Random(7)
    half = MOST_MATCHED // 2
    old, new = ([str(dice.choice(words)) for _ in range(half)] for _ in range(2))
    at_most = compare("\n".join(["x", *old, "x"]), "\n".join(["x", *new, "x"]))
    assert at_most.removed == at_most.added < half
    beyond = compare("\n".join(["<", *old, ">"]), "\n".join(["(", *new, ")"]))
    assert beyond.removed == beyond.added == half + 2
