"""Code in colours: whatever is in it comes out as text, in classes that are let through, and soon."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from pygments.token import STANDARD_TYPES

from execsync.localhub.web import code
from execsync.localhub.web.code import CODE_CLASSES, LARGEST, colour

LANGUAGES = sorted({*code._LANGUAGES, *code._SESSIONS})
PLAIN = {
    "md",
    "markdown",
    "console",
    "shell-session",
    "pycon",
    "http",
    "docker",
    "dockerfile",
    "diff",
}
"""Languages in which that text is nothing but text."""
HOSTILE = [*"\"'`<({\\#$=-:0 a\n", "/*", "$(", "${", "</", "%s\n", "a ", '"a', "--"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_keeps_the_text_and_is_known(language: str) -> None:
    text = "<script>alert('&amp;')</script>\nfunction f(x) { return 1; } # why\n\n"
    html = colour(text, language)
    assert "<script" not in html
    assert unescape(re.sub(r"<[^>]*>", "", html)) == text
    if language not in (
        "md",
        "markdown",
        "console",
        "shell-session",
        "pycon",
        "http",
        "docker",
        "dockerfile",
        "diff",
    ):
        assert "<span" in html


def test_all_classes_of_pygments_are_let_through() -> None:
    assert set(STANDARD_TYPES.values()) - {""} <= CODE_CLASSES


@pytest.mark.parametrize("language", ["", "befunge", "text", "../x", "PYTHON2.7"])
def test_other_code_is_its_text(language: str) -> None:
    assert colour("a < b", language) == "a &lt; b"


def test_long_code_is_its_text() -> None:
    assert colour("a<" * LARGEST, "c") == "a&lt;" * LARGEST


@pytest.mark.parametrize("part", HOSTILE)
def test_no_code_takes_long(part: str) -> None:
    """Neither what repeats itself nor, in the language of the slowest rules, what hardly does."""
    runs = part * (LARGEST // len(part))
    broken = "".join(f"{part * 20}{number}" for number in range(LARGEST // (20 * len(part) + 3)))
    began = time.perf_counter()
    for language in LANGUAGES:
        colour(runs, language)
    colour(broken, "sql")
    assert time.perf_counter() - began < 20
