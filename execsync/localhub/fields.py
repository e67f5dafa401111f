"""Reading what a request says: every name and type is checked, and the first fault is named."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias
from urllib.parse import urlsplit

from execsync.localhub.clock import read_moment
from execsync.localhub.errors import invalid
from execsync.localhub.listing import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Request

_NO_URI = re.compile(r"[^!#-;=?-\[\]_a-z~]|%(?![0-9A-Fa-f]{2})")
"""What no URI has as it is (RFC 3986)."""

Reader: TypeAlias = "Callable[[Any], Any]"
"""Returns the value to use; raises ValueError saying what the value must be."""


def text(value: Any) -> str:
    """Any text that can be written as UTF-8."""
    if not isinstance(value, str):
        raise ValueError("must be a string")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("must not contain half of a surrogate pair")
    return value


def filled_text(value: Any) -> str:
    """Text with something to see in it."""
    if not text(value).strip():
        raise ValueError("must not be blank")
    return str(value)


def ids(value: Any) -> list[str]:
    """A list of ids; which of them exist is not looked at."""
    if not isinstance(value, list):
        raise ValueError("must be a list of strings")
    return [filled_text(item) for item in value]


def boolean(value: Any) -> bool:
    """True or false, as JSON has them."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def number(value: Any) -> float:
    """A number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise ValueError("must be a number from 0")
    return float(value)


def whole_number(value: Any) -> int:
    """A whole number from 1, as JSON has it."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("must be a whole number from 1")
    return value


def address(value: Any) -> str:
    """An absolute http or https address."""
    parts = urlsplit(filled_text(value))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an absolute http or https address")
    if found := _NO_URI.search(str(value)):
        raise ValueError(f"must be a URI: {found[0]!r} has to be escaped in one")
    return str(value)


def moment(value: Any) -> int:
    """A date-time, as microseconds since 1970."""
    try:
        return read_moment(text(value))
    except ValueError as error:
        raise ValueError(
            f"must be a date-time like 2026-01-31T09:30:00Z ({error}; is a + sent as %2B?)"
        ) from None


def one_of(*allowed: str) -> Reader:
    """One of the given words."""

    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError("must be one of " + ", ".join(allowed))
        return str(value)

    return read


def whole(lowest: int, highest: int | None = None) -> Reader:
    """A whole number written in digits, within bounds."""
    bounds = f"from {lowest}" + ("" if highest is None else f" to {highest}")

    def read(value: Any) -> int:
        if not re.fullmatch(r"-?\d{1,4000}", value, flags=re.ASCII):
            raise ValueError(f"must be a whole number {bounds}")
        found = int(value)
        if found < lowest or (highest is not None and found > highest):
            raise ValueError(f"must be {bounds}")
        return found

    return read


WINDOW: dict[str, Reader] = {"page": whole(1), "page_size": whole(1, 100)}
"""The query parameters that every list has."""


def read_query(request: Request, **readers: Reader) -> dict[str, Any]:
    """Read the query parameters that are there; HubError 400 for unknown and repeated ones."""
    for name in request.args:
        if len(request.args.getlist(name)) > 1:
            raise invalid(f"{name}: the parameter is given more than once.")
    return read_fields(request.args, readers, what="query parameter")


def read_window_query(request: Request, **readers: Reader) -> dict[str, Any]:
    """Like read_query for a list: `window` stands for `page` and `page_size` (1 and 50)."""
    found = read_query(request, **WINDOW, **readers)
    window = Window(found.pop("page", 1), found.pop("page_size", 50))
    return {**found, "window": window}


def read_body(request: Request, **readers: Reader) -> dict[str, Any]:
    """Read the fields of a JSON object; HubError 400 for anything else.

    Only `application/json` is read: a web page elsewhere cannot send it without asking first.
    """
    if request.mimetype != "application/json":
        raise invalid("Content-Type: must be application/json.")
    body = parse_json(request.get_data())
    if not isinstance(body, dict):
        raise invalid("The body must be a JSON object.")
    return read_fields(body, readers, what="field")


def parse_json(raw: bytes) -> Any:
    """Parse JSON as RFC 8259 has it, without NaN; HubError 400 where it is malformed."""
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise invalid(f"The body is not JSON: {error}.") from None


def read_fields(
    given: Mapping[str, Any], readers: dict[str, Reader], *, what: str
) -> dict[str, Any]:
    """Read each given value with the reader of its name; HubError 400 naming the first bad one."""
    found = {}
    for name, value in given.items():
        if name not in readers:
            raise invalid(f"{name}: unknown {what}; known are {', '.join(readers) or 'none'}.")
        try:
            found[name] = readers[name](value)
        except ValueError as error:
            code = "invalid_pagination" if readers[name] in WINDOW.values() else None
            raise invalid(f"{name}: {error}.", code=code) from None
    return found


def require(found: dict[str, Any], *names: str) -> None:
    """Raise HubError 400 for the first of `names` that was not given."""
    for name in names:
        if name not in found:
            raise invalid(f"{name}: is required.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
