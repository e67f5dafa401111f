"""Small edits of a text made up by `prose`, each of which changes what it says."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

from tests.support.prose import (
    WORDS,
    Address,
    Break,
    Bullets,
    Cell,
    Code,
    CodeBlock,
    Heading,
    Html,
    Image,
    Item,
    Link,
    Marked,
    Numbers,
    Paragraph,
    Quote,
    Row,
    Rule,
    Table,
    Tag,
    Text,
    Word,
    nodes,
)


class Edit(NamedTuple):
    name: str
    text: Text


def edit(text: Text, dice: random.Random) -> Edit:
    """One of the edits that this text can have."""
    kinds: dict[str, list[Edit]] = {}
    for found in _edits(text, dice):
        kinds.setdefault(found.name, []).append(found)
    return dice.choice(kinds[dice.choice(sorted(kinds))])


def _edits(text: Text, dice: random.Random) -> Iterator[Edit]:
    for node, put in nodes(text):
        for name, new in EDITS[type(node)](node, dice):
            yield Edit(name, put(new))
    for place in range(len(text) - 1):
        one, other = text[place : place + 2]
        if one != other:
            yield Edit("blocks swapped", (*text[:place], other, one, *text[place + 2 :]))


ADDED = Word("added")
Found: TypeAlias = Iterator[tuple[str, Any]]
"""The names of edits, and what stands in a node's place then: another node, several in a row, or none."""


def _word(node: Word, dice: random.Random) -> Found:
    if node.text == "$45":
        yield "another sign", Word("€45")
    yield "another word", Word(dice.choice([word for word in WORDS if word != node.text]))
    yield "another letter", Word(f"{node.text}z")
    yield "a word more", (node, ADDED)


def _break(_node: Break, _dice: random.Random) -> Found:
    yield "a break gone", ()


def _tag(node: Tag, _dice: random.Random) -> Found:
    yield "another tag", Tag("<sub>" if node.text != "<sub>" else "<sup>")


def _code(node: Code, _dice: random.Random) -> Found:
    yield "other code", Code(f"{node.text}z")


def _address(node: Address, _dice: random.Random) -> Found:
    if "@" not in node.address:
        yield "another address", Address(f"{node.address}z")


def _marked(node: Marked, dice: random.Random) -> Found:
    mark = dice.choice(sorted(node.marks))
    less = node.marks - {mark}
    yield f"no {mark}", replace(node, marks=less) if less else node.inner
    if more := {"em", "strong"} - node.marks:
        yield "marked more", replace(node, marks=node.marks | more)


def _link(node: Link, _dice: random.Random) -> Found:
    yield "a link to elsewhere", replace(node, address=f"{node.address}z")
    yield "another title", replace(node, title="another")
    yield "no link", node.inner


def _image(node: Image, _dice: random.Random) -> Found:
    yield "another image", replace(node, address=f"{node.address}z")
    yield "another title of an image", replace(node, title="another")
    yield "another text of an image", replace(node, text=f"{node.text}z")


def _cell(node: Cell, _dice: random.Random) -> Found:
    yield "another cell", Cell((*node.inner, ADDED))


def _row(node: Row, _dice: random.Random) -> Found:
    yield "a row more", (node, node)


def _table(node: Table, _dice: random.Random) -> Found:
    side = "left" if node.aligned[0] == "right" else "right"
    yield "a column aligned", replace(node, aligned=(side, *node.aligned[1:]))


def _item(node: Item, _dice: random.Random) -> Found:
    yield "an item more", (node, Item((Paragraph((ADDED,)),)))


def _paragraph(node: Paragraph, dice: random.Random) -> Found:
    inner = node.inner
    yield "a paragraph more", (node, Paragraph((ADDED,)))
    places = [n for n in range(1, len(inner)) if _is_plain(inner[n - 1 : n + 1])]
    if places:
        place = dice.choice(places)
        yield "a paragraph split", (Paragraph(inner[:place]), Paragraph(inner[place:]))


def _heading(node: Heading, _dice: random.Random) -> Found:
    yield "another level", replace(node, level=node.level % 6 + 1)
    yield "no heading", Paragraph(node.inner)


def _bullets(node: Bullets, _dice: random.Random) -> Found:
    yield "numbers for bullets", Numbers(1, node.items)


def _numbers(node: Numbers, _dice: random.Random) -> Found:
    yield "another first number", replace(node, start=node.start + 1)
    yield "bullets for numbers", Bullets(node.items)


def _quote(node: Quote, _dice: random.Random) -> Found:
    yield "no quote", node.inner
    yield "quoted twice", Quote((node,))


def _code_block(node: CodeBlock, _dice: random.Random) -> Found:
    yield "another line of code", replace(node, text=f"{node.text}z")
    yield "another language", replace(node, info="rust" if node.info != "rust" else "go")
    yield "another indent", replace(node, text=node.text.replace("\n", "\n "))


def _rule(_node: Rule, _dice: random.Random) -> Found:
    yield "no rule", ()


def _html(node: Html, _dice: random.Random) -> Found:
    yield "other HTML", Html(node.text.replace("a", "b", 1))


EDITS: Mapping[type, Callable[[Any, random.Random], Found]] = {
    Word: _word,
    Break: _break,
    Tag: _tag,
    Code: _code,
    Address: _address,
    Marked: _marked,
    Link: _link,
    Image: _image,
    Cell: _cell,
    Row: _row,
    Table: _table,
    Item: _item,
    Paragraph: _paragraph,
    Heading: _heading,
    Bullets: _bullets,
    Numbers: _numbers,
    Quote: _quote,
    CodeBlock: _code_block,
    Rule: _rule,
    Html: _html,
}


def _is_plain(pair: tuple[Any, ...]) -> bool:
    return not any(isinstance(part, Break | Tag) for part in pair)
