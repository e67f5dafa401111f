"""The parser of Markdown by which texts are compared, and how much work it may do for one of them."""

import re
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
    parser.inline.ruler.at("text", _take_text)
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
    """A table, unless its first line begins another block, or its second one underlines a heading."""
    if not table(state, line, last, silent=True):
        return False
    below = state.src[state.bMarks[line + 1] + state.tShift[line + 1] : state.eMarks[line + 1]]
    others = state.md.block.ruler.getRules("blockquote")
    if not below.strip(" \t-") or any(rule(state, line, last, True) for rule in others):  # noqa: FBT003
        return False
    return silent or table(state, line, last, silent=False)


def _define(state: StateBlock, line: int, last: int, silent: bool) -> bool:  # noqa: FBT001
    """A definition of a link; that of a footnote, which GitHub has besides, is a paragraph."""
    if state.src.startswith("[^", state.bMarks[line] + state.tShift[line]):
        return False
    return reference(state, line, last, silent)


_ADDRESS = re.compile(r"((https?|ftp)://|www\.)[^\s<&\[\]\\]+", re.IGNORECASE)
_STOP = re.compile(rf"[\n\\`~*_\[\]!<&]|(?<![^\s*_~(]){_ADDRESS.pattern}", re.IGNORECASE)
"""What ends a stretch of text: a sign that may mean something, or a bare address."""


def _take_text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Text up to the next sign that may mean something; a bare address is text to its end."""
    stop = _STOP.search(state.src, state.pos, state.posMax)
    end = stop.start() if stop else state.posMax
    if stop and end == state.pos and len(stop[0]) > 1:
        end += len(_without_tail(stop[0]))
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _without_tail(address: str) -> str:
    """An address without the signs at its end that belong to the sentence around it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end and (address[end - 1] in "?!.,:*_~'\"" or (address[end - 1] == ")" and surplus > 0)):
        surplus -= address[end - 1] == ")"
        end -= 1
    return address[:end]


_PARSER = _make()
