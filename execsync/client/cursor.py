"""A value inside an answer, which knows its name there, and refuses to be what it is not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from execsync.client.answer import Answer
from execsync.core.fields import is_number
from execsync.errors import BadAnswer

_MAX_ID = 255
_HINT = "the hub's API may have changed, or a proxy answers in its place; nothing was recorded"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A JSON value at `name` (`data[3].title`) of the answer to `request`.

    Every method raises BadAnswer, which names the field and tells types, never values. For fields
    that the contract calls optional, absent and null are the same: an empty value.
    """

    value: object = field(repr=False)
    name: str
    request: str

    def field(self, key: str) -> "Cursor":
        """The field `key` of an object; null where it is absent."""
        if not isinstance(self.value, dict):
            self.refuse("an object")
        name = f"{self.name}.{key}" if self.name else key
        return Cursor(self.value.get(key), name, self.request)

    def items(self) -> Iterator["Cursor"]:
        """The items of a list; none for null."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            self.refuse("a list")
        for index, item in enumerate(self.value):
            yield Cursor(item, f"{self.name}[{index}]", self.request)

    def text(self) -> str:
        """A text, sound Unicode."""
        if not isinstance(self.value, str):
            self.refuse("text")
        return _mend(self.value)

    def text_or_none(self) -> str | None:
        """A text, or None for null."""
        return None if self.value is None else self.text()

    def text_or_empty(self) -> str:
        """A text, empty for null."""
        return "" if self.value is None else self.text()

    def identifier(self) -> str:
        """An id: a short text, exactly as the hub wrote it."""
        text = self.text()
        if not 0 < len(text) <= _MAX_ID or text != self.value:
            self.refuse(f"an id of 1 to {_MAX_ID} characters")
        return text

    def time(self) -> str:
        """A time with its zone, as the hub wrote it; empty for null."""
        text = self.text_or_empty()
        if text and not _is_time(text):
            self.refuse("a time as in RFC 3339")
        return text

    def number(self) -> int:
        """A whole number, not negative."""
        if not isinstance(self.value, int) or not is_number(self.value) or self.value < 0:
            self.refuse("a whole number")
        return self.value

    def number_or_none(self) -> int | None:
        """A whole number, or None for null."""
        return None if self.value is None else self.number()

    def refuse(self, expected: str) -> NoReturn:
        """Raise BadAnswer: this should have been `expected`."""
        raise BadAnswer(
            f"{self.request}: {self.name or 'the answer'} should be {expected}, "
            f"and is {_type_of(self.value)}",
            hint=_HINT,
        )


def read(answer: Answer, request: str) -> Cursor:
    """The object in the answer to `request` (its method and path). Raises BadAnswer."""
    try:
        value = json.loads(answer.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadAnswer(
            f"{request}: the answer ({answer.status}, {len(answer.body):,} bytes) should be a JSON "
            "object, and is not",
            hint="a proxy or a sign-in page may be in between, or EXEC_API_URL is wrong",
            status=answer.status,
        )
    return Cursor(value, "", request)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _mend(text: str) -> str:
    """`text` with halves of surrogate pairs replaced.

    JSON can carry them (a title cut by JavaScript in the middle of an emoji) and UTF-8 cannot: one
    page of somebody else would break every run.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _type_of(value: object) -> str:
    match value:
        case None:
            return "null or absent"
        case bool():
            return "true or false"
        case str():
            return f"a text of {len(value):,} characters"
        case int() | float():
            return "a number"
        case list():
            return "a list"
    return "an object"
