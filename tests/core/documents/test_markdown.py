"""Where things stand in a body, as they are written."""

from collections import Counter

import pytest
from hypothesis import given

from execsync.core.documents.anchors import anchors, key
from execsync.core.documents.links import is_external
from execsync.core.documents.markdown import parse
from execsync.core.documents.structure import LinkKind, Structure
from execsync.core.parser import located_events
from tests.core.documents.markdown_pieces import BODIES
from tests.support.examples import examples


def cut(body: str) -> list[tuple[str, str, str]]:
    """Each destination: its kind, the whole of it, and what stands there, all as they are written."""
    return [
        (link.kind.value, body[link.start : link.end], body[slice(*link.at)])
        for link in parse(body).destinations
    ]


@pytest.mark.parametrize(
    ("body", "whole", "written"),
    [
        ("ü [a](b.md) ü", "[a](b.md)", "b.md"),
        ("[日本](日本.md)", "[日本](日本.md)", "日本.md"),
        ('[a]( <b c.md>\n"t" )', '[a]( <b c.md>\n"t" )', "b c.md"),
        ("[a](b\\)c.md 't(')", "[a](b\\)c.md 't(')", "b\\)c.md"),
        ("[a](b(c(d)).md)", "[a](b(c(d)).md)", "b(c(d)).md"),
        ("[a](b&amp;c.md)", "[a](b&amp;c.md)", "b&amp;c.md"),
        ("[a](<b\\>c>)", "[a](<b\\>c>)", "b\\>c"),
        ("[a [b] c](d.md)", "[a [b] c](d.md)", "d.md"),
        ("[a\\](b.md)](c.md)", "[a\\](b.md)](c.md)", "c.md"),
        ("[`](b.md)`](c.md)", "[`](b.md)`](c.md)", "c.md"),
        ("[*a*](b.md)", "[*a*](b.md)", "b.md"),
        ("[](b.md)", "[](b.md)", "b.md"),
        ("[a]()", "[a]()", ""),
        ("[a](<>)", "[a](<>)", ""),
        ("> [a](\n> b.md)", "[a](\n> b.md)", "b.md"),
        ("> > [a\n> > b](\n> > c.md)", "[a\n> > b](\n> > c.md)", "c.md"),
        ("- [a](\n  b.md)", "[a](\n  b.md)", "b.md"),
        ("|a|\n|-|\n|[a\\|b](c\\|d.md)|", "[a\\|b](c\\|d.md)", "c\\|d.md"),
        ("[[1]](b.md)", "[[1]](b.md)", "b.md"),
    ],
)
def test_an_inline_link_is_cut_out_as_it_is_written(body: str, whole: str, written: str) -> None:
    assert cut(body) == [("inline", whole, written)]


@pytest.mark.parametrize(
    ("definition", "written"),
    [
        ("[r]: b.md", "b.md"),
        ("  [R]:\n   <b c.md>\n  'title'", "b c.md"),
        ("> [r]:\n> b.md\n> 'of\n> two lines'", "b.md"),
        ("- [r]: <b\\>.md>", "b\\>.md"),
        ("[ r ]: b\\_c.md", "b\\_c.md"),
        ("[r]: <>", ""),
    ],
)
def test_a_definition_is_told_once_whatever_refers_to_it(definition: str, written: str) -> None:
    body = f"[r] [r][] [a][r] ![r]\n\n{definition}\n\n[r]: not-this.md\n"
    structure = parse(body)
    assert [(link.kind.value, body[link.start : link.end]) for link in structure.links] == [
        ("shortcut", "[r]"),
        ("collapsed", "[r][]"),
        ("reference", "[a][r]"),
        ("shortcut", "![r]"),
    ]
    [defined] = structure.definitions
    assert body[slice(*defined.at)] == written
    assert {link.at for link in structure.links} == {defined.at}
    assert structure.destinations == (defined,)


@pytest.mark.parametrize(
    ("body", "is_image"),
    [("![r]", True), ("![r] [r]", False), ("[r]", False), ("unused", False)],
)
def test_a_definition_is_an_image_s_if_nothing_else_uses_it(body: str, is_image: bool) -> None:
    [defined] = parse(f"{body}\n\n[r]: b.md\n").definitions
    assert defined.image is is_image


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<https://a.b>", [("autolink", "<https://a.b>", "https://a.b")]),
        ("x <a title='>' href=\"b.md\">y</a>", [("html", "<a title='>' href=\"b.md\"", "b.md")]),
        ("<div>\n<IMG SRC=b.png>\n</div>", [("html", "<IMG SRC=b.png", "b.png")]),
        ("<a name=x>", []),
        ("[[b]]", [("wikilink", "[[b]]", "b")]),
        ("![[b#c|d]]", [("wikilink", "![[b#c|d]]", "b#c")]),
        ("\\![[b]]", [("wikilink", "[[b]]", "b")]),
        ("\\\\[[b]]", [("wikilink", "[[b]]", "b")]),
        ("|a|\n|-|\n|[[b\\|c]]|", [("wikilink", "[[b\\|c]]", "b")]),
        ("|a|b|\n|-|-|\n|[[b|c]]|", []),
        ("```\n[[b]]\n```\n\n    [[b]]", []),
        ("\\[[b]] [[b\\]] [[ -d b ]] [[b\nc]] [[]] [[^1]] [[`b]]` `[[b]]`", []),
        ("[[b]]\n\n[b]: c.md", [("definition", "[b]: c.md", "c.md")]),
    ],
)
def test_other_links_are_cut_out_as_they_are_written(
    body: str, expected: list[tuple[str, str, str]]
) -> None:
    assert cut(body) == expected


def test_headings_have_their_text_without_marks_and_their_place() -> None:
    body = "ü\n===\n\n# A *b* `c` [d](e) &amp; <i>f</i> #\n\n- > ## G\n"
    assert [
        (heading.level, heading.text, body[heading.start : heading.end], heading.nested)
        for heading in parse(body).headings
    ] == [
        (1, "ü", "ü\n===", False),
        (1, "A b c d & f", "# A *b* `c` [d](e) &amp; <i>f</i> #", False),
        (2, "G", "## G", True),
    ]


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("# A\n\n# B", "A"),
        ("<!-- x -->\n\n<!-- y -->\n[r]: b\n\nA\n---", "A"),
        ("x\n\n# A", None),
        ("> # A", None),
        ("***\n# A", None),
        ("    # A\n\n# B", None),
        ("<b>x</b>\n\n# A", None),
    ],
)
def test_the_first_block_may_be_a_heading(body: str, first: str | None) -> None:
    found = parse(body).first
    assert (found and found.text) == first


def test_code_and_comments_have_their_places() -> None:
    body = "ü `a` <!-- b -->\n\n```\nc\n```\n\n    d\n\n<div><!-- e\n-->\n</div>\n\n<!-- f"
    structure = parse(body)
    assert [body[slice(*code)].rstrip() for code in structure.code] == ["`a`", "```\nc\n```", "d"]
    told = [body[slice(*comment)] for comment in structure.comments]
    assert told == ["<!-- b -->", "<!-- e\n-->", "<!-- f"]


def events(body: str) -> Counter[str]:
    """How many links and images the parser reads."""
    starts = [
        event["Start"]
        for event, _ in located_events(body)
        if isinstance(event, dict) and "Start" in event
    ]
    kinds = Counter(str(next(iter(start))) for start in starts if isinstance(start, dict))
    return Counter({kind: kinds[kind] for kind in ("Link", "Image")})


OTHERS = (LinkKind.HTML, LinkKind.WIKILINK)


@examples(400)
@given(BODIES)
def test_the_destination_of_every_link_of_the_parser_is_found(body: str) -> None:
    found = [link for link in parse(body).links if link.kind not in OTHERS]
    assert events(body) == Counter(Link=0, Image=0) + Counter(
        "Image" if link.image else "Link" for link in found
    )


def told(structure: Structure) -> list[tuple[LinkKind, str, bool]]:
    return [(link.kind, link.target, link.image) for link in structure.links]


@examples(400)
@given(BODIES)
def test_another_destination_put_in_its_place_is_the_only_difference(body: str) -> None:
    before = parse(body)
    for link in before.destinations:
        if link.kind in (*OTHERS, LinkKind.AUTOLINK) or not link.target:
            continue
        # A blank in angle brackets keeps what looks like a definition around it from being one.
        put = "https://x.example/1 2" if " " in body[slice(*link.at)] else "https://x.example/1"
        after = parse(f"{body[: link.at.start]}{put}{body[link.at.end :]}")
        assert told(after) == [
            (one.kind, put if one.at == link.at else one.target, one.image) for one in before.links
        ]
        assert [one.text for one in after.headings] == [one.text for one in before.headings]


@pytest.mark.parametrize("target", ["https://a.b", "mailto:a@b.c", "//a.b/c"])
def test_a_target_with_a_scheme_or_a_host_leads_outside(target: str) -> None:
    assert is_external(target)
    assert not is_external(target.removeprefix("https:").replace(":", "/").lstrip("/"))


@pytest.mark.parametrize(
    "between", ["", "<!-- x -->", "<!-- x\ny -->", "```\ncode\n```", "~~~\n~~~"]
)
def test_no_heading_is_made_of_a_paragraph_that_has_ended(between: str) -> None:
    assert parse(f"Text\n\n{between}\n\n---\n").headings == ()


def test_anchors_are_compared_by_letters_and_digits() -> None:
    found = anchors(["Service credits", "A & B", "A & B", "Own {#mine}"], '<p id="by-id">')
    assert found == {"servicecredits", "ab", "ab1", "own", "mine", "byid"}
    assert key("Service_Credits") in found
