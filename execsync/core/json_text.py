"""JSON that somebody else may have written, read so that nothing in it comes as a surprise later."""

import json
import math
import re
from typing import Any, NoReturn

_HALF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


MOST_TABLES = 1_000_000
"""Tables and lists, each of which takes thirty times the memory of its text."""


def refuse_many(data: bytes, most: int = MOST_TABLES) -> None:
    """Raise ValueError for what would take far more memory than its text does."""
    if data.count(b"{") + data.count(b"[") > most:
        raise ValueError("it holds too many tables and lists")


def read_json(data: bytes) -> Any:
    """The value in `data`. Raises ValueError for what is no JSON in UTF-8, or could not be written as such.

    The latter is nesting beyond what can be walked, numbers that are none (`NaN`, 1e999), and half a
    surrogate pair.
    """
    refuse_many(data)
    try:
        text = data.decode()
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
        if _HALF_A_PAIR.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number
