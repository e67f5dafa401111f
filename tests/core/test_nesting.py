"""What is nested deeper than anybody nests is known before the parser asks each level for each line."""

from collections.abc import Callable
from itertools import accumulate

import pytest

from execsync.core.nesting import DEEPEST, deep_line
from execsync.core.parser import TooCostly, definitions, events, located_events, tag_of

LEVELS = {
    "quotes": ">",
    "quotes with blanks": "> ",
    "bullets": "- ",
    "bullets of two kinds": "+ * ",
    "bullets with tabs": "-\t",
    "numbers": "1. ",
    "numbers of nine digits": "123456789) ",
    "quotes and bullets": "> - ",
    "quotes after a blank": " > ",
    "notes and quotes": "> [^1]: > ",
}
MOST = 3 * DEEPEST
"""Levels that no guarded text has: an indentation by tabs holds two levels a tab, a list two for an item."""


def stairs(mark: str, indent: str, steps: int) -> str:
    """A level a line, each within the one before it."""
    return "".join(f"{indent * step}{mark}a\n" for step in range(steps))


STAIRS = {
    "bullets": ("- ", "  "),
    "numbers": ("1. ", "   "),
    "notes": ("[^1]: - ", "      "),
    "quotes": ("> ", "> "),
    "quotes and bullets": ("> - ", ">   "),
}


CONTAINERS = {"List", "Item", "BlockQuote", "FootnoteDefinition"}


def depth(text: str) -> int:
    """How many blocks lie within each other, as the parser reads them."""
    edges = [(*event.items(),)[0] for event in events(text) if not isinstance(event, str)]
    steps = [1 if edge == "Start" else -1 for edge, tag in edges if is_container(edge, tag)]
    return max(accumulate(steps), default=0)


def is_container(edge: str, tag: object) -> bool:
    return edge in ("Start", "End") and tag_of(tag)[0] in CONTAINERS


@pytest.mark.parametrize("mark", LEVELS.values(), ids=LEVELS.keys())
def test_the_first_line_with_too_many_levels_is_found(mark: str) -> None:
    deep = mark * (DEEPEST + 1) + "a"
    assert deep_line(deep) == 0
    assert deep_line(f"a\n\n{deep}\nb\n{deep}") == 3


@pytest.mark.parametrize(("mark", "indent"), STAIRS.values(), ids=STAIRS.keys())
def test_levels_of_many_lines_are_found_too(mark: str, indent: str) -> None:
    assert deep_line(stairs(mark, indent, 2 * DEEPEST)) is not None
    assert deep_line(stairs(mark, indent, 40)) is None


@pytest.mark.parametrize("read", [events, located_events, definitions])
def test_the_parser_reads_nothing_that_is_nested_too_deeply(read: Callable[[str], object]) -> None:
    read("> " * 100 + "a")
    with pytest.raises(TooCostly):
        read("> " * (DEEPEST + 1) + "a")


SHAPES = [
    *(mark * (DEEPEST // len(mark.split())) + "a\n" for mark in LEVELS.values()),
    *(mark * 4 * DEEPEST + "a\n" for mark in LEVELS.values()),
    *(stairs(mark, indent, steps) for mark, indent in STAIRS.values() for steps in (90, 200, 900)),
    stairs("- ", "\t", 500),
    "".join("\t" * (step // 2) + "  " * (step % 2) + "- a\n" for step in range(900)),
    "[^1]: " * 900 + "a\n",
    "".join(f"{'    ' * step}[^{step}]: a\n" for step in range(300)),
    "".join(f"{'  ' * step}{'- ' * 40}a\n" for step in range(0, 2000, 40)),
]


@pytest.mark.parametrize("text", SHAPES)
def test_what_is_not_found_is_not_deep(text: str) -> None:
    assert deep_line(text) is not None or depth(text) <= MOST


WIDE = {
    "a rule": "-" * 1_000,
    "a table": f"|{'-' * 1_000}|\n|{'- ' * 300}|",
    "a deep line of code": f"```\n{' ' * 150}- a\n```",
    "code far to the right": f"```\n{' ' * 1_000}a - b > c\n```",
    "a line of blanks": " " * 1_000,
    "a separator of a log": "```\n" + ">" * 120 + "\n```",
    "stars and dashes": f"{'*' * 300} a {'-' * 300} > ",
}


@pytest.mark.parametrize("text", WIDE.values(), ids=WIDE.keys())
def test_what_is_wide_is_not_deep(text: str) -> None:
    assert deep_line(text) is None
