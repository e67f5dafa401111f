import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.render.plain import visible


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


def test_joiners_that_scripts_need_stay() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}"
    assert visible(family) == family
    assert visible("می\N{ZERO WIDTH NON-JOINER}خواهم") == "می\N{ZERO WIDTH NON-JOINER}خواهم"


@given(st.text(st.characters()))
def test_nothing_that_controls_is_left(text: str) -> None:
    shown = visible(text)
    assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} - {"\t"}
    shown.encode()
    assert visible(shown) == shown
