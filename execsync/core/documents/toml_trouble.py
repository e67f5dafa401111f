"""What is wrong in TOML, for people who write settings: Python's parser speaks to those who write parsers."""

import re
from typing import NamedTuple

from execsync.core.documents.position import position_in
from execsync.core.excerpt import show


class TomlTrouble(NamedTuple):
    """What is wrong, what to do, and where: line and column count from 1."""

    what: str
    hint: str
    line: int
    column: int


def explain_toml(text: str, message: str) -> TomlTrouble:
    """What `message`, an error that tomllib raised for `text`, says of it."""
    at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    problem = message[: at.start()] if at else message
    line, column = position_in(text, len(text.rstrip()))
    is_at_end = at is not None and not at[1]
    if at is not None and not is_at_end:
        line, column = int(at[1]), int(at[2])
    lines = text.split("\n")
    told = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    what, hint = _find(problem, told, "" if is_at_end else told[column - 1 :], at_end=is_at_end)
    # What stands twice is the whole line; the parser points behind it.
    return TomlTrouble(what, hint, line, 1 if problem.startswith("Cannot") else column)


def _find(problem: str, line: str, rest: str, *, at_end: bool) -> tuple[str, str]:
    """What is said of a problem on a line, of which the parser has not read the `rest`."""
    if problem == "Invalid value":
        return _open(line) if at_end else _value(rest)
    if problem.startswith("Cannot") and "namespace" not in problem:
        return _twice(problem, line)
    if problem.startswith("Expected '='") and rest.startswith(":"):
        name = line[: -len(rest)].strip()
        return "a setting is written with =, not with a colon", f"write {_short(name)} = …"
    for words, what, hint in _PROBLEMS:
        if words in problem:
            return what, hint
    return problem, "https://toml.io shows the syntax"


def _twice(problem: str, line: str) -> tuple[str, str]:
    if problem.startswith("Cannot declare"):
        return f"`{_short(line)}` is there already", "put the settings of both under one of them"
    name = _short(line.partition("=")[0])
    told = "has a value already" if "." in name else "stands twice"
    return f"`{name}` {told}", "keep one of the two lines"


def _open(line: str) -> tuple[str, str]:
    """What is said of a text that ends where a value should begin: perhaps in a list."""
    return _value("") if line.endswith("=") else ("the list that was begun is never closed", CLOSE)


def _value(rest: str) -> tuple[str, str]:
    word = _short(re.split(r"[\s,#\]]", rest, maxsplit=1)[0])
    if not word:
        return "there is no value here", "write one, or delete the line"
    if word[0] in "“”„\u2018\u2019«»":
        return f"`{word[0]}` is no quote of TOML", "write \" or ' on both sides of the text"
    if word.lower() in _FLAGS:
        return f"`{word}` is no value of TOML", f"write {_FLAGS[word.lower()]}, in small letters"
    return f"`{word}` is no value: text stands in quotes", f'write "{word}"'


def _short(text: str) -> str:
    return show(text.strip(), limit=40)


CLOSE = "close it with the sign that belongs to the one that opened it"
_FLAGS = {
    **dict.fromkeys(("true", "yes", "on"), "true"),
    **dict.fromkeys(("false", "no", "off"), "false"),
    **dict.fromkeys(("none", "null", "nil"), "nothing: delete the line"),
}
_LINE = "a setting is a line `name = value`, a table is a line `[name]`, a comment begins with #"
_ESCAPE = "write two backslashes for one, or put the text in single quotes"
_PROBLEMS = (
    (r"Illegal character '\n'", "the text that opens on this line is never closed", CLOSE),
    (r"Illegal character '\r'", "the text that opens on this line is never closed", CLOSE),
    ("Expected newline", "the value ends before this, and something follows it", _LINE),
    ("Expected '='", "this is no setting: there is no = in it", _LINE),
    ("Invalid statement", "no setting and no table begins with this sign", _LINE),
    ("Invalid initial character", "no name of a setting begins with this sign", _LINE),
    (
        "Expected ']",
        "the bracket of a table's name is not closed",
        "write [name], and nothing behind it",
    ),
    ("Unclosed array", "a comma is missing here, or the bracket that ends the list", _LINE),
    ("Unclosed inline table", "a comma is missing here, or the brace that ends the table", _LINE),
    (
        "Duplicate inline table key",
        "a name stands twice between these braces",
        "keep one of the two",
    ),
    ("Unterminated string", "the text that was begun is never closed", CLOSE),
    (
        "Unescaped '\\'",
        "a backslash in double quotes says that a sign follows, and this is none",
        _ESCAPE,
    ),
    (
        "Invalid hex value",
        "a backslash with x, u or U needs the sign's number in hex digits",
        _ESCAPE,
    ),
    ("Escaped character", "there is no sign of that number", _ESCAPE),
    ("Illegal character", "a sign that nobody sees stands here", "remove it"),
    ("Found invalid character", "a sign that nobody sees stands here", "remove it"),
    ("Invalid date", "there is no such date or time", "put it in quotes, if it is text"),
    (
        "namespace",
        "this name has a value already, and cannot be a table as well",
        "rename one of them",
    ),
)
"""What the parser says, what is wrong, and what to do."""
