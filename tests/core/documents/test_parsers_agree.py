"""What is a link, an image or a heading is what the other parsers of GitHub's Markdown say, too.

markdown-it's, and GitHub's own. Where those two disagree nobody knows what is right.
"""

import random
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from markdown_it.token import Token

from execsync.core.documents.markdown import parse
from execsync.core.documents.structure import LinkKind
from tests.core.documents.markdown_pieces import PIECES
from tests.support import other_parser

ROOT = Path(__file__).parents[3]
OTHERS = (LinkKind.HTML, LinkKind.WIKILINK)

Reading = tuple[list[tuple[str, str]], list[int]]
"""Links and images with their targets, sorted, and levels of headings."""


def ours(body: str) -> Reading:
    structure = parse(body)
    found = [
        ("image" if link.image else "link", unquote(link.target).removeprefix("mailto:"))
        for link in structure.links
        if link.kind not in OTHERS
    ]
    return sorted(found), [heading.level for heading in structure.headings]


def of_markdown_it(body: str) -> Reading:
    tokens = other_parser.tokens(body)
    found = [(kind, unquote(target).removeprefix("mailto:")) for kind, target in _targets(tokens)]
    return sorted(found), [int(token.tag[1]) for token in tokens if token.type == "heading_open"]


def _targets(tokens: Iterable[Token]) -> Iterable[tuple[str, str]]:
    for token in tokens:
        if token.type == "link_open":
            yield "link", str(token.attrs["href"])
        elif token.type == "image":
            yield "image", str(token.attrs["src"])
        yield from _targets(token.children or ())


def of_github(body: str) -> Reading:
    options = cmarkgfm.Options.CMARK_OPT_UNSAFE | cmarkgfm.Options.CMARK_OPT_FOOTNOTES
    html = cmarkgfm.markdown_to_html_with_extensions(
        body, options=options, extensions=["table", "strikethrough"]
    )
    html = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
    found = [
        ("link" if tag == "a" else "image", unquote(unescape(target)).removeprefix("mailto:"))
        for tag, target in re.findall(r'<(a|img) (?:href|src)="([^"]*)"', html)
    ]
    return sorted(found), [int(level) for level in re.findall(r"<h([1-6])>", html)]


NO_HTML = tuple(piece for piece in PIECES if not piece.startswith(("<a", "<img")))


KNOWN = re.compile(r"\|---\|\n(?:.+\n)*(?: {4}|\t)|\]\\\[")
"""Where ours is alone: an indented line right after a table is a row to it, and `[r]\\[` is no reference."""


def disagreements(seed: int, bodies: int) -> list[str]:
    """Bodies that both others read in one way and we in another, though they have nothing known in them."""
    dice = random.Random(seed)
    made = ["".join(dice.choices(NO_HTML, k=dice.randrange(1, 12))) for _ in range(bodies)]
    return [
        body
        for body in made
        if not KNOWN.search(body) and ours(body) != of_markdown_it(body) == of_github(body)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_what_the_others_agree_on_is_ours_too(seed: int) -> None:
    assert disagreements(seed, 1000) == [], seed


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 110))
def test_what_the_others_agree_on_of_a_hundred_thousand_bodies_is_ours_too(seed: int) -> None:
    assert disagreements(seed, 10_000) == [], seed


REAL = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "example-hub/**/*.md")
    for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("path", REAL)
def test_real_texts_are_read_alike(path: str) -> None:
    body = (ROOT / path).read_text(encoding="utf-8").rpartition("\n---\n")[2]
    assert ours(body) == of_markdown_it(body)
