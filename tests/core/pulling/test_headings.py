"""Another title in the heading that gives a page its own."""

import pytest

from execsync.core.choices import TitleFrom
from execsync.core.pulling.headings import (
    is_left_out,
    is_retitled,
    with_heading,
    without_heading,
)
from tests.core.pulling.hubs import BARE, FULL, document, sending


@pytest.mark.parametrize(
    ("body", "title", "expected"),
    [
        ("# Old\n\nText.", "New", "# New\n\nText."),
        ("# Old\nText.", " New ", "# New\nText."),
        ("  #\tOld {#id} ## \n\nText.", "New", "  #\tNew {#id} ## \n\nText."),
        ("#\n\nText.", "New", "# New\n\nText."),
        ("Old\n===\n\nText.", "New", "New\n===\n\nText."),
        ("  Old\nlines {#id}\n =\n\nText.", "New", "  New {#id}\n =\n\nText."),
        ("<!-- a -->\n\n# Old", "New", "<!-- a -->\n\n# New"),
        ("# Old", "1. *New* [x]", "# 1. \\*New\\* \\[x\\]"),
        ("# Old", "C #", "# C \\#"),
        ("# Old", "&amp; \\*", "# \\&amp; \\\\\\*"),
        ("Old\n===", "- New", "\\- New\n==="),
        ("# Old", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}", "# Cafe\N{COMBINING ACUTE ACCENT}"),
    ],
)
def test_the_title_is_written_as_the_old_one_was(body: str, title: str, expected: str) -> None:
    from unicodedata import normalize

    found = with_heading(body, title)
    assert found
    assert normalize("NFC", found) == normalize("NFC", expected)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("Text.", "New"),
        ("## Old", "New"),
        ("# Old", " "),
        ("# Old", "New\nlines"),
        ("# Old", "New {#id}"),
    ],
)
def test_a_title_that_no_heading_can_say_has_none(body: str, title: str) -> None:
    assert with_heading(body, title) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# Old\n\n\nText.", "Text."),
        ("<!-- a -->\n\n# Old\nText.", "<!-- a -->\n\nText."),
        ("Text.\n\n# Old", "Text.\n\n# Old"),
    ],
)
def test_a_body_without_its_heading_has_all_else(body: str, expected: str) -> None:
    assert without_heading(body) == expected


def test_a_heading_is_left_out_where_it_says_the_title() -> None:
    assert is_left_out(document("# Old\n\nText."), FULL)
    assert not is_left_out(document("# Old\n\nText."), BARE)
    assert not is_left_out(document("Text."), FULL)
    by_name = FULL._replace(title_from=(TitleFrom.FILE_NAME,))
    assert is_left_out(document("# Page\n\nText."), by_name)
    assert not is_left_out(document("# Old\n\nText."), by_name)


def test_a_page_gets_another_title_of_a_heading_that_is_sent_alone() -> None:
    assert is_retitled(sending("# Old\n\nText.", BARE), "# New\n\nText.", "Old")
    assert not is_retitled(sending("# Old\n\nText.", BARE), "# Old\n\nWords.", "Old")
    assert not is_retitled(sending("# Old\n\nText.", FULL), "# New\n\nText.", "Old")
