"""What State says of a page once its web edit is in the file, or marked there: the web's side is the base."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from execsync.core.choices import Status
from execsync.core.meaning import says
from execsync.core.page_fields import ID_LISTS
from execsync.core.pulling.web_values import WebValue
from execsync.core.resource import Body
from execsync.core.state import Observed, PageState

SHOWN = frozenset({"title", "content", "status"})
"""The fields that a draft beside a live version may have changed."""


def pulled_page(
    known: PageState,
    web: Observed,
    edited: Sequence[str],
    *,
    values: Iterable[WebValue],
    body: Body | None,
    urls: Sequence[str],
    source_ids: Sequence[str],
) -> PageState:
    """The entry of a page whose `edited` fields are the web's from here on; the others stay as we wrote them.

    `values` have the names by which the file says folders and skills. `body` is the text
    that the file would have were it the web's, links filled, None where that does not say what the web says:
    then the next plan shows what it would write. `urls` and `source_ids` are those of the page's sources.

    Where the web shows a draft beside a live version, the entry is that of the draft: the next plan
    publishes it, or takes it down, as the file says.
    """
    entry = replace(
        known, observed=web, drift=None, unbased=False, archived=False, clean="", blob=""
    )
    names = {value.name: value.names for value in values}
    changes: dict[str, Any] = {}
    if "title" in edited:
        changes["title"] = web.title.strip()  # as a file is read
    for ids in ID_LISTS:
        if ids in edited:
            changes |= _listed(names.get(ids, {}), ids, getattr(web, ids))
    if "sources" in edited:
        changes |= {"sources": tuple(urls), "source_ids": tuple(source_ids)}
    if "content" in edited:
        changes |= _text(body, web)
    return replace(entry, **changes, **_status(known, web, edited))


def _listed(names: Mapping[str, str], ids: str, wanted: Sequence[str]) -> dict[str, Any]:
    """The ids, those of names first, as State has them."""
    return {
        ID_LISTS[ids]: tuple(names.values()),
        ids: tuple(dict.fromkeys((*names, *wanted))),
    }


def _text(body: Body | None, web: Observed) -> dict[str, Any]:
    if body is None:
        return {"body": web.body, "says": web.says, "sent": ""}
    return {"body": body.digest, "says": says(body.text()), **body.links_as_sent()}


def _status(known: PageState, web: Observed, edited: Sequence[str]) -> dict[str, Any]:
    if web.has_draft and not SHOWN.isdisjoint(edited):
        return {"status": Status.DRAFT.value, "stays_live": True}
    if "status" in edited or (known.stays_live and not web.has_draft):
        return {"status": web.status, "stays_live": False}
    return {}
