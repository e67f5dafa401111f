"""Fields of tables that somebody else may have written.

Each is of the type that it must have, or KeyError or TypeError names its key and what it must be: never what
stands there, which may be what nobody should print.
"""

from collections.abc import Mapping, Sequence
from typing import Any

MOST = 2**53
"""The largest whole number: beyond it, not every reader of JSON and TOML keeps a number as it is."""


def text_of(table: Mapping[str, Any], key: str) -> str:
    """A text."""
    value = table[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} must be text")
    return value


def number_of(table: Mapping[str, Any], key: str) -> int:
    """A whole number of a size that every reader keeps."""
    value = table[key]
    if not is_number(value):
        raise TypeError(f"{key} must be a whole number")
    return int(value)


def table_of(table: Mapping[str, Any], key: str) -> Any:
    """A table within."""
    return as_table(table[key], key)


def list_of(table: Mapping[str, Any], key: str) -> Sequence[Any]:
    """A list, empty where there is none."""
    value = table.get(key, ())
    if not isinstance(value, list | tuple):
        raise TypeError(f"{key} must be a list")
    return value


def texts_of(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts, empty where there is none."""
    values = list_of(table, key)
    if not all(isinstance(value, str) for value in values):
        raise TypeError(f"{key} must be a list of texts")
    return tuple(values)


def as_table(value: object, name: str) -> Any:
    """A value that is a table, called `name`."""
    if not isinstance(value, dict):
        raise TypeError(f"{name} must be a table")
    return value


def is_number(value: object) -> bool:
    """Whether it is a whole number of a size that every reader keeps."""
    return type(value) is int and -MOST <= value <= MOST
