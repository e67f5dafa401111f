"""The parser of Markdown by which texts are compared, and how much work it may do for one of them."""

from collections.abc import MutableMapping
from typing import Any

import markdown_it
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

NAME = f"md{markdown_it.__version__}"
"""The parser and its version: another one may read a text in another way."""
NESTING = 50
"""Levels of quotes, lists and their items within each other; the parser would leave out what is deeper."""
STEPS = 100_000
"""Steps for one text, 10 to 20 microseconds each. A usual text takes one for 12 characters."""


class TooCostly(Exception):
    """A text is nested too deeply, or would take the parser too long."""


def parse(text: str) -> list[Token]:
    """The tokens of a text: CommonMark, with GitHub's tables and strikethrough. Raises TooCostly."""
    return _PARSER.parse(text, {})


class _Parser(MarkdownIt):
    """Takes every link for one and leaves its address as it is: nobody is going to follow it."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 (the parser's names)
        return True

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _make() -> MarkdownIt:
    parser = _Parser(
        "commonmark", {"maxNesting": NESTING + 5, "strikethrough_single_tilde": True}
    ).enable(["table", "strikethrough"])
    asked = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.at("table", _tabulate, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("table", "count", _count_block, {"alt": asked})
    parser.inline.ruler.before("text", "count", _count_inline)
    parser.block.ruler.at("reference", _define)
    return parser


def _count_block(state: StateBlock, line: int, last: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """A rule that never applies, and is asked before the others each time."""
    if state.level > NESTING:
        raise TooCostly
    return _count(state.env, steps=2)


def _count_inline(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001
    return _count(state.env, steps=1)


def _count(env: MutableMapping[str, Any], *, steps: int) -> bool:
    env["steps"] = env.get("steps", 0) + steps
    if env["steps"] > STEPS:
        raise TooCostly
    return False


def _tabulate(state: StateBlock, line: int, last: int, silent: bool) -> bool:  # noqa: FBT001
    """A table; a line of dashes alone is none, whatever is above it, but underlines a heading."""
    if line + 1 < last:
        below = state.src[state.bMarks[line + 1] + state.tShift[line + 1] : state.eMarks[line + 1]]
        if not below.strip(" \t-"):
            return False
    return table(state, line, last, silent)


def _define(state: StateBlock, line: int, last: int, silent: bool) -> bool:  # noqa: FBT001
    """A definition of a link; that of a footnote, which GitHub has besides, is a paragraph."""
    if state.src.startswith("[^", state.bMarks[line] + state.tShift[line]):
        return False
    return reference(state, line, last, silent)


_PARSER = _make()
