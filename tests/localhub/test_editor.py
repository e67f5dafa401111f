from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from execsync.localhub.editor import reserialise
from execsync.localhub.titles import tidy

CASES = {
    "bullets": ("- a\n- b", "* a\n\n* b"),
    "numbers": ("3) a\n4) b", "3. a\n\n4. b"),
    "nested": ("- a\n  + b\n\n    c", "* a\n\n  * b\n\n    c"),
    "headings": ("Top\n===\n\n## Next ##\n", "# Top\n\n## Next"),
    "joined lines": ("a\nb  \nc\\\nd", "a b\\\nc\\\nd"),
    "marks": ("_a_ __b *c*__ ~~d~~", "*a* **b *c*** ~~d~~"),
    "escapes": ("a_b _ [x] 2 * 3 < 4", "a_b \\_ \\[x\\] 2 \\* 3 \\< 4"),
    "starts": ("\\# a\n\n1\\. b\n\n\\- c", "\\# a\n\n1\\. b\n\n\\- c"),
    "entities": ("&copy; &amp;lt;", "© \\&lt;"),
    "quotes": ("> a\nb\n> - c", "> a b\n>\n> * c"),
    "fences": ("~~~ py\n* a  \n```\n~~~", "````py\n* a  \n```\n````"),
    "indented": ("    a\n\n    b", "```\na\n\nb\n```"),
    "rules": ("***", "---"),
    "links": (
        "[a][1] <https://b.example> ![c](d.png)\n\n[1]: /e 'f'",
        '[a](/e "f") <https://b.example> ![c](d.png)',
    ),
    "tables": ("| a |\n| - |\n| * |", "| a |\n| - |\n| * |"),
    "html": ("<p>\na\n</p>", "<p>\na\n</p>"),
    "lists that would be one": ("- a\n\n+ b", "- a\n\n+ b"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("given_text", "stored"), CASES.values(), ids=CASES.keys())
def test_text_is_respelt(given_text: str, stored: str) -> None:
    assert reserialise(given_text) == stored


pieces = st.sampled_from(
    [
        "a",
        "* ",
        "- ",
        "1. ",
        "_",
        "**",
        "`",
        "```",
        "\n",
        "\n\n",
        "> ",
        "# ",
        "<",
        "&amp;",
        "[b](c)",
        "\\",
        " ",
        "|",
        "~~",
        "===",
    ]
)


@given(st.lists(pieces).map("".join) | st.text())
def test_respelling_twice_changes_nothing_more_and_keeps_the_words(text: str) -> None:
    written = reserialise(text)
    assert reserialise(written) == written
    assert words(written) == words(text)


def words(text: str) -> list[str]:
    """What a reader reads, in order."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    parts = [part for token in tokens for part in token.children or [token]]
    return " ".join(part.content for part in parts if part.type != "inline").split()


@pytest.mark.parametrize(
    ("given_title", "stored"),
    [
        ("  a \t b ", "a b"),
        ("""'a' "b" ("c")""", "\u2018a\u2019 \u201cb\u201d (\u201cc\u201d)"),
        ("it's 5'", "it\u2019s 5\u2019"),
        ("plain", "plain"),
    ],
)
def test_titles_are_tidied(given_title: str, stored: str) -> None:
    assert tidy(given_title) == stored


@given(st.text())
def test_tidying_twice_changes_nothing_more(title: str) -> None:
    assert tidy(tidy(title)) == tidy(title)
