"""The sources that a page links: ours, which its file names or named, and those that others attached."""

from collections.abc import Collection, Iterable, Mapping

from execsync.core.resource import Page
from execsync.core.state import GONE, PageState, SourceState

Ids = tuple[str, ...]
SOURCE_IDS = "source_ids"
"""What a request calls them. The hub takes the whole list, and takes off the page what is not in it."""


def named_ids(page: Page, sources: Mapping[str, SourceState]) -> Ids:
    """The ids of the sources that a file names, each once, as far as they are there."""
    found = (sources.get(ref.url) for ref in page.sources)
    return tuple(dict.fromkeys(s.id for s in found if s and s.status != GONE))


def own_ids(
    page: Page, known: PageState, shown: Iterable[str], sources: Mapping[str, SourceState]
) -> Ids:
    """Those of the ids that the hub shows which the file names now, or named when it was last sent."""
    ours = {*known.source_ids, *named_ids(page, sources)}
    return tuple(source_id for source_id in shown if source_id in ours)


def with_foreign(
    fields: Mapping[str, object], known: PageState, wanted: Collection[str], shown: Ids
) -> Mapping[str, object]:
    """A request's body with the sources that others have on the page by now, right before it is sent.

    `known` is what the plan knew of the page, `wanted` are the ids that its file names, and `shown` those
    that a look has found. What somebody attached since goes along, and what somebody took off stays off. An
    update that sends no sources changes none.
    """
    planned = fields.get(SOURCE_IDS)
    if not isinstance(planned, tuple):
        return fields
    kept = [i for i in planned if i in wanted or i in shown]
    seen = {*known.source_ids, *known.foreign_ids}
    ids = tuple(dict.fromkeys((*kept, *(i for i in shown if i not in seen))))
    return {**fields, SOURCE_IDS: ids} if ids != planned else fields


def without(fields: Mapping[str, object], gone: Collection[str]) -> Mapping[str, object]:
    """A request's body without those sources."""
    ids = fields.get(SOURCE_IDS)
    if not isinstance(ids, tuple):
        return fields
    return {**fields, SOURCE_IDS: tuple(i for i in ids if i not in gone)}
