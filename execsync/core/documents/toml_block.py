"""TOML front matter: read by tomllib; a place in it is the line of the nearest key."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from frontmatter.default_handlers import BaseHandler

from execsync.core.documents.position import Keys, Span
from execsync.core.documents.read_error import ReadError
from execsync.core.documents.toml_trouble import explain_toml

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
    try:
        front = HANDLER.load(text)
    except ValueError as error:
        raise _trouble(text, str(error)) from None
    except RecursionError:
        raise ReadError("EX014", line=2, column=1) from None
    if _depth(front) > DEPTH_LIMIT:
        raise ReadError("EX014", line=2, column=1)
    return front, ()


def _trouble(text: str, message: str) -> ReadError:
    found = explain_toml(text, message)
    code = "EX012" if message.startswith("Cannot") else "EX011"
    return ReadError(code, line=found.line, column=found.column, detail=found.what, hint=found.hint)


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


def find(text: str, keys: Keys, *, key: bool) -> Span:
    """The stretch of the value at `keys`, or of its key, where it has a line of its own.

    Else an empty stretch, where the nearest key begins.
    """
    index, wanted = _index(text), keys
    while keys and keys not in index:
        keys = keys[:-1]
    if not keys:
        return Span(0, 0)
    name, value = index[keys]
    return (name if key else value) if keys == wanted else _start(name)


_TABLE = re.compile(r"[ \t]*(\[\[?)([^\[\]]+)\]")
_PAIR = re.compile(r"""([^=\#\[]+)=[ \t]*((?:"{3}|'{3}|"(?:[^"\\]|\\.)*"|'[^']*'|[^\#"'])*)""")

_OPEN = re.compile(r"""\[(?!.*\]$)|\{(?!.*\}$)|"{3}|'{3}""")
"""How a value begins that may not end on its line."""


@lru_cache(maxsize=2)
def _index(text: str) -> Mapping[Keys, tuple[Span, Span]]:
    """The stretches of the names and the values that begin on each line of a valid document."""
    entries: dict[Keys, tuple[Span, Span]] = {}
    counts: Counter[Keys] = Counter()
    table: Keys = ()
    start = 0
    for line in text.split("\n"):
        if header := _TABLE.match(line):
            table = names = _names(header[2])
            if header[1] == "[[":
                table = (*names, counts[names])
                counts[names] += 1
            name = _stripped(header, 2, start)
            _enter(entries, table, name, name)
        elif pair := _PAIR.match(line):
            name, value = _stripped(pair, 1, start), _stripped(pair, 2, start)
            if _OPEN.match(text[value.start : value.end]):
                value = _start(value)
            _enter(entries, (*table, *_names(pair[1])), name, value)
        start += len(line) + 1
    return entries


def _enter(entries: dict[Keys, tuple[Span, Span]], keys: Keys, name: Span, value: Span) -> None:
    """Note `keys`, and the tables around it that have no line yet."""
    entries.setdefault(keys, (name, value))
    for length in range(1, len(keys)):
        entries.setdefault(keys[:length], (name, _start(name)))


def _names(written: str) -> Keys:
    """The parts of a dotted key; a line of a longer text may look like one of thousands."""
    return tuple(name.strip(" \t\"'") for name in written.split(".", DEPTH_LIMIT))


def _stripped(match: re.Match[str], group: int, offset: int) -> Span:
    """The stretch of a group without blanks, of a match in a line that begins at `offset`."""
    start = offset + match.end(group) - len(match[group].lstrip())
    return Span(start, start + len(match[group].strip()))


def _start(span: Span) -> Span:
    return Span(span.start, span.start)
