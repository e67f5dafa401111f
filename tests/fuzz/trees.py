"""Mistakes in what a file or an answer holds: a tree of tables, lists and values, changed in some places."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from tests.fuzz.pieces import RAW, WORDS

Way = Literal["replace", "retype", "delete", "double", "rename", "add", "wrap", "swap"]


@dataclass(frozen=True)
class Edit:
    """One mistake, at one of the places of a tree; `place` is a number that is spread over all of them."""

    place: int
    way: Way
    value: Any = None
    key: str = ""


SPREAD = 2_654_435_761
"""Knuth's multiplier: small numbers, of which hypothesis is fond, lead to any place."""


def edited(tree: Any, edits: tuple[Edit, ...]) -> Any:
    """A copy of the tree with these mistakes, which need not know what it holds."""
    top = {"": copy.deepcopy(tree)}
    for edit in edits:
        if places := [*_places(top)]:
            _edit(*places[(edit.place + 1) * SPREAD % len(places)], edit)
    return top.get("")


def _places(holder: Any) -> Iterator[tuple[Any, Any]]:
    """Every table and list within, with each of its keys."""
    for key in _keys(holder):
        yield holder, key
        yield from _places(holder[key])


def _keys(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _edit(holder: Any, key: Any, edit: Edit) -> None:
    value = holder[key]
    if edit.way == "delete":
        del holder[key]
    elif edit.way == "rename" and isinstance(holder, dict):
        holder[edit.key] = holder.pop(key)
    elif edit.way == "add" and isinstance(value, dict | list):
        _add(value, edit)
    elif edit.way == "double" and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(value))
    elif edit.way == "wrap":
        holder[key] = [value]
    elif edit.way == "swap":
        keys = _keys(holder)
        other = keys[keys.index(key) - 1]
        holder[key], holder[other] = holder[other], value
    elif edit.way == "retype":
        holder[key] = _retyped(value)
    else:
        holder[key] = _like(value, edit.value)


def _add(value: Any, edit: Edit) -> None:
    if isinstance(value, dict):
        value[edit.key] = _like("", edit.value)
    else:
        value.append(_like("", edit.value))


def _retyped(value: Any) -> Any:
    """What a person may have meant who is careless with types."""
    match value:
        case bool():
            return int(value)
        case str():
            return [value]
        case int() | float():
            return str(value)
        case dict():
            return [*value]
        case list():
            return {str(n): item for n, item in enumerate(value)}
    return ""


@dataclass(frozen=True)
class Either:
    """A value of every type, of which the one is taken that fits the place: it gets past the first looks."""

    text: str
    number: float

    def fitting(self, value: Any) -> Any:
        """A value of the type of `value`."""
        match value:
            case bool():
                return not value
            case int() | float():
                return self.number
            case list():
                return [self.text]
            case dict():
                return {**value, self.text: self.number}
        return self.text


def _like(value: Any, other: Any) -> Any:
    # A copy: a later mistake may be made in it, and the same list is drawn again and again.
    return other.fitting(value) if isinstance(other, Either) else copy.deepcopy(other)


NUMBERS = st.sampled_from(
    [
        0,
        1,
        -1,
        2,
        3,
        200,
        2**31,
        2**63 - 2,
        2**63 - 1,
        2**63,
        -(2**63) - 1,
        10**40,
        10**400,
        0.5,
        1e300,
    ]
)
TEXTS = st.sampled_from([*WORDS, *RAW]) | st.text(max_size=20)
OTHERS: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, [], {}, [[]], [None], {"": None}, "", 0, 1.5]
)
VALUES = st.one_of(
    *[st.builds(Either, TEXTS, NUMBERS)] * 4,
    TEXTS,
    NUMBERS,
    OTHERS,
)
KEYS = st.sampled_from(["id", "page", "hub_title", "web_updated_at", *WORDS]) | st.text(max_size=9)
EDIT = st.builds(
    Edit,
    st.integers(0, 1000),
    st.sampled_from(
        ["replace"] * 8 + ["retype", "delete", "delete", "double", "rename", "add", "wrap", "swap"]
    ),
    VALUES,
    KEYS,
)
EDITS = st.lists(EDIT, min_size=1, max_size=3).map(tuple)
