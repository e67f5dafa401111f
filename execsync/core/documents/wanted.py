"""The lists of ids and names that a document wants, with what execsync.toml says where it is silent."""

from collections.abc import Mapping
from typing import Any, cast

from execsync.core.documents.document import Document
from execsync.core.documents.fields import texts
from execsync.core.page_fields import NAME_LISTS, OTHER_WAY
from execsync.core.settings import Defaults, RuleSettings


def wanted_names(document: Document, settings: RuleSettings) -> dict[str, Any]:
    """The folders and skills that a document names, right or wrong, by list; without empty lists."""
    defaults = settings.defaults_of(document.path)
    front = {name: [item for _, item in texts(document.front, name)] for name in document.front}
    lists = {things: wanted_list(front, things, defaults) for things in NAME_LISTS}
    return {things: names for things, names in lists.items() if names}


def wanted_list(front: Mapping[Any, object], name: str, defaults: Defaults) -> tuple[str, ...]:
    """A list of ids or names, each once: a document that says one of the two gets no default of either."""
    if name in front:
        return tuple(dict.fromkeys(cast("list[str]", front[name])))
    return () if OTHER_WAY[name] in front else getattr(defaults, name) or ()
