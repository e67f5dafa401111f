"""Code and comments are never read for links: what is found is what CommonMark's own parser makes a link."""

import random
import re
from collections import Counter

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from markdown_it import MarkdownIt

from execsync.core.documents.document import NO_FRONT, Document
from execsync.core.documents.site import Site
from execsync.core.rules.prose import HubPages, Prose


def found(body: str) -> list[int]:
    """The offsets of what is said to lead nowhere."""
    prose = Prose(Document("a.md", NO_FRONT, body), HubPages(Site(()), lambda _: body))
    return [broken.link.at.start for broken in prose.broken]


@pytest.mark.parametrize(
    "body",
    [
        "`[a](m.md)` and [a](|m.md)",
        "[a](|m.md) and ``[a](m.md) ` [a](m.md)``",
        "`many\n[a](m.md) lines` [a](|m.md)",
        '`<a href="m.md">` and <a href="|m.md">x</a>',
        "[`[a](m.md)`](|m.md)",
        "\\`[a](|m.md)\\` `[a](m.md)`",
        "`` ` `` [a](|m.md) ``[a](m.md)``",
        "no end ` [a](|m.md) ``",
        '<b title="`"> [a](|m.md) `[a](m.md)` `',
        "<https://x.example/`> [a](|m.md) `[a](m.md)` `",
        "| `[a](m.md)` | [a](|m.md) |\n|---|---|",
        "> `[a](m.md)` [a](|m.md)\n> > `[a](m.md)` [a](|m.md)",
        "- `[a](m.md)` [a](|m.md)\n\n  ```\n  [a](m.md)\n  ```\n\n  [a](|m.md)",
        "[a](|m.md)\n\n```\n[a](m.md)\n```\n\n    [a](m.md)\n\n~~~ x\n[a](m.md)\n~~~",
        "# `[a](m.md)` [a](|m.md)",
        "![`[a](m.md)`](|m.md)",
        '<!-- <a href="m.md">x</a> --> [a](m.md)\n\n[a](|m.md)',
        'x <!-- <a href="m.md">x</a> [a](m.md) --> [a](|m.md)',
        "x <!-- y -->`[a](m.md)` [a](|m.md)",
        "x <!-- `--> [a](|m.md) ` [a](|m.md)",
        '<div>\n<!-- <a href="m.md"> --> <a href="|m.md">x</a>\n</div>',
        "[r]: |m.md\n\n`[r]: m.md` [x][r]",
    ],
)
def test_code_and_comments_are_not_read(body: str) -> None:
    marks = [
        match.start() - number for number, match in enumerate(re.finditer(r"\|(?=m\.md)", body))
    ]
    assert found(body.replace("|m.md", "m.md")) == marks


PIECES = (
    *("`", "``", "`", "```\n", "~~~\n", "\n", "\n\n", "    ", "> ", "- ", "text ", " ", "*", "\\`"),
    *(
        "[a](m.md)",
        "[a](n.md)",
        "![i](i.md)",
        "<!-- ",
        " -->",
        '<b title="`">',
        "<http://x.example/",
        ">",
    ),
)


def linked(html: str) -> Counter[str]:
    return Counter(re.findall(r'(?:href|src)="([mni]\.md)"', html))


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_written_is_found_as_often_as_it_is_a_link(seed: int) -> None:
    """Where the reference parser of CommonMark and the one that we use agree, which is nearly everywhere."""
    dice, agreed = random.Random(seed), 0
    for _ in range(25):
        body = "".join(dice.choice(PIECES) for _ in range(dice.randrange(2, 14)))
        wanted = linked(cmarkgfm.markdown_to_html(body, options=cmarkgfm.Options.CMARK_OPT_UNSAFE))
        if wanted == linked(MarkdownIt("commonmark").render(body)):
            agreed += 1
            told = Counter(body[offset : offset + 4] for offset in found(body))
            assert told == wanted, (seed, body)
    assert agreed > 20, seed
