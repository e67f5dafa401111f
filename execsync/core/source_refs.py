"""Sources as people write them: an address, or a table with a `url` and how the source should look.

Addresses and dataclasses are imported only where there are sources: each plan reads execsync.toml.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from execsync.core.config_kinds import TEXT, TEXTS, Kind, Schema

if TYPE_CHECKING:
    from execsync.core.resource import SourceRef

Written = str | Mapping[str, Any]


def source_refs(written: Iterable[Written]) -> "tuple[SourceRef, ...]":
    """Each source once, in the order of first mention. Raises BadAddress."""
    return once(map(_ref, written))


def once(refs: "Iterable[SourceRef]") -> "tuple[SourceRef, ...]":
    """The first mention of each address."""
    found: dict[str, SourceRef] = {}
    for ref in refs:
        found.setdefault(ref.url, ref)
    return tuple(found.values())


def _ref(written: Written) -> "SourceRef":
    from execsync.core.resource import SourceRef
    from execsync.core.web_address import sent_form

    if isinstance(written, str):
        return SourceRef(sent_form(written))
    return SourceRef(
        url=sent_form(written["url"]),
        title=written.get("title", "").strip(),
        cover=written.get("cover", ""),
        folder_ids=tuple(dict.fromkeys(written.get("folder_ids", ()))),
    )


def _check(value: Any) -> "tuple[SourceRef, ...]":
    from execsync.core.web_address import BadAddress, has_user

    if not isinstance(value, list) or not all(map(_is_source, value)):
        raise ValueError("a list of addresses, or of tables with url, title, cover and folder_ids")
    try:
        refs = source_refs(value)
    except BadAddress as bad:
        raise ValueError(f"a list of web addresses: {bad.summary}") from None
    if any(has_user(ref.url) for ref in refs):
        raise ValueError("a list of addresses without a user name or a password")
    return refs


def _is_source(written: object) -> bool:
    if not isinstance(written, dict):
        return isinstance(written, str)
    if "url" not in written or not written.keys() <= _KINDS.keys():
        return False
    try:
        for key, value in written.items():
            _KINDS[key].check(value)
    except ValueError:
        return False
    return True


_KINDS: Mapping[str, Kind] = {"url": TEXT, "title": TEXT, "cover": TEXT, "folder_ids": TEXTS}
URL: Schema = {"type": "string", "pattern": r"^[hH][tT][tT][pP][sS]?://[^\s/?#@]+([/?#].*)?$"}
_SAYS = {
    "url": "The address.",
    "title": "The source's title; made from the address if left out.",
    "cover": "The address of a picture.",
    "folder_ids": "Ids of folders.",
}
_TABLE: Schema = {
    "type": "object",
    "properties": {
        name: {"description": _SAYS[name], **(URL if name == "url" else kind.schema)}
        for name, kind in _KINDS.items()
    },
    "required": ["url"],
}
LIST: Schema = {"type": "array", "items": {"anyOf": [URL, _TABLE]}}
"""The list in front matter, whose tables may hold more."""
SOURCES = Kind(
    _check, {**LIST, "items": {"anyOf": [URL, {**_TABLE, "additionalProperties": False}]}}
)
