import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.render.cells import cells, pad, wrap

FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("refunds", 7),
        ("é", 1),
        ("e\N{COMBINING ACUTE ACCENT}", 1),
        ("日本", 4),
        ("\N{FULLWIDTH LATIN SMALL LETTER F}", 2),
        ("→ …", 3),
        ("\N{THUMBS UP SIGN}", 2),
        (FAMILY, 2),
        ("\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}", 2),
        ("日\t", 3),
    ],
)
def test_cells_counts_columns_of_a_terminal(text: str, width: int) -> None:
    assert cells(text) == width


def test_pad_fills_up_to_columns_not_characters() -> None:
    assert pad("日本", 6) == "日本  "
    assert pad("too long", 3) == "too long"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("fits", 4, ["fits"]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 8, ["one two", "three"]),
        ("one two   three", 8, ["one two", "three"]),
        ("one  two", 20, ["one  two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a abcdefgh", 4, ["a", "abcd", "efgh"]),
        ("日本語日本語", 5, ["日本", "語日", "本語"]),
        ("  indented code", 10, ["  indented", "code"]),
        ("\tx = 1", 40, ["    x = 1"]),
        ("日", 1, ["日"]),
    ],
)
def test_wrap_breaks_at_blanks_where_it_can(text: str, width: int, lines: list[str]) -> None:
    assert list(wrap(text, width)) == lines


def test_wrap_takes_no_longer_for_a_line_of_a_megabyte() -> None:
    lines = list(wrap("日" * 500_000, 80))
    assert (len(lines), cells(lines[0])) == (12_500, 80)


def test_wrap_takes_no_longer_for_a_letter_under_many_marks() -> None:
    text = "\N{DEVANAGARI LETTER NA}" * 5 + "\N{DEVANAGARI VOWEL SIGN I}" * 500_000
    assert list(wrap(text, 5)) == [text[:4], text[4:]]


def test_wrap_never_parts_a_letter_from_its_accent() -> None:
    text = "e\N{COMBINING ACUTE ACCENT}" * 6
    assert list(wrap(text, 4)) == [text[:8], text[8:]]


MARKS = "\N{COMBINING ACUTE ACCENT}\N{DEVANAGARI VOWEL SIGN I}\N{VARIATION SELECTOR-16}"
SIGNS = st.text(
    alphabet=f"ab 日→\t\N{DEVANAGARI LETTER NA}\N{HEAVY BLACK HEART}{MARKS}", max_size=60
)


@given(text=SIGNS, width=st.integers(2, 20))
def test_wrap_fits_and_loses_nothing_but_blanks(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
