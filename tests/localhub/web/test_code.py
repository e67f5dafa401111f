"""Code in colours: whatever is in it comes out as text, in classes that are let through, and soon."""

from __future__ import annotations

import re
from html import escape, unescape

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
    if language not in PLAIN:
        assert "<span" in html


def test_all_classes_of_pygments_are_let_through() -> None:
    assert set(STANDARD_TYPES.values()) - {""} <= CODE_CLASSES


@pytest.mark.parametrize("language", ["", "befunge", "text", "../x", "PYTHON2.7"])
def test_other_code_is_its_text(language: str) -> None:
    assert colour("a < b", language) == "a &lt; b"


def test_long_code_is_its_text() -> None:
    assert colour("a<" * LARGEST, "c") == "a&lt;" * LARGEST


@pytest.mark.parametrize("part", HOSTILE)
def test_what_repeats_itself_without_end_is_its_text(part: str) -> None:
    """It is what the rules of Pygments take longest for, some by the square of its length."""
    code = part * (LARGEST // len(part))
    assert {colour(code, language) for language in LANGUAGES} == {escape(code)}
    assert "<span" in colour("return 'a'\n" * 40, "python")
