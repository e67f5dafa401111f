import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.render.plain import visible

ZWNJ = "\u200c"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rückgabe → 30 días 返金 👍", "Rückgabe → 30 días 返金 👍"),
        ("a\tb", "a\tb"),
        ("a\nb\rc", r"a\nb\rc"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x07\x00\x7f", r"\x07\x00\x7f"),
        ("\x9b2J\x85", r"\x9b2J\x85"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", r"\u2066a\u2069\u200e\u200f\u061c"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("ad\u200bmin\ufeff\u2060\xad", r"ad\u200bmin\ufeff\u2060\xad"),
        ("a\ufff9b\ufffac\ufffb", r"a\ufff9b\ufffac\ufffb"),
        ("\u034f\u115f\u1160\u2800\u3164\uffa0", r"\u034f\u115f\u1160\u2800\u3164\uffa0"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud83d", r"\ud83d"),
    ],
)
def test_what_a_terminal_acts_on_or_hides_becomes_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202eevil\u202c", r"\u202eevil\u202c"),
        ("ad\u200dmin", r"ad\u200dmin"),
        ("ad\u200cmin", r"ad\u200cmin"),
        ("\u200dadmin\u200c", r"\u200dadmin\u200c"),
        ("\N{MAN}\u200d\u200d\N{WOMAN}", "\N{MAN}" + r"\u200d\u200d" + "\N{WOMAN}"),
        ("\N{MAN}\u200dadmin", "\N{MAN}" + r"\u200dadmin"),
        ("a\u034fb\u206ac\ufff9d", r"a\u034fb\u206ac\ufff9d"),
        ("a\ufe0f", r"a\ufe0f"),
        ("\N{HEAVY BLACK HEART}\ufe0f\ufe0f", "\N{HEAVY BLACK HEART}\ufe0f" + r"\ufe0f"),
        ("\N{MAN}\U000e0100\U000e0173", "\N{MAN}" + r"\U000e0100\U000e0173"),
        (
            "\N{WAVING BLACK FLAG}\U000e0067\U000e0062",
            "\N{WAVING BLACK FLAG}" + r"\U000e0067\U000e0062",
        ),
        ("x\U000e0067\U000e007f", r"x\U000e0067\U000e007f"),
        ("\U0001d173\U000e0fff", r"\U0001d173\U000e0fff"),
    ],
)
def test_what_has_no_width_is_shown_where_nothing_needs_it(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}",
        "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5}\u200d\N{PERSONAL COMPUTER}",
        "\N{RUNNER}\u200d\N{FEMALE SIGN}\ufe0f\u200d\N{BLACK RIGHTWARDS ARROW}\ufe0f",
        "\N{HEAVY BLACK HEART}\ufe0f\u200d\N{FIRE}",
        "1\ufe0f\u20e3",
        "\N{WAVING BLACK FLAG}\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        f"می{ZWNJ}خواهم",
        "क्\u200dष",
        "ශ්\u200dරී",
        "葛\U000e0100城",
        "30\xa0days\u202f—\u3000返品",
        "\U0001cd00",
    ],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert visible(text) == text


@given(st.text(st.characters()))
def test_nothing_that_controls_is_left(text: str) -> None:
    shown = visible(text)
    assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} - {"\t"}
    shown.encode()
    assert visible(shown) == shown


ODD = (
    "aم1\u200b\u200c\u200d\u202e\ufe0f\u180e\u034f"
    "\N{MAN}\N{WAVING BLACK FLAG}葛\U000e0067\U000e007f\U000e0100"
)


@given(st.text(st.sampled_from(ODD)))
def test_what_is_shown_is_shown_the_same_again(text: str) -> None:
    assert visible(visible(text)) == visible(text)
