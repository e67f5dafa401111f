"""Front matter that is as it should be, told at one look: the rules for it need not be asked."""

from collections.abc import Mapping
from typing import Any, cast

from execsync.core.addresses import sent_form
from execsync.core.choices import Status, Visibility
from execsync.core.rules.sources import is_address

_KEYS = frozenset(
    {"title", "status", "visibility", "folder_ids", "skill_ids", "sources", "protect"}
)
_STATUSES = tuple(status.value for status in Status)
_VISIBILITIES = tuple(visibility.value for visibility in Visibility)


def is_ordinary(front: Mapping[Any, object]) -> bool:
    """Whether it has a title, and surely no rule for front matter finds anything in it.

    False says nothing: sources with titles, for one, are for the rules to look at.
    """
    title = front.get("title")
    return (
        front.keys() <= _KEYS
        and type(title) is str
        and title.strip() != ""
        and title.strip().isprintable()
        and front.get("status", "draft") in _STATUSES
        and front.get("visibility", "private") in _VISIBILITIES
        and type(front.get("protect", True)) is bool
        and _are_ids(front.get("folder_ids", []))
        and _are_ids(front.get("skill_ids", []))
        and _are_ids(sources := front.get("sources", []))
        and _are_addresses(cast("list[str]", sources))
    )


def _are_addresses(urls: list[str]) -> bool:
    """Whether they can be sent, and are different sources, however they are spelt."""
    return all(map(is_address, urls)) and len(set(map(sent_form, urls))) == len(urls)


def _are_ids(items: object) -> bool:
    """Whether it is a list of different texts, none of them empty or with a line break."""
    return type(items) is list and (
        not items
        or (
            all(type(item) is str and item.strip() and item.isprintable() for item in items)
            and len(set(items)) == len(items)
        )
    )
