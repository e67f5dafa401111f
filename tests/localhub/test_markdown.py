from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.localhub.markdown import normalise

CASES = {
    "bullets": ("* a\n  + b\n- c", "- a\n  - b\n- c\n"),
    "headings": ("Top\n===\n\nNext\n---\n", "# Top\n\n## Next\n"),
    "line ends": ("a  \nb\t\n\n\n", "a\nb\n"),
    "emphasis is no bullet": ("*a* b\n**c**", "*a* b\n**c**\n"),
    "rules are no headings": ("a\n\n---\n\n* * *", "a\n\n---\n\n* * *\n"),
    "code keeps its lines": ("```\n* a  \n===\n```\n* b", "```\n* a  \n===\n```\n- b\n"),
    "tildes in backticks": ("````\n```\n* a\n````", "````\n```\n* a\n````\n"),
    "tables": ("| a |\n---\n", "| a |\n---\n"),
    "empty": ("", "\n"),
}


@pytest.mark.parametrize(("given_text", "stored"), CASES.values(), ids=CASES.keys())
def test_text_is_respelt(given_text: str, stored: str) -> None:
    assert normalise(given_text) == stored


lines = st.sampled_from(
    ["", "a", "* a", "+ b  ", "===", "---", "```", "~~~~", "  * c", "# d", "* * *", "\x0b", "> e"]
)


@given(st.lists(lines).map("\n".join) | st.text())
def test_respelling_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
