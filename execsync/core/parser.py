"""The parser of Markdown by which texts are compared, and what it is spared of hostile ones."""

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyromark
from pyromark import Markdown, Options

if TYPE_CHECKING:
    from pyromark.event import Event

NAME = f"pyromark{pyromark.__version__}"
"""The parser and its version: another one may read a text in another way."""
NESTING = 50
"""Levels of quotes, lists and their items within each other: what reads them recurses."""
EVENTS = 100_000
"""Events of one text that are read, in less than a second. A usual text has one for 20 characters."""
MARKS = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
"""Tags within a paragraph; the others are blocks."""

_PARSER = Markdown(
    options=Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_FOOTNOTES
)
_MARK = r"(?:>|(?:[-+*]|\d{1,9}[.)])(?=\s))"
_DEEP = re.compile(rf"^(?: ?(?:[ \t]|{_MARK})){{{NESTING}}}+[ \t]*+{_MARK}", re.MULTILINE)
"""A line that may open many levels, or lies in many: the parser asks each of them for each line below."""
_PART = r"[^\s<&\[\]\\]"
_SIGNED_ADDRESS = re.compile(
    rf"(?<!{_PART})(?>{_PART}*?(?:://|www\.))[^\s<&\[\]\\*_~`]*+[*_~`]", re.IGNORECASE
)
_BEGIN = re.compile(rb"(?<![^\s*_~(])(?:(?:https?|ftp)://|www\.)", re.IGNORECASE)
_ADDRESS = re.compile(rf"{_PART}+".encode())
_SIGNS = re.compile(rb"[*_~`]")
_UNREADABLE = re.compile("[\0\ud800-\udfff]")


class TooCostly(Exception):
    """A text is nested too deeply, or would take too long to read."""


def parse(text: str) -> "Iterator[Event]":
    """The parser's events: CommonMark, with GitHub's tables, strikethrough, footnotes. Raises TooCostly."""
    text = _UNREADABLE.sub(_readable, text.replace("\r\n", "\n").replace("\r", "\n"))
    if _DEEP.search(text):
        raise TooCostly
    if _SIGNED_ADDRESS.search(text):
        text = _with_plain_addresses(text)
    return _PARSER.events(text)


def tag_of(tag: Any) -> tuple[str, Any]:
    """The name of a tag, and what else is known of it."""
    return (tag, None) if isinstance(tag, str) else next(iter(tag.items()))


def _readable(sign: re.Match[str]) -> str:
    """CommonMark's sign for a zero; for half a character one of those that Unicode leaves to anybody."""
    return "\ufffd" if sign[0] == "\0" else chr(ord(sign[0]) + 0x10_0000)


def _with_plain_addresses(text: str) -> str:
    """The text with an escape for each sign within a bare address, which GitHub takes for a link."""
    source, done = text.encode(), 0
    written: list[bytes] = []
    for start, limit in _bare_addresses(text, source):
        if start >= done and (address := _ADDRESS.match(source, start, limit)):
            plain = _without_tail(address[0])
            written += [source[done:start], _SIGNS.sub(rb"\\\g<0>", plain)]
            done = start + len(plain)
    return b"".join([*written, source[done:]]).decode()


def _bare_addresses(text: str, source: bytes) -> Iterator[tuple[int, int]]:
    """Where one begins in what is neither code nor HTML, and what it cannot go beyond, in bytes."""
    begins = [begin.start() for begin in _BEGIN.finditer(source)][::-1]
    limit, in_code = sys.maxsize, False
    for event, span in _PARSER.events_with_range(text):
        if isinstance(event, str):
            continue
        if "Text" in event:
            while begins and begins[-1] < span["end"]:
                begin = begins.pop()
                if begin >= span["start"] and not in_code:
                    yield begin, limit
        elif "End" in event:
            in_code = False
        elif "Start" in event and (kind := tag_of(event["Start"])[0]) not in MARKS:
            in_code = kind == "CodeBlock"
            limit = span["end"] if kind == "TableCell" else sys.maxsize


def _without_tail(address: bytes) -> bytes:
    """An address without the signs at its end that belong to the sentence around it."""
    surplus = address.count(b")") - address.count(b"(")
    end = len(address)
    while end and (address[end - 1] in b"?!.,:*_~'\"" or (address[end - 1] == 41 and surplus > 0)):
        surplus -= address[end - 1] == 41
        end -= 1
    return address[:end]
