"""The fields of front matter: their names, and what their values must be."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from execsync.core.documents.position import Keys
from execsync.core.page_fields import ID_LISTS, NAME_LISTS
from execsync.core.web_address import sent_or_same


class FieldKind(StrEnum):
    """What a value must be, in words for a person."""

    TEXT = "text"
    FLAG = "true or false"
    TEXTS = "a list of texts"
    TEXT_OR_TEXTS = "text or a list of texts"
    SOURCES = "a list of addresses"
    SOURCE = "an address, or a table with a url"


FIELDS: Mapping[str, FieldKind] = MappingProxyType(
    {
        "title": FieldKind.TEXT,
        "status": FieldKind.TEXT,
        "visibility": FieldKind.TEXT,
        **dict.fromkeys((*NAME_LISTS, *ID_LISTS), FieldKind.TEXTS),
        "sources": FieldKind.SOURCES,
        "protect": FieldKind.FLAG,
        "moved_from": FieldKind.TEXT_OR_TEXTS,
        "managed": FieldKind.FLAG,
        "id": FieldKind.TEXT,
    }
)
SOURCE_FIELDS: Mapping[str, FieldKind] = MappingProxyType(
    {
        "url": FieldKind.TEXT,
        "title": FieldKind.TEXT,
        "cover": FieldKind.TEXT,
        "folder_ids": FieldKind.TEXTS,
    }
)
_TYPES: Mapping[FieldKind, type | tuple[type, ...]] = MappingProxyType(
    {
        FieldKind.TEXT: str,
        FieldKind.FLAG: bool,
        FieldKind.TEXTS: list,
        FieldKind.TEXT_OR_TEXTS: (str, list),
        FieldKind.SOURCES: list,
        FieldKind.SOURCE: (str, dict),
    }
)


def mismatches(
    kind: FieldKind, value: object, keys: Keys
) -> Iterator[tuple[Keys, FieldKind, object]]:
    """Each value at or below `keys` that is not what `kind` says, and what it should be."""
    if not isinstance(value, _TYPES[kind]):
        yield keys, kind, value
    elif isinstance(value, list):
        inner = FieldKind.SOURCE if kind is FieldKind.SOURCES else FieldKind.TEXT
        for index, item in enumerate(value):
            yield from mismatches(inner, item, (*keys, index))
    elif isinstance(value, dict):
        for name, inner in SOURCE_FIELDS.items():
            if name in value:
                yield from mismatches(inner, value[name], (*keys, name))


def texts(table: Mapping[Any, object], name: str) -> list[tuple[int, str]]:
    """The texts of a list field, with their places in it; what is no text is left out."""
    value = table.get(name)
    if not isinstance(value, list):
        return []
    return [(index, item) for index, item in enumerate(value) if isinstance(item, str)]


def source_tables(front: Mapping[Any, object]) -> Iterator[tuple[Keys, Mapping[Any, object]]]:
    """Each source that is written as a table, with its keys."""
    sources = front.get("sources")
    if isinstance(sources, list):
        for index, item in enumerate(sources):
            if isinstance(item, dict):
                yield ("sources", index), item


def source_urls(front: Mapping[Any, object]) -> Iterator[tuple[Keys, str]]:
    """Each source's address, with its keys; sources without a readable one are left out."""
    sources = front.get("sources")
    if not isinstance(sources, list):
        return
    for index, item in enumerate(sources):
        if isinstance(item, str):
            yield ("sources", index), item
        elif isinstance(item, dict) and isinstance(url := item.get("url"), str):
            yield ("sources", index, "url"), url


def titled_sources(front: Mapping[Any, object]) -> Iterator[tuple[Keys, str, str]]:
    """Each source that is given a title: its keys, its address as it is sent, if it can be, the title."""
    for keys, table in source_tables(front):
        url, title = table.get("url"), table.get("title")
        if isinstance(url, str) and isinstance(title, str) and title:
            yield keys, sent_or_same(url), title
