"""What a text says is what it says to the other parsers of GitHub's Markdown: markdown-it's and GitHub's own.

Where those two disagree nobody knows what is right.
"""

import random
import re
from collections.abc import Iterable

import cmarkgfm  # type: ignore[import-untyped]
import pytest

from execsync.core.blocks import blocks_of, read_blocks
from tests.core.documents import markdown_pieces
from tests.core.test_meaning import PIECES, SIGNS
from tests.support import other_parser
from tests.support.prose import Author
from tests.support.spelling import spell

KNOWN = re.compile(
    r"\[\^"  # footnotes, which markdown-it has not
    r"|(?:://|www\.)\S*[*_~`]"  # bare addresses with signs, which only GitHub takes for text
    # Where ours is alone:
    r"|-\|?[ \t]*\n(?:.+\n)*(?: {4}| *\t)"  # an indented line right after a table is a row
    r"|\n[ \t>]*- [-:| \t]*\|"  # a row of dashes that begins as an item does belongs to a table
    r"|\\\n[-:| \t]*-"  # a line that ends with a backslash is no first row of a table
    r"|[ \t]\t *\n|\t +\n"  # blanks among which is a tab, at a line's end, are a hard break
    r"|>[ \t]*\t"  # a tab in a quote is not the blanks that it is as wide as
    r"|`[^`]*\n[ \t]+[^`]*`"  # blanks that begin a line in code are kept
    r"|[^\s~]~~?[^\w\s]|[*_]~"  # tildes between a letter and another sign may strike what follows
    r"|(?:[-*+>]|\d[.)]) *.*\]:"  # a line right after a definition in an item is of the item, too
    r"|\]\\?\["  # `[r]\[` is no reference
    r"|--->"  # ends a comment, as CommonMark has it of late
    r"|<.*\u00a0"  # such a blank is not in an address, and no block of HTML ends with it
    r"|\\\n\]"  # a backslash before the end of a line is one at the end of an image's text
)
UNREADABLE = "\0\ud83d"
"""GitHub's parser takes neither."""
ANY = [*(sign for sign in SIGNS if sign not in UNREADABLE), *PIECES, *markdown_pieces.PIECES]
SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(100, 130))]


def of_markdown_it(body: str) -> str:
    """What others make of it as HTML, without what is spelled in two ways."""
    return plain(other_parser.html(body))


def of_github(body: str) -> str:
    options = cmarkgfm.Options.CMARK_OPT_UNSAFE
    return plain(
        cmarkgfm.markdown_to_html_with_extensions(
            body, options=options, extensions=["table", "strikethrough"]
        )
    )


def plain(html: str) -> str:
    html = re.sub(r' style="text-align:(\w+)"', r' align="\1"', html)
    html = html.replace("&quot;", '"').replace("&#x27;", "'")
    return "".join(html.replace("<s>", "<del>").replace("</s>", "</del>").split())


def of_one_reading(bodies: Iterable[str]) -> list[str]:
    """Those of them without what is known that both others read in one way."""
    return [
        body
        for body in bodies
        if not KNOWN.search(body) and of_markdown_it(body) == of_github(body)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_any_text_says_what_both_others_read(seed: int) -> None:
    dice = random.Random(seed)
    agreed = of_one_reading(
        "".join(dice.choices(ANY, k=dice.randrange(1, 14))) for _ in range(3_000)
    )
    assert len(agreed) > 1_500
    for body in agreed:
        assert read_blocks(body) == blocks_of(other_parser.events(body)), body


@pytest.mark.parametrize("seed", SEEDS)
def test_what_people_write_says_what_both_others_read(seed: int) -> None:
    dice = random.Random(seed)
    author = Author(dice)
    agreed = of_one_reading(spell(author.text(), dice) for _ in range(300))
    assert len(agreed) > 20, "most have an address with signs"
    for body in agreed:
        assert read_blocks(body) == blocks_of(other_parser.events(body)), body
