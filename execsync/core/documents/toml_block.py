"""TOML front matter: read by tomllib, with positions found by a small scanner of our own."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from frontmatter.default_handlers import BaseHandler

from execsync.core.documents.position import Keys, Span
from execsync.core.documents.read_error import ReadError

DEPTH_LIMIT = 20
"""Levels of nesting, as in YAML; tomllib itself goes by recursion."""


class _Handler(BaseHandler):
    """python-frontmatter has one of its own only where the `toml` package is installed."""

    FM_BOUNDARY = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)

    def load(self, fm: str) -> dict[str, object]:
        """The values. Raises tomllib.TOMLDecodeError."""
        return tomllib.loads(fm)


HANDLER = _Handler()


def load(text: str) -> tuple[object, tuple[tuple[str, int], ...]]:
    """The values; tomllib itself refuses a repeated key. Raises ReadError."""
    depth = dots = 0
    for token in _tokens(text):
        depth += _BRACKETS.get(token.text, 0)
        if token.text in _ENDS_OF_KEYS:
            dots = 0
        elif token.text[0] not in "\"'":
            dots += token.text.count(".")
        if depth > DEPTH_LIMIT or dots > DEPTH_LIMIT:
            raise ReadError.at("EX014", text, token.span.start)
    try:
        front = HANDLER.load(text)
    except ValueError as error:
        raise _trouble(text, str(error)) from None
    if _depth(front) > DEPTH_LIMIT:
        raise ReadError("EX014", line=2, column=1)
    return front, ()


def _trouble(text: str, message: str) -> ReadError:
    at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    problem = message[: at.start()] if at else message
    if not at or not at[1]:
        return ReadError.at("EX011", text, len(text.rstrip()), detail=problem)
    if problem.startswith("Cannot"):
        key = text.split("\n")[int(at[1]) - 1].partition("=")[0].strip()
        return ReadError("EX012", line=int(at[1]), column=1, detail=f"`{key}` stands twice")
    return ReadError("EX011", line=int(at[1]), column=int(at[2]), detail=problem)


def _depth(front: object) -> int:
    """Levels of nesting; dotted keys nest without a bracket."""
    level, values = 0, [front]
    while values and level <= DEPTH_LIMIT:
        level += 1
        inner: list[object] = []
        for value in values:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        values = inner
    return level


_TOKEN = re.compile(
    r"""
      (?P<skip>   [ \t]+ | \#[^\n]* )
    | (?P<text>   \"{3} (?: [^\\] | \\. )*? \"{3,5} | '{3} .*? '{3,5}
                | " (?: [^"\\\n] | \\. )* " | '[^'\n]*' )
    | (?P<sign>   [\[\]{},=\n] )
    | (?P<word>   [^\s\[\]{},=\#"']+ )
    """,
    re.DOTALL | re.VERBOSE,
)
_ENDS_OF_KEYS = frozenset("=,{[]}\n")
_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}


class _Token(NamedTuple):
    text: str
    span: Span


def _tokens(text: str) -> list[_Token]:
    """Strings whole, signs one by one; blanks and comments left out."""
    return [
        _Token(match[0], Span(*match.span()))
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "skip"
    ]


def find(text: str, keys: Keys, *, key: bool) -> Span:
    """The stretch of the value at `keys`, or of its key; of what is nearest if it is not there."""
    index = _index(text)
    while keys and keys not in index:
        keys, key = keys[:-1], False
    return index[keys][0 if key else 1] if keys else Span(0, 0)


@lru_cache(maxsize=2)
def _index(text: str) -> Mapping[Keys, tuple[Span, Span]]:
    return _Index(text).entries


class _Index:
    """Where each key and each value of a valid document stands."""

    def __init__(self, text: str) -> None:
        self.entries: dict[Keys, tuple[Span, Span]] = {}
        self._rest = iter([*_tokens(text), _Token("", Span(len(text), len(text)))])
        self._now = next(self._rest)
        self._last = self._now.span
        self._counts: dict[Keys, int] = {}
        self._document()

    def _take(self) -> _Token:
        taken, self._now = self._now, next(self._rest, self._now)
        self._last = taken.span
        return taken

    def _skip(self, signs: str) -> None:
        while self._now.text and self._now.text in signs:
            self._take()

    def _document(self) -> None:
        prefix: Keys = ()
        while True:
            self._skip("\n")
            if not self._now.text:
                return
            if self._now.text == "[":
                prefix = self._header()
            else:
                self._pair(prefix)

    def _header(self) -> Keys:
        self._take()
        many = self._now.text == "["
        self._skip("[")
        names, span = self._names("]\n")
        self._skip("]")
        if many:
            count = self._counts.get(names, 0)
            self._counts[names] = count + 1
            self.entries.setdefault(names, (span, span))
            names = (*names, count)
        self.entries[names] = (span, span)
        return names

    def _pair(self, prefix: Keys) -> None:
        names, span = self._names("=\n")
        self._skip("=")
        self._value((*prefix, *names), span)

    def _names(self, until: str) -> tuple[Keys, Span]:
        names: list[str] = []
        start = self._now.span.start
        while self._now.text and self._now.text not in until:
            word = self._take().text
            names += [word.strip(word[0])] if word[0] in "\"'" else filter(None, word.split("."))
        return tuple(names), Span(start, max(start, self._last.end))

    def _value(self, keys: Keys, name: Span | None = None) -> None:
        start = self._now.span.start
        opened = self._take().text
        if opened == "[":
            self._items(keys)
        elif opened == "{":
            while self._next_before("}"):
                self._pair(keys)
        else:
            while self._now.text and self._now.text not in ",\n]}":
                self._take()
        span = Span(start, self._last.end)
        self.entries[keys] = (name or span, span)

    def _items(self, keys: Keys) -> None:
        count = 0
        while self._next_before("]"):
            self._value((*keys, count))
            count += 1

    def _next_before(self, end: str) -> bool:
        """Whether another item comes before `end`, which is taken."""
        self._skip(",\n")
        if self._now.text and self._now.text != end:
            return True
        self._take()
        return False
