"""The quick scans, and the parser that is asked in doubt, against each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execsync.core.documents.anchors import anchors, key
from execsync.core.documents.headings import first_heading, headings, plain
from execsync.core.documents.links import Target, is_external, links, resolve
from execsync.core.documents.markdown import Structure, Use

PIECES = [
    "# A",
    "## B ##",
    "#c",
    "####### d",
    "   # e",
    "    # code",
    "\t# code",
    "text",
    "=",
    "===",
    "---",
    "- item",
    "- ",
    "1. one",
    "> quote",
    "> # quoted",
    "```",
    "~~~~",
    "```python",
    "<!-- ",
    "-->",
    "<!-- # x -->",
    "",
    "  ",
    "a `#` b",
    "* * *",
    "#",
    "# #",
    "# x #y",
    "**bold**\n---",
    "| a |\n| - |",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_headings_are_those_of_the_parser_in_plain_documents(lines: list[str]) -> None:
    """Lists and quotes, which may hold headings and go on lazily, are left to the parser."""
    body = "\n".join(line for line in lines if line[:1] not in "->1*" or line.startswith("---"))
    if "<!--" in body or "\t" in body:
        return
    quick = [
        (heading.level, heading.text, body.count("\n", 0, heading.offset))
        for heading in headings(body)
    ]
    slow = [
        (title.level, " ".join(title.text.split()), title.line)
        for title in Structure(body).headings()
    ]
    assert [(level, " ".join(text.split()), line) for level, text, line in quick] == slow


LINKS = [
    "[a](b.md)",
    "![i](i.png)",
    "[a](<b c.md>)",
    "[a](b(c).md)",
    "[a](b\\).md)",
    "`[x](code.md)`",
    "[r]",
    "[r][]",
    "[t][r]",
    "![r]",
    "\n\n[r]: ref.md",
    "\n[r]: <ref x.md> 't'\n",
    "[a]( b.md 'title' )",
    "[a](\nb.md)",
    "[a]()",
    "\\[a](esc.md)",
    '<a href="tag.md">',
    "<img src='tag.png'>",
    "<https://example.com>",
    "\n\n    [c](code.md)\n\n",
    "\n```\n[c](code.md)\n```\n",
    "> [q](quote.md)\n",
    "- [l](list.md)\n",
    "[a](b%20c.md)",
    "[a](b&amp;c.md)",
    " text ",
    "[![n](in.png)](out.md)",
    "<!-- [c](comment.md) -->",
    "*",
    "_",
    "\n\n",
    "[a](b.md#c)",
    "]",
    "[",
    "(",
    ")",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINKS), max_size=10))
def test_the_quick_scan_misses_no_link_of_the_parser(pieces: list[str]) -> None:
    body = "".join(pieces)
    suspects = {(link.target, body.count("\n", 0, link.offset)) for link in links(body)}
    really = [m for m in Structure(body).mentions() if not is_external(m.target)]
    for mention in really:
        # What refers to a definition is found where that stands.
        lines = {line for m in really if m.target == mention.target for line in m.lines}
        assert any(target == mention.target and line in lines for target, line in suspects)


@pytest.mark.parametrize(("nested", "lines"), [(True, [0, 2, 4]), (False, [0])])
def test_headings_in_quotes_and_lists_are_told_apart(nested: bool, lines: list[int]) -> None:
    structure = Structure("# A\n\n> # B\n\n- # C\n")
    assert [title.line for title in structure.headings(nested=nested)] == lines


def test_uses_are_told_apart_and_code_is_none() -> None:
    body = "[a](x.md) ![a](x.md)\n\n`[a](y.md)`\n\n![r]\n\n[r]: z.png\n"
    structure = Structure(body)
    assert structure.uses("x.md", 0) == {Use.LINK, Use.IMAGE}
    assert structure.uses("y.md", 2) == set()
    assert structure.uses("z.png", 6) == {Use.IMAGE}


@pytest.mark.parametrize(
    ("target", "page", "expected"),
    [
        ("b.md", "a.md", Target("b.md", "")),
        ("b.md#c", "x/a.md", Target("x/b.md", "c")),
        ("../b.md", "x/a.md", Target("b.md", "")),
        ("./y/../b.md?q=1#c", "x/a.md", Target("x/b.md", "c")),
        ("/b.md", "x/y/a.md", Target("b.md", "")),
        ("../../b.md", "x/a.md", Target("../b.md", "", outside=True)),
        ("#c", "a.md", Target("", "c")),
        ("u\u0308.md", "a.md", Target("\u00fc.md", "")),
        ("../", "x/a.md", Target(".", "")),
    ],
)
def test_targets_are_looked_up_from_the_page(target: str, page: str, expected: Target) -> None:
    assert resolve(target, page) == expected


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("a **b** _c_ `d*e` ~~f~~", "a b c d*e f"),
        ("[a](b) ![c](d) [e][f]", "a c e"),
        ("a &amp; b \\* c", "a & b * c"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("<b>a</b>", "a"),
    ],
)
def test_titles_from_headings_lose_their_markup(markdown: str, words: str) -> None:
    assert plain(markdown) == words


@pytest.mark.parametrize(
    "between", ["", "<!-- x -->", "<!-- x\ny -->", "```\ncode\n```", "~~~\n~~~"]
)
def test_no_heading_is_made_of_a_paragraph_that_has_ended(between: str) -> None:
    assert list(headings(f"Text\n{between}\n---\n")) == []


def test_the_first_heading_with_text_counts() -> None:
    assert first_heading("```\n# code\n```\n\n#\n\nSetext\ntitle\n---\n") == "Setext title"
    assert first_heading("no heading") == ""


def test_anchors_are_compared_by_letters_and_digits() -> None:
    found = anchors(["Service *credits*", "A & B", "A & B", "Own {#mine}"], '<p id="by-id">')
    assert found == {"servicecredits", "ab", "ab1", "own", "mine", "byid"}
    assert key("Service_Credits") in found
