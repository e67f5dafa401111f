"""Texts are compared by what they say: spelling means nothing, and every small edit is told."""

import re

import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.core.meaning import BYTES, measure, read, same_measure, says

SAME = {
    "emphasis by stars or underscores": ("*a* **b**", "_a_ __b__"),
    "the order of nested marks": ("***a** b*", "_**a** b_"),
    "two marks around the same words": ("**_a_**", "*__a__*"),
    "marks that begin and end apart": ("*a **b***", "*a* ***b***"),
    "a mark twice around the same words": ("**a **b** c**", "**a b c**"),
    "a blank within a link's mark": ("[a ](x)b", "[a](x) b"),
    "a blank at the ends of two marks": ("[*a* ](x)b", "*[a](x)* b"),
    "a word of two marked halves": ("**a** **b**", "**a b**"),
    "one tilde or two": ("~a~", "~~a~~"),
    "blanks in a row": ("a  b\tc", "a b c"),
    "a line break in a paragraph": ("a\nb", "a b"),
    "a blank at a line's end": ("a \nb", "a b"),
    "two kinds of hard break": ("a  \nb", "a\\\nb"),
    "a hard break among marked words": ("**a\\\nb**", "**a**\\\n**b**"),
    "a hard break in HTML": ("a<br>b", "a\\\nb"),
    "two spellings of a tag that breaks": ("|a|\n|-|\n|b<br>c|", "|a|\n|-|\n|b <br /> c|"),
    "a hard break that nothing follows": ("a<br>", "a"),
    "an escape": (r"a \* b \_c\_ 1\. 2", "a * b &#95;c&lowbar; 1. 2"),
    "an escape that was not needed": (r"\$45\.", "$45."),
    "an entity": ("&copy; &#8364;45 &amp; &#x41;", "© €45 & A"),
    "an entity in an address": ("[a](/?b&amp;c)", "[a](/?b&c)"),
    "a bare address": ("https://a.example/b_c", "<https://a.example/b_c>"),
    "a link that shows its address": (
        "[https://a.example](https://a.example)",
        "https://a.example",
    ),
    "a bare address with signs": (
        "https://a.example/_b_/*c*~~d~~`e`",
        r"https://a.example/\_b\_/\*c\*\~\~d\~\~\`e\`",
    ),
    "a marked bare address": (
        "**https://a.example/b**, *(http://b.example)*.",
        "__<https://a.example/b>__, _(<http://b.example>)_.",
    ),
    "a bare address in a link's text": (
        "[**https://a.example/b**](c)",
        "[__https\\://a.example/b__](c)",
    ),
    "a bare address of mail": ("a@b.example", "<a@b.example>"),
    "a link that shows its address of mail": ("[a@b.example](mailto:a@b.example)", "a@b.example"),
    "a bare address of mail with its scheme": ("mailto:a@b.example", "<mailto:a@b.example>"),
    "blanks around a shown address": (
        "[ https://a.example ](https://a.example)",
        "https://a.example",
    ),
    "another scheme": ("[tel:123](tel:123)", "<tel:123>"),
    "a link that shows an address without a scheme": (
        "[www.a.example](http://www.a.example)",
        "www.a.example",
    ),
    "an address with an encoded character": (
        "<https://a.example/?q=%22b%20c%22>",
        "https://a.example/?q=%22b%20c%22",
    ),
    "a marked link that shows its address": (
        "[**https://a.example**](https://a.example)",
        "**<https://a.example>**",
    ),
    "an address in pointed brackets": ("[a](<b c>)", "[a](b%20c)"),
    "a link by reference": ("[a][1]\n\n[1]: /b 'c'", '[a](/b "c")'),
    "a reference by its own name": ("[a]\n\n[a]: /b", "[a](/b)"),
    "where references stand": ("[1]: /b\n\n[a][1]\n\nc", "[a][1]\n\nc\n\n[1]: /b"),
    "a definition that nothing uses": ("a\n\n[b]: /c", "a"),
    "an image by reference": ("![a][1]\n\n[1]: /b", "![a](/b)"),
    "marks in the text of an image": ("![a *b*](c)", "![a b](c)"),
    "quotes around a title": ("[a](b 'c')", '[a](b "c")'),
    "bullets": ("- a\n- b", "* a\n* b"),
    "the indent of a list": ("  -   a\n  -   b\n      - c", "- a\n- b\n  - c"),
    "a tight list and a loose one": ("- a\n- b", "- a\n\n- b"),
    "a list after a list": ("- a\n\n* b", "- a\n- b"),
    "a numbered list after another": ("1. a\n2. b\n\n1) c", "1. a\n2. b\n3. c"),
    "how items are numbered": ("1. a\n1. b\n1. c", "1. a\n2. b\n3. c"),
    "what stands after a number": ("1) a", "1. a"),
    "a zero before a number": ("01. a", "1. a"),
    "a list that directly follows a paragraph": ("a\n- b", "a\n\n- b"),
    "the tick of a task": ("- [X] a", "- [x] a"),
    "lines of a quote": ("> a\n> b", "> a\nb"),
    "blanks after a quote's mark": (">a", ">   a"),
    "a heading underlined": ("A\n===\n\nB\n---", "# A\n\n## B"),
    "a heading underlined that has a bar": ("a\\|b\n---", r"## a\|b"),
    "a heading with a bar": ("# a|b\n--|--", "# a\\|b\n\n\\--|--"),
    "an item with a bar": ("- a|b\n--|--", "- a\\|b\n  \\--|--"),
    "HTML with a bar": ("<div>a|b\n--|--\n</div>", "<div>a|b\n--|-- </div>"),
    "a heading closed": ("## A ##", "## A"),
    "a heading directly before a paragraph": ("# A\nb", "# A\n\nb"),
    "a rule": ("***", "- - -"),
    "a fence of tildes": ("~~~ js\na\n~~~", "```js\na\n```"),
    "a long fence": ("````\na\n````", "```\na\n```"),
    "an indented fence": ("  ```\n  a\n  ```", "```\na\n```"),
    "indented code": ("    a\n      b", "```\na\n  b\n```"),
    "code that ends with blank lines": ("```\na\n\n```", "```\na\n```"),
    "an unclosed fence": ("```\na", "```\na\n```"),
    "code of nothing but blanks": ("```\n  ", "```\n```"),
    "blanks in an info string": ("```  js   x=1 \na\n```", "```js x=1\na\n```"),
    "an escape in an info string": ("``` a\\_b\na\n```", "``` a_b\na\n```"),
    "ticks around code": ("``a``", "`a`"),
    "padding around code": ("`` a ``", "`a`"),
    "a line break in code": ("`a\nb`", "`a b`"),
    "the padding of a table": ("|a|b|\n|-|-|\n|c|d|", "| a   | b |\n| --- | - |\n| c   | d |"),
    "a table without outer bars": ("a|b\n-|-\nc|d", "|a|b|\n|-|-|\n|c|d|"),
    "a table with an empty cell left out": ("|a|b|\n|-|-|\n|c|", "|a|b|\n|-|-|\n|c||"),
    "a table that directly follows a paragraph": ("x\n\n|a|\n|-|\n|b|", "x\n|a|\n|-|\n|b|"),
    "lines of HTML": ("<ul>\n  <li>a\n</ul>", "<ul> <li>a </ul>"),
    "a block of HTML after another": ("<!-- a -->\n\n<!-- b -->", "<!-- a --> <!-- b -->"),
    "blanks at the ends of lines of HTML": ("<div>  \n<p>a\n</div>", "<div>\n<p>a\n</div>\n\n"),
    "a line break within a tag": ('a <b\n  c="d"> e', 'a <b c="d"> e'),
    "blank lines before and after": ("\n\na\n\n\n", "a"),
    "blank lines between": ("a\n\n\n\nb", "a\n\nb"),
    "line ends of Windows": ("a\r\n\r\n- b\r\n", "a\n\n- b\n"),
    "a blank at a paragraph's end that does not break": ("&nbsp;a\n\n&nbsp;", "a"),
    "footnotes line by line": (
        "[^1]: a\n[^2]: b *c*\n[^3]: d",
        "[^1]: a\n\n[^2]: b *c*\n\n[^3]: d",
    ),
    "footnotes in one line": ("[^1]: a\n[^2]: b", "[^1]: a [^2]: b"),
    "nothing": ("", "\n \n\t\n"),
}

OTHER = {
    "a currency": ("It costs $45.", "It costs €45."),
    "a digit": ("It costs $45.", "It costs $46."),
    "a letter": ("a cat", "a car"),
    "capitals": ("Apply", "apply"),
    "a full stop": ("a b.", "a b"),
    "a dash": ("a - b", "a \u2014 b"),
    "quotes": ('say "a"', "say \u201ca\u201d"),
    "a blank between words": ("a bc", "ab c"),
    "a blank that does not break": ("a b", "a&nbsp;b"),
    "the order of words": ("a b", "b a"),
    "a star": ("a * b", "a b"),
    "an emoji": ("a 👍", "a 👎"),
    "strong": ("a b", "a **b**"),
    "emphasis": ("a b", "a *b*"),
    "emphasis or strong": ("*a*", "**a**"),
    "strong where it ends": ("**a b**", "**a** b"),
    "strong within a word": ("**a**b", "a**b**"),
    "strikethrough": ("a b", "a ~~b~~"),
    "code": ("a b", "a `b`"),
    "two codes or one": ("`a` `b`", "`a b`"),
    "a character of code": ("`a=1`", "`a=2`"),
    "blanks in code": ("`a  b`", "`a b`"),
    "a blank at the end of code": ("`a`b", "`a `b"),
    "a hard break": ("a\\\nb", "a\nb"),
    "a link's address": ("[a](b)", "[a](c)"),
    "a link's text": ("[a](b)", "[c](b)"),
    "a link's title": ('[a](b "c")', '[a](b "d")'),
    "a link with a title": ('[a](b "c")', "[a](b)"),
    "a link and no link": ("[a](b)", "a"),
    "which words are linked": ("[a b](c)", "[a](c) b"),
    "a reference's address": ("[a][1]\n\n[1]: /b", "[a][1]\n\n[1]: /c"),
    "a reference that is defined no more": ("[a]\n\n[a]: /b", "[a]"),
    "a bare address": ("https://a.example/b", "https://a.example/c"),
    "the address behind a shown one": (
        "[https://a.example](https://b.example)",
        "https://a.example",
    ),
    "a shown address with a title": (
        '[https://a.example](https://a.example "b")',
        "https://a.example",
    ),
    "a link that shows a file's name": ("[page.md](page.md)", "page.md"),
    "a link that shows a part's name": ("[#a](#a)", r"\#a"),
    "a link that shows a number": ("<tel:123>", "tel:123"),
    "an address that a browser would not follow": ("[a](javascript:b)", "[a](javascript:c)"),
    "an image's address": ("![a](b)", "![a](c)"),
    "an image's text": ("![a](b)", "![c](b)"),
    "an image's title": ('![a](b "c")', "![a](b)"),
    "an image or a link": ("![a](b)", "[a](b)"),
    "a linked image": ("[![a](b)](c)", "![a](b)"),
    "a heading's level": ("# a", "## a"),
    "a heading or a paragraph": ("# a", "a"),
    "a heading or strong words": ("## a", "**a**"),
    "two paragraphs": ("a\n\nb", "a b"),
    "the order of paragraphs": ("a\n\nb", "b\n\na"),
    "a rule": ("a\n\n***\n\nb", "a\n\nb"),
    "bullets or numbers": ("- a\n- b", "1. a\n2. b"),
    "the first number": ("1. a", "3. a"),
    "an item": ("- a\n- b", "- a"),
    "items or lines": ("- a\n- b", "- a\n  b"),
    "the order of items": ("- a\n- b", "- b\n- a"),
    "the level of an item": ("- a\n- b", "- a\n  - b"),
    "a paragraph in an item": ("- a\n\n  b", "- a\n\nb"),
    "lists of two kinds": ("- a\n\n1. b", "- a\n- b"),
    "the tick of a task": ("- [ ] a", "- [x] a"),
    "a quote": ("> a", "a"),
    "a quote within a quote": ("> > a", "> a"),
    "two quotes": ("> a\n\n> b", "> a\n>\n> b"),
    "the language of code": ("```js\na\n```", "```ts\na\n```"),
    "code with a language": ("```js\na\n```", "```\na\n```"),
    "what follows the language": ("```js title=a\nb\n```", "```js title=c\nb\n```"),
    "a character of a code block": ("```\na\n```", "```\nb\n```"),
    "the indent in a code block": ("```\na\n  b\n```", "```\na\nb\n```"),
    "the end of a line of code": ("```\na \nb\n```", "```\na\nb\n```"),
    "a blank line in code": ("```\na\n\nb\n```", "```\na\nb\n```"),
    "a code block or a paragraph": ("```\na\n```", "a"),
    "Markdown in code": ("```\n*a*\n```", "```\n_a_\n```"),
    "a cell": ("|a|\n|-|\n|b|", "|a|\n|-|\n|c|"),
    "a cell's place": ("|a|b|\n|-|-|\n|c||", "|a|b|\n|-|-|\n||c|"),
    "a row": ("|a|\n|-|\n|b|\n|c|", "|a|\n|-|\n|b|"),
    "a column's side": ("|a|\n|-|\n|b|", "|a|\n|-:|\n|b|"),
    "a table or a paragraph": ("|a|\n|-|\n|b|", "|a| |-| |b|"),
    "marks in a cell": ("|a|\n|-|\n|b|", "|a|\n|-|\n|**b**|"),
    "a tag": ("a <b>c</b>", "a c"),
    "an attribute": ('<a href="b">c</a>', '<a href="d">c</a>'),
    "a tag or its characters": ("a <b> c", r"a \<b> c"),
    "a block of HTML": ("<div>a</div>", "<div>b</div>"),
    "blanks in HTML that shows them": ("<pre>\na\n b\n</pre>", "<pre>\na\nb\n</pre>"),
    "a comment": ("a\n\n<!-- b -->", "a\n\n<!-- c -->"),
    "a footnote": ("a[^1]\n\n[^1]: b", "a[^1]\n\n[^1]: c"),
    "half a character": ("a \ud83d", "a \ud83e"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_two_spellings_say_the_same(one: str, other: str) -> None:
    assert read(one) == read(other)
    assert says(one) == says(other)


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER.keys())
def test_a_text_that_a_reader_would_tell_from_another_says_something_else(
    one: str, other: str
) -> None:
    assert says(one) != says(other)
    assert same_measure(says(one), says(other))


def test_a_digest_names_the_parser_its_version_and_ours() -> None:
    assert measure() == f"pyromark{pyromark.__version__}-2"
    assert re.fullmatch(rf"{re.escape(measure())}:[0-9a-f]{{40}}", says("a"))


def test_digests_of_one_measure_can_be_compared() -> None:
    assert same_measure(says("a"), says("b"))
    assert not same_measure(says("a"), "md0.1-1:00")
    assert not same_measure(says("a"), "")


HOSTILE = {
    "brackets": "[",
    "closed brackets": "[]",
    "links that never close": "[a](",
    "images in images": "![",
    "bare addresses": "www.a_*",
    "numbers": "1. ",
    "notes in notes": "[^1]: ",
    "stars": "*a ",
    "stars of two lengths": "**a *b ",
    "underscores and stars": "*_",
    "marks that close again": "*a**b*",
    "tildes": "~~a~",
    "ticks of all lengths": "`a``",
    "tags that never close": "<a b='",
    "comments that never close": "<!-- ",
    "instructions that never close": "<?",
    "pointed brackets": "<",
    "entities that are none": "&#x",
    "lines": "a\n",
    "lines that break": "a  \n",
    "headings": "a\n=\n",
    "definitions": "[a]: b\n",
    "half definitions": "[a]: <",
    "footnotes": "[^a]: b ",
    "quotes": "> a\n\n",
    "lists of two kinds": "- a\n* b\n",
    "rows": "|a|b|\n|-|-|\n",
    "cells": "|-",
    "blank lines": "\n",
    "blank lines in code": "    a\n\n\n",
    "blanks": "a \t",
    "escapes": "\\",
    "addresses": "https://a.example ",
}


@pytest.mark.slow
@pytest.mark.parametrize("size", [2**15, pytest.param(2**20, marks=pytest.mark.long)])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(60)  # a megabyte takes a second or two on an idle machine
def test_a_long_text_of_anything_is_measured(text: str, size: int) -> None:
    assert says(text * (size // len(text))).partition(":")[0] in (measure(), BYTES)


LEVELS = 2**13
NAMES = range(20_000)
GROWING = {
    "marks in marks": "*a " * 45_000 + "b" + " c*" * 45_000,
    "images in images": "![a" * 45_000 + "](b)" * 45_000,
    "images in images of many addresses": "![a" * 20_000 + "".join(f"]({n})" for n in NAMES),
    "ticks of 1,400 lengths": "".join("a" + "`" * n for n in range(1, 1400)),
    "a host of many letters": "[a](http://" + "é" * 2**19 + ")",
    "lines below deep quotes": "> " * LEVELS + "a\n" + "b\n" * 2**19,
    "lines below deep items": "- " * LEVELS + "a\n" + "b\n" * 2**19,
    "lines below deep numbers": "1) " * LEVELS + "a\n" + "b\n" * 2**19,
    "lines below items that grow": "".join(f"{'  ' * n}{'- ' * 40}a\n" for n in range(0, 2000, 40))
    + "b\n" * 2**19,
    "a definition for each reference": "".join(f"[{n}]: a\n\n[{n}]\n\n" for n in NAMES),
}


@pytest.mark.slow
@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING.keys())
@pytest.mark.timeout(
    60
)  # each would take minutes if each part were read as often as there are others
def test_a_text_that_grows_within_is_measured(text: str) -> None:
    assert says(text).partition(":")[0] in (measure(), BYTES)


NESTED = {
    "quotes": (">" * 60 + " a", ">" * 60 + " b"),
    "items": ("- " * 60 + "a", "- " * 60 + "b"),
    "lazy lines": ("> " * 60 + "a\n" + "b\n" * 9, "> " * 60 + "a\n" + "b\n" * 8 + "c"),
}


@pytest.mark.parametrize(("one", "other"), NESTED.values(), ids=NESTED.keys())
def test_what_is_nested_too_deeply_is_compared_by_its_bytes(one: str, other: str) -> None:
    assert says(one).startswith(f"{BYTES}:")
    assert says(one) != says(other)
    assert says(f"\n{one}\r\n\n") == says(one)
    assert not same_measure(says(one), says("a"))


WIDE = {
    "a rule": "-" * 200,
    "a table": f"|{'-' * 200}|\n|{'- ' * 100}|",
    "code": f"```\n{' ' * 200}a - b > c\n```",
    "a line of blanks": " " * 200,
    "stars and dashes": f"{'*' * 60} a {'-' * 60} > ",
}


@pytest.mark.parametrize("text", WIDE.values(), ids=WIDE.keys())
def test_what_is_wide_is_not_nested(text: str) -> None:
    assert same_measure(says(text), says("a"))


def test_what_real_texts_nest_is_parsed() -> None:
    deep = "".join(f"{'  ' * level}- a\n" for level in range(20))
    assert same_measure(says(deep), says("a"))
    assert says(deep) != says(f"{deep.removesuffix('a')}b")


def test_what_would_take_the_parser_long_is_compared_by_its_bytes() -> None:
    long = "*a* " * 40_000
    assert says(long).startswith(f"{BYTES}:")
    assert says(long) != says(f"{long}b")


SIGNS = "[]()!*_~`<>\\&#|-+:;'\"\n \ta1/.=?@$é\0\u00a0\ud83d"
PIECES = (
    *("\n\n", "    ", "```", "](", "![", "<!--", "-->", "<a", "</b>", "http://", "&amp;", "[a]: "),
    *("**", "~~", "|-|\n", "> ", "- ", "1. ", "[^a]: ", "\\\n", "  \n", "<br>", "- [X] "),
)


@given(st.lists(st.sampled_from([*SIGNS, *PIECES]), max_size=40).map("".join))
def test_any_text_says_the_same_as_itself_among_blank_lines(text: str) -> None:
    told = says(text)
    assert told == says(text)
    assert told.partition(":")[0] == measure()
    if "\0" not in text:
        assert says(f"\n\n{text}".replace("\n", "\r\n")) == told
