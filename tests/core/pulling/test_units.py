"""What parts of two texts are known by."""

import pytest

from execsync.core.documents.position import Span
from execsync.core.pulling.units import Unit, blocks, lines, marker, words


def parts(text: str, *, items: bool = True) -> list[Unit]:
    return blocks(text, items=items, by_meaning=True, definitions=True)


def keys(text: str) -> list[object]:
    return [one.key for one in parts(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- a\n- b", "* a\n* b"),
        ("1. a\n1. b", "7) a\n8) b"),
        ("100. a\n\n     b", "2. a\n\n   b"),
        ("12345. a", "12345. a"),
        ("*a* b", "_a_ b"),
        ("[a][x]\n\n[x]: b", "[a][X]\n\n[x]: b"),
    ],
)
def test_what_says_the_same_is_known_by_the_same(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- a", "1. a"),
        ("- a", "a"),
        ("- a", "- b"),
        ("100. a\n\n     b", "100. a\n\n     c"),
        ("[a][x]\n\n[x]: b", "[a][x]\n\n[x]: c"),
        ("[a][x]\n\n[x]: b", "[a][x]"),
    ],
)
def test_what_says_another_thing_is_known_by_another(one: str, other: str) -> None:
    assert keys(one)[0] != keys(other)[0]


def test_lists_are_blocks_or_their_items_are() -> None:
    assert [one.is_item for one in parts("- a\n- b\n\nText.")] == [True, True, False]
    assert [one.is_item for one in parts("- a\n- b\n\nText.", items=False)] == [False, False]
    assert [marker("10) a\n\nb", one) for one in parts("10) a\n\nb")] == ["10)", ""]
    assert marker("- a", Unit(0, 3, "- a")) == ""


def test_lines_and_words_have_no_blanks_around_them() -> None:
    text = "x\n  a b \n \t\nc\ny"
    assert lines(text, 2, 13) == [Unit(4, 7, "a b"), Unit(12, 13, "c")]
    assert words(text, 2, 13, []) == [Unit(4, 5, "a"), Unit(6, 7, "b"), Unit(12, 13, "c")]


def test_what_is_one_thing_is_in_one_word() -> None:
    text = "a [b c](d e) f g"
    whole = [Span(0, 1), Span(2, 12), Span(13, 16)]
    assert [one.key for one in words(text, 0, 16, whole)] == ["a", "[b c](d e)", "f g"]
    assert [one.key for one in words(text, 2, 14, whole)] == ["[b c](d e)", "f"]
    assert [one.key for one in words("x(a b)y z", 0, 9, [Span(2, 5)])] == ["x(a b)y", "z"]


def test_signs_that_are_escaped_begin_no_label() -> None:
    assert keys("\\[x] [y]\n\n[x]: b")[0] == keys("\\[x] [y]\n\n[x]: c")[0]
    assert keys("[a\\]b]\n\n[a\\]b]: b")[0] != keys("[a\\]b]\n\n[a\\]b]: c")[0]
    many = "\\[" * 200_000  # each of them tried to the end, these would take an hour
    assert len(keys(f"{many}\n\n[x]: b")) == 2
