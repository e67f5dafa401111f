"""From a document to the page it wants."""

from collections.abc import Mapping
from typing import Any, cast
from unicodedata import normalize

from execsync.core.choices import Status, Visibility
from execsync.core.documents.document import Document
from execsync.core.documents.edits import edited
from execsync.core.documents.images import ASSUMED, ImageFiles
from execsync.core.documents.site import Site
from execsync.core.documents.titles import title_of
from execsync.core.documents.transforms import edits_of
from execsync.core.documents.wanted import wanted_list
from execsync.core.linked_text import LinkedText, PageLink
from execsync.core.page_fields import ID_LISTS, NAME_LISTS, OTHER_WAY
from execsync.core.resource import Body, Page
from execsync.core.settings import Defaults, RuleSettings
from execsync.core.source_refs import Written, source_refs

_NO_DEFAULTS = Defaults()
_STATUSES: Mapping[object, Status] = {status.value: status for status in Status}
_VISIBILITIES: Mapping[object, Visibility] = {one.value: one for one in Visibility}


def page_of(
    document: Document,
    settings: RuleSettings,
    body: Body,
    *,
    blob: str = "",
    clean: str = "",
) -> Page:
    """The page that `document` wants; call it only if no firm rule found anything.

    Ids are those that are written: names are still to be looked up (`core.naming`).

    `body` is what `text_of` gives, in memory or not. `blob` and `clean` are as Page has them.
    """
    front = document.front
    defaults = settings.defaults_of(document.path)
    return Page(
        path=document.path,
        title=title_of(document, settings).text,
        body=body,
        status=_STATUSES[front.get("status", defaults.status or Status.DRAFT)],
        visibility=_VISIBILITIES[
            front.get("visibility", defaults.visibility or Visibility.WORKSPACE)
        ],
        sources=source_refs(cast("list[Written]", front["sources"]))
        if "sources" in front
        else defaults.sources or (),
        protect=front.get("protect", defaults.protect) is True,
        moved_from=_moved_from(front.get("moved_from")),
        defaulted=_defaulted(front, defaults),
        blob=blob,
        clean="" if "moved_from" in front else clean,
        **{name: wanted_list(front, name, defaults) for name in (*ID_LISTS, *NAME_LISTS)},
    )


def text_of(
    document: Document, settings: RuleSettings, site: Site, files: ImageFiles = ASSUMED
) -> LinkedText:
    """The text that a document wants on the hub; `site` has the pages, `files` the images."""
    links = links_of(document, settings, site)
    return edited(document.body, edits_of(document, settings, files), links)


def links_of(document: Document, settings: RuleSettings, site: Site) -> tuple[PageLink, ...]:
    """The links of a document's body, as it is written, that get addresses; none without `page_url`."""
    body = document.body
    if not settings.links.page_url or not any(sign in body for sign in _LINK_SIGNS):
        return ()
    from execsync.core.documents.markdown import parse
    from execsync.core.documents.page_links import page_links

    return page_links(body, parse(body), document.path, site)


_LINK_SIGNS = ("](", "]:", "[[", "<a", "<A")
"""Without one of these a body has no link to a page."""


def _defaulted(front: Mapping[Any, object], defaults: Defaults) -> tuple[str, ...]:
    if defaults == _NO_DEFAULTS:
        return ()
    given = (name for name, value in defaults._asdict().items() if value is not None)
    # `on_drift` is about a page, and no part of it.
    return tuple(
        name
        for name in given
        if name != "on_drift" and front.keys().isdisjoint((name, OTHER_WAY.get(name)))
    )


def _moved_from(value: object) -> tuple[str, ...]:
    paths = [value] if isinstance(value, str) else cast("list[str]", value or [])
    return tuple(dict.fromkeys(normalize("NFC", path) for path in paths))
