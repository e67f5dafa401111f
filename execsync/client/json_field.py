"""A value inside an answer, which knows its name there, and refuses to be what it is not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from execsync.client.answer import Answer
from execsync.client.times import parse_rfc3339
from execsync.core.fields import is_number
from execsync.core.json_text import refuse_many
from execsync.core.size_limits import ANSWER_TABLES
from execsync.errors import BadAnswer

_MAX_ID = 255
_MAX_DIGITS = 18
_HINT = "the hub's API may have changed, or a proxy answers in its place; nothing was recorded"


@dataclass(frozen=True, slots=True)
class JsonField:
    """A JSON value at `name` (`data[3].title`) of the answer to `request`.

    Every method raises BadAnswer, which names the field and tells types, never values. For fields
    that the contract calls optional, absent and null are the same: an empty value.
    """

    value: object = field(repr=False)
    name: str
    request: str

    def field(self, key: str) -> "JsonField":
        """The field `key` of an object; null where it is absent."""
        if not isinstance(self.value, dict):
            self.refuse("an object")
        name = f"{self.name}.{key}" if self.name else key
        return JsonField(self.value.get(key), name, self.request)

    def has(self, key: str) -> bool:
        """Whether an object has a field, be it null."""
        return isinstance(self.value, dict) and key in self.value

    def items(self) -> Iterator["JsonField"]:
        """The items of a list; none for null."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            self.refuse("a list")
        for index, item in enumerate(self.value):
            yield JsonField(item, f"{self.name}[{index}]", self.request)

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

    def label(self) -> str:
        """A text, or a number as it is written."""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            return str(self.value)
        return self.text()

    def identifier(self) -> str:
        """An id: a short text, exactly as the hub wrote it, or a whole number in digits."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.number())
        text = self.text()
        if not 0 < len(text) <= _MAX_ID or text != self.value:
            self.refuse(f"an id of 1 to {_MAX_ID} characters")
        return text

    def word(self, known: frozenset[str]) -> str:
        """A word of the hub's: one that is known, however it is capitalised, else as the hub wrote it."""
        text = self.text()
        word = text.strip().lower()
        if not word:
            self.refuse("a word")
        return word if word in known else text

    def time(self) -> str:
        """A time in UTC, always in the same form of RFC 3339, so that times compare; empty for null."""
        text = self.text_or_empty()
        time = parse_rfc3339(text) if text else ""
        if time is None:
            self.refuse("a time as in RFC 3339")
        return time

    def number(self) -> int:
        """A whole number, not negative, which may be written as a text of digits."""
        value = self.value
        if isinstance(value, str) and value.isascii() and value.isdecimal():
            value = int(value[:_MAX_DIGITS])
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or not is_number(value) or value < 0:
            self.refuse("a whole number")
        return value

    def number_or_none(self) -> int | None:
        """A whole number, or None for null."""
        return None if self.value is None else self.number()

    def differs_from(self, expected: str) -> str:
        """What this should be and what it is, in words, by types alone."""
        return f"should be {expected}, and is {_type_of(self.value)}"

    def refuse(self, expected: str) -> NoReturn:
        """Raise BadAnswer: this should have been `expected`."""
        told = self.differs_from(expected)
        raise OddField(f"{self.request}: {self.name or 'the answer'} {told}", told)


class OddField(BadAnswer):
    """A field that is not what the contract promises; `told` says what it should be and is."""

    def __init__(self, message: str, told: str) -> None:
        super().__init__(message, hint=_HINT)
        self.told = told


def read(answer: Answer, request: str) -> JsonField:
    """The object in the answer to `request` (its method and path). Raises BadAnswer.

    One that stands in a field `data` alone, as the rows of a list do, is that object.
    """
    return _read(_parse(answer), answer, request)


def read_list(answer: Answer, request: str) -> JsonField:
    """The object with the rows of a list, which may also come alone. Raises BadAnswer."""
    value = _parse(answer)
    return _read({"data": value} if isinstance(value, list) else value, answer, request)


def _parse(answer: Answer) -> object:
    try:
        refuse_many(answer.body, ANSWER_TABLES)
        return json.loads(answer.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def _read(value: object, answer: Answer, request: str) -> JsonField:
    if not isinstance(value, dict):
        raise BadAnswer(
            f"{request}: the answer ({answer.status}, {len(answer.body):,} bytes) should be a JSON "
            "object, and is not",
            hint="a proxy or a sign-in page may be in between, or EXEC_API_URL is wrong",
            status=answer.status,
        )
    inner = value.get("data")
    if isinstance(inner, dict) and "id" not in value:
        return JsonField(inner, "data", request)
    return JsonField(value, "", request)


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
