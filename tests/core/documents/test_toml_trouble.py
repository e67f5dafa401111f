"""What is wrong in TOML, in words for people who write settings."""

import tomllib

import pytest

from execsync.core.documents.toml_trouble import CLOSE, TomlTrouble, explain_toml

LINE = "a setting is a line `name = value`, a table is a line `[name]`, a comment begins with #"
ESCAPE = "write two backslashes for one, or put the text in single quotes"


def explain(text: str) -> TomlTrouble:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    return explain_toml(text, str(caught.value))


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        ("root =", (1, 7), "there is no value here", "write one, or delete the line"),
        ("root = \n", (1, 8), "there is no value here", "write one, or delete the line"),
        ("root = docs\n", (1, 8), "`docs` is no value: text stands in quotes", 'write "docs"'),
        (
            "prune = True\n",
            (1, 9),
            "`True` is no value of TOML",
            "write true, in small letters",
        ),
        ("prune = no\n", (1, 9), "`no` is no value of TOML", "write false, in small letters"),
        (
            "root = “docs”\n",
            (1, 8),
            "`“` is no quote of TOML",
            "write \" or ' on both sides of the text",
        ),
        ('root = "docs\n', (1, 13), "the text that opens on this line is never closed", CLOSE),
        ('root = "docs\r\n', (1, 13), "the text that opens on this line is never closed", CLOSE),
        ('a = """docs', (1, 12), "the text that was begun is never closed", CLOSE),
        ('a = ["b",\n\n', (1, 10), "the list that was begun is never closed", CLOSE),
        ('[a]\nb = 1\nb = "c"\n', (3, 1), "`b` stands twice", "keep one of the two lines"),
        (
            "[a]\nb = 1\n[a]\n",
            (3, 1),
            "`[a]` is there already",
            "put the settings of both under one of them",
        ),
        ("root: docs\n", (1, 5), "a setting is written with =, not with a colon", "write root = …"),
        ("docs\n", (1, 5), "this is no setting: there is no = in it", LINE),
        ("= 3\n", (1, 1), "no setting and no table begins with this sign", LINE),
        ("a = 04\n", (1, 6), "the value ends before this, and something follows it", LINE),
        (
            "[docs\n",
            (1, 6),
            "the bracket of a table's name is not closed",
            "write [name], and nothing behind it",
        ),
        (
            'a = ["b" "c"]\n',
            (1, 10),
            "a comma is missing here, or the bracket that ends the list",
            LINE,
        ),
        (
            'a = "b\\q"\n',
            (1, 9),
            "a backslash in double quotes says that a sign follows, and this is none",
            ESCAPE,
        ),
        (
            "a = 1\na.b = 2\n",
            (2, 1),
            "`a.b` has a value already",
            "keep one of the two lines",
        ),
        (
            "a = {b = 1}\na.c = 2\n",
            (2, 1),
            "this name has a value already, and cannot be a table as well",
            "rename one of them",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    text: str, place: tuple[int, int], what: str, hint: str
) -> None:
    assert explain(text) == TomlTrouble(what, hint, *place)


def test_what_nobody_foresaw_is_told_as_the_parser_says_it() -> None:
    assert explain_toml("a", "Something new (at line 1, column 1)") == TomlTrouble(
        "Something new", "https://toml.io shows the syntax", 1, 1
    )


def test_a_word_is_shown_short_and_without_what_steers_a_terminal() -> None:
    told = explain(f"a = \x9b{'b' * 99}\n").what
    assert "\x9b" not in told
    assert len(told) < 99
