"""New values for keys of a file's front matter, with all else of the file as it was, byte for byte."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from execsync.core.documents import toml_splice, yaml_splice
from execsync.core.documents.edits import edited
from execsync.core.documents.front_matter import FrontMatterBlock, Syntax, split
from execsync.core.documents.line_ends import LineEnds
from execsync.core.documents.read_error import ReadError
from execsync.core.documents.written import Changes

_Ways = Callable[[str, str, object, object], Iterator[Changes]]
_WAYS: Mapping[Syntax, _Ways] = {Syntax.YAML: yaml_splice.ways, Syntax.TOML: toml_splice.ways}


class SpliceError(ValueError):
    """A value cannot be put in without damage to what stands around it: which `key`, and the `reason`."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"`{key}`: {reason}")
        self.key = key
        self.reason = reason


def spliced(text: str, values: Mapping[str, object]) -> str:
    """The text of a whole file with these values of its front matter's top-level keys.

    `text` is the file as it is: with its byte-order mark and its own line ends, if it has them. A value is a
    text, a flag, a list of texts or of tables of these, or None, which takes the key out. A key that has its
    value already is not touched, one that is new comes last; a file without front matter gets some.
    Raises SpliceError where that cannot be had with all other values and bytes as they were.
    """
    for key, value in values.items():
        text = _with(text, key, value)
    return text


def _with(text: str, key: str, value: object) -> str:
    file = LineEnds(text)
    try:
        block, rest = split(file.text)
        front, repeats = block.load() if block else ({}, [])
        json.dumps(value, ensure_ascii=False).encode()
    except ReadError as error:
        raise SpliceError(key, f"the front matter cannot be read ({error.code})") from None
    except UnicodeEncodeError:
        raise SpliceError(key, "it has half of a character, which no file can hold") from None
    if same(front.get(key), value) and (key in front) is (value is not None):
        return text
    if any(repeat.detail.startswith(f"`{key}` ") for repeat in repeats):
        raise SpliceError(key, "it stands twice")
    if block is None:
        return file.edited([(0, 0, _opened(key, value))])
    start = len(file.text) - len(file.text[3:].lstrip(" \t"))
    for changes in _WAYS[block.syntax](block.text, key, front.get(key), value):
        new = FrontMatterBlock(block.syntax, edited(block.text, changes).text)
        if _says(new, _wanted(front, key, value)):
            whole = f"{file.text[:start]}{new.text}{file.text[start + len(block.text) :]}"
            if split(whole) == (new, rest):
                return file.edited((at + start, end + start, put) for at, end, put in changes)
    raise SpliceError(key, _reason(block, key))


def _wanted(front: Mapping[Any, object], key: str, value: object) -> Mapping[Any, object]:
    rest = {name: old for name, old in front.items() if name != key}
    return rest if value is None else {**rest, key: value}


def _opened(key: str, value: object) -> str:
    """Front matter with one key, for a file that has none."""
    changes = next(yaml_splice.ways("\n", key, None, value))
    block = edited("\n", changes).text
    return f"---{block}---\n\n"


def _says(block: FrontMatterBlock, wanted: Mapping[Any, object]) -> bool:
    try:
        front, _ = block.load()
    except ReadError:
        return False
    return same(dict(front), dict(wanted))


def same(one: object, other: object) -> bool:
    """Whether two values of front matter are equal, and of one kind: 1 is not true, and nan is nan."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or one != one)  # noqa: PLR0124


def _reason(block: FrontMatterBlock, key: str) -> str:
    """What most likely stands in the way, for a person."""
    if block.syntax is Syntax.YAML and (reason := yaml_splice.obstacle(block.text, key)):
        return reason
    return "it cannot be written there with all else as it is"
