"""Texts made up at random: however they are spelled they say the same, and each small edit is told."""

from collections import Counter

import pytest

from execsync.core.meaning import read, says
from tests.crash.seeds import make_dice
from tests.support.prose import Author
from tests.support.small_edits import edit
from tests.support.spelling import spell

NUMBERS = [150, pytest.param(3_000, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]


@pytest.mark.parametrize("number", NUMBERS)
def test_two_spellings_of_a_text_say_the_same(number: int) -> None:
    dice = make_dice()
    author = Author(dice)
    for _ in range(number):
        text = author.text()
        one, other = spell(text, dice), spell(text, dice)
        assert read(one) == read(other), (one, other)
        assert says(one) == says(other)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_small_edit_of_a_text_is_told_in_any_spelling(number: int) -> None:
    dice = make_dice()
    author = Author(dice)
    told: Counter[str] = Counter()
    for _ in range(number):
        text = author.text()
        name, edited = edit(text, dice)
        one, other = spell(text, dice), spell(edited, dice)
        assert says(one) != says(other), (name, one, other)
        told[name] += 1
    print(f"{number} edits of {len(told)} kinds, each told: {dict(told.most_common())}")
