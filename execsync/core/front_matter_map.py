"""`[front_matter] map`: which key of another tool gives a field of ours, and what its values mean."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from execsync.core.choices import Status, Visibility
from execsync.core.config_kinds import FLAG, TEXT, Kind, Schema, one_of
from execsync.core.fields import is_number
from execsync.core.page_fields import ID_LISTS, NAME_LISTS

FIELDS: Mapping[str, Kind] = MappingProxyType(
    {
        "title": TEXT,
        "status": one_of(Status),
        "visibility": one_of(Visibility),
        **dict.fromkeys((*NAME_LISTS, *ID_LISTS), TEXT),
        "sources": TEXT,
        "protect": FLAG,
        "moved_from": TEXT,
    }
)
"""The fields that another key may give, and what a value of it may be taken for."""


class FieldSource(NamedTuple):
    """The key of another tool, and what its values mean. Without `values`, each one is taken as it is."""

    key: str
    values: tuple[tuple[str, Any], ...] = ()

    def wanted(self, value: object) -> object:
        """What a value means to us; the value itself where that is not told."""
        return dict(self.values).get(as_word(value), value)


def as_word(value: object) -> str:
    """A value of one word as YAML writes it; empty for any other, and for numbers of too many digits."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if is_number(value) else ""
    return str(value) if isinstance(value, str | float | date) else ""


def _check(value: Any) -> Mapping[str, FieldSource]:
    if not isinstance(value, dict) or not value.keys() <= FIELDS.keys():
        raise ValueError(f"a table with some of {', '.join(FIELDS)}")
    return MappingProxyType({name: _source(name, written) for name, written in value.items()})


def _source(name: str, written: Any) -> FieldSource:
    if isinstance(written, str) and written:
        return FieldSource(written)
    if not isinstance(written, dict) or not (
        written.get("from") and isinstance(written["from"], str)
    ):
        raise ValueError(f'a table that gives {name} a key, or a table with "from" and values')
    try:
        values = [
            (word, FIELDS[name].check(meaning))
            for word, meaning in written.items()
            if word != "from"
        ]
    except ValueError as error:
        raise ValueError(f"a table in which each value of {name} is {error}") from None
    return FieldSource(written["from"], tuple(values))


def _schema(kind: Kind) -> Schema:
    table: Schema = {
        "type": "object",
        "properties": {"from": TEXT.schema},
        "required": ["from"],
        "additionalProperties": kind.schema,
    }
    return {"anyOf": [TEXT.schema, table]}


MAP = Kind(
    _check,
    {
        "type": "object",
        "properties": {name: _schema(kind) for name, kind in FIELDS.items()},
        "additionalProperties": False,
    },
)
