"""The fields of a page that the hub has, one row each: what they are called, sent as and remembered by."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

ID_LISTS: Mapping[str, str] = MappingProxyType({"folder_ids": "folders", "skill_ids": "skills"})
"""Lists of ids whose order means nothing, and what the hub's answers call the things that they name."""

NAME_LISTS: Mapping[str, str] = MappingProxyType({things: ids for ids, things in ID_LISTS.items()})
"""Lists of names, each with the list of ids that it is another way to write."""
OTHER_WAY: Mapping[str, str] = MappingProxyType({**ID_LISTS, **NAME_LISTS})
"""Each of those lists, and the one that says the same in the other way."""


class PageField(NamedTuple):
    """Its name in a request, and the attributes of Observed that say what the hub has shown of it."""

    sent: str
    observed: tuple[str, ...]


FIELDS: Mapping[str, PageField] = MappingProxyType(
    {
        "title": PageField("title", ("title",)),
        "content": PageField("content", ("body", "says")),
        "status": PageField("status", ("status",)),
        **{name: PageField(name, (name,)) for name in ID_LISTS},
        "sources": PageField("source_ids", ("source_ids",)),
    }
)
"""The fields in which a page can differ, by their names in front matter and in what people are told."""
SENT: Mapping[str, str] = MappingProxyType({field.sent: name for name, field in FIELDS.items()})
"""The names of fields, by their names in a request."""


def id_lists(page: object) -> dict[str, Any]:
    """The lists of ids of anything that has those of a page, by name."""
    return {name: getattr(page, name) for name in ID_LISTS}


def name_lists(page: object) -> dict[str, Any]:
    """The lists of names of anything that has those of a page, by name."""
    return {name: getattr(page, name) for name in NAME_LISTS}


def named_ids(page: object, things: str) -> Iterator[tuple[str, str]]:
    """Each folder or skill that a page names, with its id; for names whose ids are known."""
    return zip(getattr(page, things), getattr(page, NAME_LISTS[things]), strict=False)


def differing_lists(one: object, other: object) -> Iterator[str]:
    """The names of the lists in which two of those differ, whatever the order."""
    for name in ID_LISTS:
        if set(getattr(one, name)) != set(getattr(other, name)):
            yield name
