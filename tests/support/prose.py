"""Texts made up at random, as what they say and not as they are written: see `spelling` for that."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Word:
    text: str


@dataclass(frozen=True)
class Break:
    """A line break that a reader sees."""


@dataclass(frozen=True)
class Marked:
    marks: frozenset[str]
    inner: "tuple[Inline, ...]"


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True)
class Link:
    address: str
    title: str
    inner: "tuple[Inline, ...]"


@dataclass(frozen=True)
class Address:
    """A link that shows its own address."""

    address: str


@dataclass(frozen=True)
class Image:
    address: str
    title: str
    text: str


@dataclass(frozen=True)
class Tag:
    """A tag of HTML among words."""

    text: str


Inline: TypeAlias = Word | Break | Marked | Code | Link | Address | Image | Tag
Inlines: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True)
class Paragraph:
    inner: Inlines


@dataclass(frozen=True)
class Heading:
    level: int
    inner: Inlines


@dataclass(frozen=True)
class Item:
    inner: "tuple[Block, ...]"


@dataclass(frozen=True)
class Bullets:
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Numbers:
    start: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Quote:
    inner: "tuple[Block, ...]"


@dataclass(frozen=True)
class CodeBlock:
    info: str
    text: str


@dataclass(frozen=True)
class Rule:
    pass


@dataclass(frozen=True)
class Cell:
    inner: Inlines


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    aligned: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Html:
    text: str


Block: TypeAlias = Paragraph | Heading | Bullets | Numbers | Quote | CodeBlock | Rule | Table | Html
Text: TypeAlias = tuple[Block, ...]

WORDS = (
    *(
        "refunds",
        "take",
        "ten",
        "days",
        "Apply",
        "again",
        "é",
        "naïve",
        "中文",
        "🙂",
        "don't",
        "x²",
    ),
    *(
        "$45",
        "50%",
        "a*b",
        "_x_",
        "a_b_c",
        "1.",
        "3)",
        "-",
        "+",
        "#",
        "##",
        "=",
        "===",
        "<b>",
        "x<y",
    ),
    *(
        "&amp;",
        "&",
        "[x]",
        "[^1]",
        "C:\\dir",
        "`",
        "~",
        "|",
        "!",
        '"so"',
        "(see)",
        "...",
        "--",
        ">",
    ),
    *("@me", "a:b", "{x}", "\\", "*", "**", "e.g.", "¿", "“so”", "!["),
)
CODES = ("x = 1", "a|b", "`", "``x`", "*a*", "<b>", "a  b", "\\", "&amp;", "$45", "[x](y)", "x_y_")
ADDRESSES = (
    *("https://a.example/b_c", "https://a.example/?q=1&r=2", "page.md#part", "/a b", "../x_(y).md"),
    *("https://a.example/%C3%A9", "#", "mailto:a@b.example", "/é*x*"),
)
SHOWN = ("https://a.example", "https://a.example/b_c?d=1&e=2", "http://b.example/x", "a@b.example")
TITLES = ("", "", "a title", 'with "quotes"', "it's (so)", "50% *off*")
LINES = (
    "x = 1",
    "  indented",
    "",
    "# no heading",
    "*a*",
    "```",
    "~~~",
    "<b>",
    "trailing ",
    "\\",
    "€",
)
INFOS = ("", "", "python", "js title=x", "c++")
BLOCKS_OF_HTML = (
    "<div>\n*raw*\n</div>",
    "<!-- a note -->",
    "<details>\n<summary>a</summary>\n</details>",
)
TAGS = ("<kbd>", "</kbd>", '<i class="x">', "<!-- a -->")


class Author:
    """Makes up texts by throwing `dice`; with `plain` such as an editor without tables and HTML can hold."""

    def __init__(self, dice: random.Random, *, plain: bool = False) -> None:
        self._dice = dice
        self._plain = plain

    def text(self) -> Text:
        return self._blocks(self._dice.randint(1, 8), depth=0)

    def _blocks(self, number: int, *, depth: int) -> Text:
        blocks: list[Block] = []
        while len(blocks) < number:
            block = self._block(depth)
            # Two lists of one kind in a row would be one, and so would two quotes in a careless editor.
            if not blocks or type(block) is not type(blocks[-1]) or isinstance(block, Paragraph):
                blocks.append(block)
        return tuple(blocks)

    def _block(self, depth: int) -> Block:
        kinds: list[Callable[[int], Block]] = [
            *[lambda _: Paragraph(self._inlines(breaks=True))] * 4,
            lambda _: Heading(self._dice.randint(1, 6), self._inlines()),
            lambda _: self._code_block(),
            lambda _: Rule(),
        ]
        if depth < 3:
            kinds += [self._bullets, self._numbers, self._quote]
        if not self._plain:
            kinds += [lambda _: self._table(), lambda _: Html(self._dice.choice(BLOCKS_OF_HTML))]
        return self._dice.choice(kinds)(depth)

    def _bullets(self, depth: int) -> Block:
        return Bullets(self._items(depth))

    def _numbers(self, depth: int) -> Block:
        return Numbers(self._dice.choice([1, 1, 1, 2, 9, 10]), self._items(depth))

    def _items(self, depth: int) -> tuple[Item, ...]:
        return tuple(self._item(depth) for _ in range(self._dice.randint(1, 4)))

    def _item(self, depth: int) -> Item:
        first = Paragraph(self._inlines(breaks=True))
        return Item((first, *self._blocks(self._dice.choice([0, 0, 0, 1, 2]), depth=depth + 1)))

    def _quote(self, depth: int) -> Block:
        return Quote(self._blocks(self._dice.randint(1, 3), depth=depth + 1))

    def _code_block(self) -> Block:
        lines = self._dice.choices(LINES, k=self._dice.randint(1, 4))
        return CodeBlock(self._dice.choice(INFOS), "\n".join(["first", *lines, "last"]))

    def _table(self) -> Block:
        aligned = tuple(
            self._dice.choices(["", "left", "right", "center"], k=self._dice.randint(1, 4))
        )
        rows = (
            Row(tuple(Cell(self._inlines(cell=True)) for _ in aligned))
            for _ in range(self._dice.randint(1, 4))
        )
        return Table(aligned, tuple(rows))

    def _inlines(self, *, breaks: bool = False, cell: bool = False) -> Inlines:
        """A few, the first and the last of them words; in a cell no bars within code."""
        found: list[Inline] = [self._word()]
        for _ in range(self._dice.choice([0, 1, 2, 3, 5, 9])):
            found.append(self._inline(breaks=breaks, cell=cell))
            if self._dice.random() < 0.5 or isinstance(found[-1], Break | Tag):
                found.append(self._word())
        return (*found, self._word())

    def _inline(self, *, breaks: bool, cell: bool, outside: bool = True) -> Inline:
        kinds: list[Callable[[], Inline]] = [self._word, self._word, lambda: self._code(cell=cell)]
        if outside:
            kinds += [
                self._link,
                self._image,
                lambda: Address(self._dice.choice(SHOWN)),
                self._marked,
            ]
            kinds += [] if self._plain else [lambda: Tag(self._dice.choice(TAGS))]
            kinds += [Break] if breaks else []
        return self._dice.choice(kinds)()

    def _word(self) -> Inline:
        return Word(self._dice.choice(WORDS))

    def _code(self, *, cell: bool) -> Inline:
        return Code(self._dice.choice([code for code in CODES if not (cell and "|" in code)]))

    def _some(self) -> Inlines:
        return tuple(
            self._inline(breaks=False, cell=True, outside=False)
            for _ in range(self._dice.randint(1, 3))
        )

    def _link(self) -> Inline:
        return Link(self._dice.choice(ADDRESSES), self._dice.choice(TITLES), self._some())

    def _image(self) -> Inline:
        text = " ".join(self._dice.choices(WORDS, k=self._dice.randint(0, 3)))
        return Image(self._dice.choice(ADDRESSES), self._dice.choice(TITLES), text)

    def _marked(self) -> Inline:
        every = ["em", "strong"] if self._plain else ["em", "strong", "strike"]
        marks = self._dice.sample(every, k=self._dice.randint(1, len(every)))
        return Marked(frozenset(marks), self._some())


Put: TypeAlias = Callable[[Any], Text]


def nodes(text: Text) -> Iterator[tuple[Any, Put]]:
    """Every part of a text, with what puts another one (or none, or several) in its place."""

    def put_all(found: tuple[Any, ...]) -> Text:
        return found

    yield from _within(text, put_all)


def _within(
    parts: tuple[Any, ...], put: Callable[[tuple[Any, ...]], Text]
) -> Iterator[tuple[Any, Put]]:
    for place, part in enumerate(parts):

        def put_one(new: Any, place: int = place) -> Text:
            several = new if isinstance(new, tuple) else (new,)
            return put((*parts[:place], *several, *parts[place + 1 :]))

        yield part, put_one
        for field in fields(part):
            value = getattr(part, field.name)
            if field.name in ("inner", "items", "rows", "cells"):

                def put_inner(
                    new: tuple[Any, ...],
                    part: Any = part,
                    name: str = field.name,
                    one: Put = put_one,
                ) -> Text:
                    return one(replace(part, **{name: new}))

                yield from _within(value, put_inner)
