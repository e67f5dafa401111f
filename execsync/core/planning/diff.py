"""Comparing one desired page with what was recorded of it. One concern a comparator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from execsync.core.choices import Status
from execsync.core.page_fields import ID_LISTS
from execsync.core.resource import Page
from execsync.core.state import GONE, PageState, SourceState


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs. A body is shown by its digest, and the texts are found by whoever renders."""

    field: str
    before: object
    after: object


Comparator = Callable[[Page, PageState], FieldChange | None]


def compare_title(page: Page, known: PageState) -> FieldChange | None:
    """How the title differs, to the letter."""
    return _differ("title", known.title, page.title)


def compare_content(page: Page, known: PageState) -> FieldChange | None:
    """Bodies are compared with the body that we sent, by digest, links filled: it says where they lead.

    One that links a page which is yet to be made differs.
    """
    body = page.body
    if not body.coming:
        now = (body.digest, body.filling.form, body.link_ids)
        before = (known.body, known.link_form, known.link_ids)
        if now == before or body.sent_digest == known.sent_digest:
            return None
    return FieldChange("content", known.sent_digest, body.sent_digest)


def compare_status(page: Page, known: PageState) -> FieldChange | None:
    """How the status differs. A draft that was saved beside a live version is neither draft nor published."""
    if known.stays_live and page.status is Status.DRAFT:
        return FieldChange("status", Status.PUBLISHED.value, Status.DRAFT.value)
    return _differ("status", known.status, page.status.value)


def compare_visibility(page: Page, known: PageState) -> FieldChange | None:
    """How visibility differs, which means another page: the hub takes it at creation only."""
    return _differ("visibility", known.visibility, page.visibility.value)


def comparator_of(ids: str) -> Comparator:
    """The comparator of the list of that name: the order of folders and skills means nothing."""

    def compare_ids(page: Page, known: PageState) -> FieldChange | None:
        before, after = getattr(known, ids), getattr(page, ids)
        return None if set(before) == set(after) else FieldChange(ids, before, after)

    return compare_ids


def compare_protect(page: Page, known: PageState) -> FieldChange | None:
    """How protection differs, which is ours alone: the hub does not know it."""
    return _differ("protect", known.protect, page.protect)


COMPARATORS: tuple[Comparator, ...] = (
    compare_title,
    compare_content,
    compare_status,
    compare_visibility,
    *map(comparator_of, ID_LISTS),
    compare_protect,
)


def compare_sources(
    page: Page, known: PageState, sources: Mapping[str, SourceState]
) -> FieldChange | None:
    """How our sources differ: when the set of ids would. An address whose id is not known is a difference.

    Two addresses may have turned out to be one source, and a source made anew has another id; one that was
    deleted on the web has none.
    """
    urls = tuple(ref.url for ref in page.sources)
    there = {url: sources[url] for url in urls if url in sources and sources[url].status != GONE}
    wanted = {there[url].id if url in there else url for url in urls}
    if wanted == set(known.source_ids):
        return None
    return FieldChange("sources", known.sources, urls)


def compare(
    page: Page, known: PageState, sources: Mapping[str, SourceState]
) -> tuple[FieldChange, ...]:
    """Every field of `page` that differs from what we last sent."""
    found = [comparator(page, known) for comparator in COMPARATORS]
    found.append(compare_sources(page, known, sources))
    return tuple(change for change in found if change is not None)


def _differ(field: str, before: object, after: object) -> FieldChange | None:
    return None if before == after else FieldChange(field, before, after)
