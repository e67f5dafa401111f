"""What makes two pages look the same."""

import pytest

from execsync.core.look_alike import look_of, title_key


@pytest.mark.parametrize(
    "title",
    [
        'Don\'t "panic"',
        ' Don\'t  "panic" ',
        "Don\u2019t \u201cpanic\u201d",
        "Don\u2032t \u00abpanic\u00bb",
        "Don't\u00a0\uff02panic\"",
        'Don\'t\u2003"\uff50anic"',
    ],
)
def test_spellings_of_a_title_are_one(title: str) -> None:
    assert title_key(title) == 'Don\'t "panic"'


@pytest.mark.parametrize(("other", "alike"), [("Title", True), ("title", False), ("Titles", False)])
def test_other_letters_make_another_title(other: str, alike: bool) -> None:
    assert (look_of(other, ["g", "f"]) == look_of("Title", ["f", "g"])) is alike


def test_other_folders_make_another_look() -> None:
    assert look_of("Title", ["f"]) != look_of("Title", [])
