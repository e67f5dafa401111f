import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.render.cells import cells, clip, cut, pad, shorten, wrap

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
        ("abcdefgh", 3, ["ab…"]),
        ("a abcdefgh bc", 4, ["a", "abc…", "bc"]),
        ("日本 abcdefgh日本", 6, ["日本", "abcde…", "日本"]),
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
    assert list(wrap(text, 5)) == [f"{text[:4]}…"]


def test_wrap_never_parts_a_letter_from_its_accent() -> None:
    text = "e\N{COMBINING ACUTE ACCENT}" * 6
    assert list(wrap(text, 4)) == [f"{text[:6]}…"]


MARKS = "\N{COMBINING ACUTE ACCENT}\N{DEVANAGARI VOWEL SIGN I}\N{VARIATION SELECTOR-16}"
SIGNS = st.text(
    alphabet=f"ab 日→\t\N{DEVANAGARI LETTER NA}\N{HEAVY BLACK HEART}{MARKS}", max_size=60
)


def words(text: str) -> list[str]:
    """The words of a text, as far as blanks part them."""
    return text.split()


@given(text=SIGNS, width=st.integers(3, 20))
def test_wrap_fits_and_breaks_no_word(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert all(cells(line) <= width for line in lines)
    if all(cells(word) < width for word in words(text)):
        assert "".join(words("".join(lines))) == "".join(words(text))
        assert "…" not in "".join(lines)


@given(text=st.text(alphabet="ab /…", max_size=60), width=st.integers(3, 20))
def test_wrap_leaves_each_word_whole_or_cuts_its_end(text: str, width: int) -> None:
    found = words(" ".join(wrap(text, width)))
    assert len(found) == len(words(text))
    for shown, word in zip(found, words(text), strict=True):
        assert shown == word or (cells(word) > width and word.startswith(shown.removesuffix("…")))


@pytest.mark.parametrize(
    ("path", "width", "short"),
    [
        ("guides/a/b/refunds.md", 21, "guides/a/b/refunds.md"),
        ("guides/a/b/refunds.md", 20, "guides/…/refunds.md"),
        ("guides/a/b/refunds.md", 18, "…/refunds.md"),
        ("guides/a/b/refunds.md", 11, "refunds.md"),
        ("guides/a/b/refunds.md", 8, "refu….md"),
        ("departments/question-0123.md", 12, "questi…23.md"),
        ("departments/question-0124.md", 12, "questi…24.md"),
        ("people/and-a-very-long-culture/", 12, "and-a-…ture/"),
        ("guides/people/how-we-work/", 21, "guides/…/how-we-work/"),
        ("手引き/支援/返金.md", 14, "…/返金.md"),
    ],
)
def test_a_long_path_gives_up_its_middle_folders(path: str, width: int, short: str) -> None:
    assert shorten(path, width) == short
    assert cells(short) <= width


@given(path=st.text(alphabet="ab/日 ", max_size=40), width=st.integers(3, 40))
def test_a_shortened_path_fits(path: str, width: int) -> None:
    assert cells(shorten(path, width)) <= width


@pytest.mark.parametrize(
    ("text", "width", "cut_text", "clipped"),
    [
        ("fits", 4, "fits", "fits"),
        ("one two three", 12, "one two thr…", "one two …"),
        ("abcdefgh", 5, "abcd…", "ab…"),
    ],
)
def test_what_is_left_out_of_a_line_is_told(
    text: str, width: int, cut_text: str, clipped: str
) -> None:
    assert (cut(text, width), clip(text, width)) == (cut_text, clipped)
