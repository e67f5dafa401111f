"""Reading State from the text of its file, checked against the digest of each table."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from execsync.core.digest import seal
from execsync.core.state import State
from execsync.core.state_damage import Damage, refusal
from execsync.core.state_text import (
    FORMAT_VERSION,
    PREFACE,
    damaged_line,
    doubt_text,
    entry_text,
    head_text,
    header_of,
    written_text,
)
from execsync.core.tables import DOUBT, HEAD, PAGE, SOURCE, UNREADABLE, TableShape, reason
from execsync.errors import StateError

Made = TypeVar("Made")


def load_state(data: bytes, name: str = "state.toml", *, is_file: bool = True) -> State:
    """The State in `data`, which is called `name` where something is wrong with it, and a file or not.

    Raises StateError when it is not TOML, not ours, from a newer version, cut off, or when one of its
    tables is not what was written.
    """
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")  # as Git checks it out on some machines
    try:
        if data.count(b"\n[") > MOST_TABLES:
            raise Damage("it holds too many tables")
        tables = _parse_written(data)
        if tables is not None:
            return _state(tables, data, verify=False)
        tables = _parse(data)
        _check_version(tables.pop("format_version", None), name)
        return _state(tables, data, verify=True)
    except Damage as damage:
        raise refusal(damage, data, name, is_file=is_file) from damage


MOST_TABLES = 250_000
"""Each takes a kilobyte of memory, however short it is; two for each of more than 100,000 pages."""
PIECE = 1 << 16
"""Bytes that are read at once, or one table more: a parser needs many times the memory of its text."""


def _parse_written(data: bytes) -> dict[str, Any] | None:
    """The tables of a file that is as execsync wrote it, or as Git put such files together; else None."""
    import rtoml  # takes a tenth of the time that tomllib takes

    start = len(PREFACE) + 1
    if data[:start] != f"{PREFACE}\n".encode():
        return None
    tables: dict[str, Any] = {}
    data += b"\n"
    while start < len(data):
        found = data.find(b"\n\n[", start + PIECE)
        end = found + 2 if found > 0 else len(data)
        text = written_text(data[start:end])
        try:
            piece = rtoml.loads(text) if text is not None else None
        except rtoml.TomlParsingError:
            return None
        if piece is None or not _put_in(piece, tables):
            return None
        start = end
    return tables


def _put_in(piece: dict[str, Any], tables: dict[str, Any]) -> bool:
    """Whether what a piece says could be added to what others say; no entry may be in two of them."""
    for name, value in piece.items():
        known = tables.setdefault(name, value)
        if known is value:
            continue
        if name not in ("pages", "sources") or not known.keys().isdisjoint(value):
            return False
        known.update(value)
    return True


AS_A_WHOLE = 16 * 1024 * 1024
"""Bytes that are parsed at once where a file is not as it was written: it takes thirty times the memory."""


def _parse(data: bytes) -> dict[str, Any]:
    """The tables of any TOML, with their digests."""
    import rtoml

    if len(data) > AS_A_WHOLE:
        raise Damage("is not as execsync wrote it", line=damaged_line(data, 0))
    try:
        return rtoml.loads(data.decode())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Damage("is not UTF-8", line=line) from error
    except rtoml.TomlParsingError as error:
        found = re.search(r" at line (\d+)", str(error))
        line = int(found[1]) if found else 0
        if str(error).startswith("duplicate key"):
            raise Damage("stands there twice", line=line) from error
        raise Damage("is not sound TOML", line=damaged_line(data, line)) from error


def _state(tables: dict[str, Any], data: bytes, *, verify: bool) -> State:
    """The State that the tables say; with `verify`, each must have the digest that it should have."""
    for key, value in tables.items():
        if type(value) is not _TABLES.get(key):
            line = _first_line(data, key)
            raise Damage("is no part of a state file", header=key, line=line)
    if "state" not in tables:
        raise Damage("the last table, [state], is missing: the file was cut off")
    with _naming("[state]"):
        head = _entry(HEAD, "", tables["state"], head_text if verify else None)
    doubts = []
    for number, table in enumerate(tables.get("in_doubt", ()), 1):
        with _naming("[[in_doubt]]", number):
            doubts.append(_entry(DOUBT, "", table, doubt_text if verify else None))
    return replace(
        head,
        pages=_entries("pages", tables.get("pages", {}), PAGE, verify=verify),
        sources=_entries("sources", tables.get("sources", {}), SOURCE, verify=verify),
        in_doubt=tuple(doubts),
    )


def _check_version(version: object, name: str) -> None:
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise StateError(
            f"{name}: the state file is from a newer execsync "
            f"(format {version}, this one knows {FORMAT_VERSION})",
            hint="update execsync; the file is left as it is",
        )
    if version != FORMAT_VERSION:
        raise Damage("is not one that is known", header="format_version")


_TABLES: Mapping[str, type] = {"in_doubt": list, "pages": dict, "sources": dict, "state": dict}


def _entry(
    shape: TableShape[Made], name: str, table: dict[str, Any], text: Callable[[Made], str] | None
) -> Made:
    """What a table says; with `text`, which writes it anew, only if its digest is that of the text."""
    given = table.pop("digest", "")
    entry = shape.make(name, shape.checked(table))
    if text is not None and given != seal(text(entry).encode()):
        raise ValueError("what it says does not fit its digest")
    return entry


@contextmanager
def _naming(header: str, number: int = 1) -> Iterator[None]:
    """Tell which table it is that cannot be read."""
    try:
        yield
    except UNREADABLE as error:
        raise Damage(reason(error), header=header, number=number) from error


def _first_line(data: bytes, name: str) -> int:
    """The number of the first line that may give something this name, whole or in parts (`[name.part]`)."""
    found = re.search(rb"^\[*%b(?![\w-])" % re.escape(name.encode()), data, re.MULTILINE)
    return data.count(b"\n", 0, found.start()) + 1 if found else 0


def _entries(
    kind: str, tables: dict[str, Any], shape: TableShape[Made], *, verify: bool
) -> Mapping[str, Made]:
    """What each of some tables says, in their place: nothing of State is in memory twice."""
    for name, table in tables.items():
        text = partial(entry_text, kind, name) if verify else None
        try:
            tables[name] = _entry(shape, name, table, text)
        except UNREADABLE as error:
            raise Damage(reason(error), header=header_of(kind, name)) from error
    return tables
