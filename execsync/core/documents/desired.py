"""From a document to the page it wants."""

from collections.abc import Collection, Mapping
from typing import Any, cast
from unicodedata import normalize

from execsync.core.choices import Status, TitleFrom, Visibility
from execsync.core.documents.document import Document
from execsync.core.linked_text import LinkedText
from execsync.core.page_fields import ID_LISTS
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.settings import Defaults, RuleSettings
from execsync.core.web_address import sent_form

_NO_DEFAULTS = Defaults()
_STATUSES: Mapping[object, Status] = {status.value: status for status in Status}
_VISIBILITIES: Mapping[object, Visibility] = {one.value: one for one in Visibility}
_DEFAULTABLE = ("status", "visibility", *ID_LISTS)


def page_of(
    document: Document,
    settings: RuleSettings,
    body: Body,
    *,
    blob: str = "",
    clean: str = "",
) -> Page:
    """The page that `document` wants; call it only if no firm rule found anything.

    `body` is what `text_of` gives, in memory or not. `blob` and `clean` are as Page has them.
    """
    front = document.front
    defaults = settings.defaults
    return Page(
        path=document.path,
        title=_title(document, settings),
        body=body,
        status=_STATUSES[front.get("status", defaults.status or Status.DRAFT)],
        visibility=_VISIBILITIES[
            front.get("visibility", defaults.visibility or Visibility.WORKSPACE)
        ],
        sources=_sources(front),
        protect=front.get("protect") is True,
        moved_from=_moved_from(front.get("moved_from")),
        defaulted=_defaulted(front, defaults),
        blob=blob,
        clean="" if "moved_from" in front else clean,
        **{name: _ids(front, name, getattr(defaults, name)) for name in ID_LISTS},
    )


def text_of(document: Document, settings: RuleSettings, paths: Collection[str] = ()) -> LinkedText:
    """The text that a document wants on the hub; `paths` are those of the pages that it may link."""
    return LinkedText(document.body)


def _title(document: Document, settings: RuleSettings) -> str:
    title = document.front.get("title")
    if isinstance(title, str):
        return title.strip()
    return document.first_heading if settings.title_from is TitleFrom.HEADING else ""


def _defaulted(front: Mapping[Any, object], defaults: Defaults) -> tuple[str, ...]:
    if defaults == _NO_DEFAULTS:
        return ()
    return tuple(
        name for name in _DEFAULTABLE if name not in front and getattr(defaults, name) is not None
    )


def _ids(
    front: Mapping[Any, object], name: str, default: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    if name in front:
        return _once(cast("list[str]", front[name]))
    return default or ()


def _once(items: list[str]) -> tuple[str, ...]:
    """Each item once, in the order of first mention."""
    return tuple(dict.fromkeys(items))


def _sources(front: Mapping[Any, object]) -> tuple[SourceRef, ...]:
    refs: dict[str, SourceRef] = {}
    for item in cast("list[str | Mapping[str, Any]]", front.get("sources", ())):
        ref = SourceRef(sent_form(item)) if isinstance(item, str) else _source(item)
        refs.setdefault(ref.url, ref)
    return tuple(refs.values())


def _source(table: Mapping[str, Any]) -> SourceRef:
    return SourceRef(
        url=sent_form(table["url"]),
        title=table.get("title", "").strip(),
        cover=table.get("cover", ""),
        folder_ids=_ids(table, "folder_ids"),
    )


def _moved_from(value: object) -> tuple[str, ...]:
    paths = [value] if isinstance(value, str) else cast("list[str]", value or [])
    return _once([normalize("NFC", path) for path in paths])
