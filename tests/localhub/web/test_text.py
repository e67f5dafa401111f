"""Texts and times as the page writes them."""

from __future__ import annotations

import pytest

from execsync.localhub.web.text import show_time, visible, visible_title, web_address


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ünï", "plain ünï"),
        ("a\x1b[31mred", "a[U+001B][31mred"),
        ("a\u202etxt.exe", "a[U+202E]txt.exe"),
        ("a\u2066b\u2069", "a[U+2066]b[U+2069]"),
        ("a\u200bb\x00", "a[U+200B]b[U+0000]"),
        ("a\tb", "a\tb"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_is_spelled(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible_title(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [(" \u200d", "[U+0020][U+200D]"), ("\ue000", "[U+E000]")]
)
def test_title_of_blanks_is_spelled(text: str, shown: str) -> None:
    assert visible_title(text) == shown


def test_time_is_written_in_utc() -> None:
    assert show_time(1_800_014_400_999_999) == "2027-01-15 12:00:00 UTC"


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://example.com/a", True),
        ("HTTP://example.com", True),
        ("javascript:alert(1)", False),
        ("//example.com", False),
        ("https:", False),
        ("http://[", False),
    ],
)
def test_only_web_addresses_become_links(text: str, is_link: bool) -> None:
    assert web_address(text) == (text if is_link else None)
