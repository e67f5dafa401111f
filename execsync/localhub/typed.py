"""Frozen values that check the types of their fields, because they also come from JSON and flags."""

from __future__ import annotations

import types
from dataclasses import fields
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


def check_types(instance: Any) -> None:
    """Raise ValueError naming the first field of a dataclass whose value its annotation refuses."""
    hints = get_type_hints(type(instance))
    for field in fields(instance):
        value = getattr(instance, field.name)
        if not accepts(hints[field.name], value):
            raise ValueError(f"{field.name}: {_wanted(hints[field.name])}, not {value!r}")


def accepts(hint: Any, value: object) -> bool:
    """Tell whether `value` fits `hint`; a whole number passes for float, and bool for neither."""
    origin = get_origin(hint)
    if origin is Literal:
        return value in get_args(hint)
    if origin in (Union, types.UnionType):
        return any(accepts(option, value) for option in get_args(hint))
    if origin is tuple:
        item = get_args(hint)[0]
        return isinstance(value, tuple) and all(accepts(item, part) for part in value)
    if hint in (int, float):
        return isinstance(value, int if hint is int else (int, float)) and not isinstance(
            value, bool
        )
    return isinstance(value, hint)


def _wanted(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return "must be one of " + ", ".join(map(str, get_args(hint)))
    return f"must be {getattr(hint, '__name__', hint)}"
