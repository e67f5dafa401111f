"""Looking at the hub for the pages that lost creations may have made."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from execsync.core.hub_time import earliest, parse_time
from execsync.core.planning.drift import missing_sources
from execsync.core.running.hub import HubCalls
from execsync.core.running.in_doubt import Findings, sort_out, was_sent
from execsync.core.snapshot import PageRow, PageSnapshot, is_there
from execsync.core.state import InDoubtWrite, Observed, PageState, State
from execsync.errors import BadAnswer, NotFound
from execsync.sync.listing import rows_since

CLONE = "clone"
"""The change type of a version that somebody copied from another page on the web."""


def look(
    hub: HubCalls,
    doubt: InDoubtWrite,
    state: State,
    known: Collection[str] = (),
    *,
    last: bool = False,
) -> Findings:
    """What one lost creation has made, as far as the hub shows it (yet).

    One list request for each hundred pages created since, and one GET for each of those that neither
    State owns nor `known` has; another one where a page is to be adopted. The `last` look is at archived
    pages too, where no live one may be it. Raises HubError.
    """
    owned = state.owned_ids()
    fresh = [row for row in created_since(hub, doubt.since) if row.id not in owned]
    found = snapshots(hub, (row for row in fresh if row.id not in known))
    findings = examine(hub, doubt, tuple(found), state)
    if findings.made or findings.suspects or not last:
        return findings
    return replace(findings, archived=find_archived(hub, doubt, state))


def find_archived(hub: HubCalls, doubt: InDoubtWrite, state: State) -> PageSnapshot | None:
    """The page that one lost creation has made, where somebody has archived it on the web since.

    One list request for each hundred archived pages created since, and one GET for each that State does
    not own. Raises HubError.
    """
    owned, floor = state.owned_ids(), parse_time(doubt.since)
    rows = rows_since(
        lambda number: hub.pages(sort="created_at", status="archived", page=number),
        lambda row: row.created_at,
        floor,
    )
    for row in rows:
        # Without an overlap: what we archived ourselves was made before, and may say the same. And not
        # every hub may heed the filter.
        is_later = parse_time(row.created_at) > floor and row.status == "archived"
        if is_later and row.id not in owned:
            page = look_at(hub, row) or PageSnapshot(row, None, None, ())
            if was_sent(doubt, page, state.maker):
                return page
    return None


def examine(
    hub: HubCalls, doubt: InDoubtWrite, unowned: Iterable[PageSnapshot], state: State
) -> Findings:
    """What one lost creation has made, of pages in full; those that a web user cloned are only suspects."""
    floor = earliest(doubt.since)
    since = [p for p in unowned if not p.row.created_at or parse_time(p.row.created_at) >= floor]
    made = sum(
        parse_time(page.created_at) >= parse_time(doubt.since)
        for page in state.pages.values()
        if page.created_at
    )
    found = sort_out(doubt, since, maker=state.maker, made=made)
    clones = tuple(page for page in found.made if is_clone(hub, page))
    kept = tuple(page for page in found.made if page not in clones)
    return Findings(kept, (*clones, *found.suspects))


def snapshots(hub: HubCalls, rows: Iterable[PageRow]) -> Iterator[PageSnapshot]:
    """The pages of these rows that are still live, with their drafts: one GET each.

    Of one whose answer cannot be read, there is what its row shows.
    """
    for row in rows:
        page = look_at(hub, row)
        if is_there(page):
            yield page


def look_at(hub: HubCalls, row: PageRow) -> PageSnapshot | None:
    """The page of a row, or as much of it as the row shows; None where it is not there (any more)."""
    try:
        return get_page(hub, row.id)
    except BadAnswer:
        unread = replace(row, unread=(*row.unread, "content", "sources"))
        return PageSnapshot(unread, content=None, draft=None, source_ids=())


def with_folders(hub: HubCalls, row: PageRow) -> PageRow:
    """The row, its folders asked for where a list did not show them; they may stay unknown."""
    if not row.is_vague:
        return row
    page = look_at(hub, row)
    return replace(row, status="archived") if page is None else page.row


def look_at_id(hub: HubCalls, page_id: str) -> PageSnapshot | None:
    """The page of an id, of which nothing may be readable; None where it is not there (any more)."""
    unread = ("title", "folders", "skills")
    return look_at(hub, PageRow(page_id, "", "", "", (), (), 0, None, "", "", unread=unread))


def is_clone(hub: HubCalls, page: PageSnapshot) -> bool:
    """Whether somebody made a published page on the web by copying one, or may have. Raises HubError."""
    if page.row.version is None:
        return False
    try:
        return any(version.change_type == CLONE for version in hub.versions(page.row.id).rows)
    except NotFound:
        return False
    except BadAnswer:
        return True  # it is not known to be ours


def created_since(hub: HubCalls, since: str) -> tuple[PageRow, ...]:
    """The live pages made since then: one list request for each hundred, newest first."""
    rows = rows_since(
        lambda number: hub.pages(sort="created_at", page=number),
        lambda row: row.created_at,
        earliest(since),
    )
    return tuple(rows)


def deleted_sources(hub: HubCalls, ids: Iterable[str]) -> tuple[str, ...]:
    """Those of the sources that were deleted on the web: one GET each. Raises HubError."""
    return tuple(source_id for source_id in dict.fromkeys(ids) if not _has_source(hub, source_id))


def lost_sources(hub: HubCalls, known: PageState, now: Observed) -> tuple[str, ...]:
    """Our sources that a page has lost because they were deleted on the web, where that is all of its change.

    One GET each of those that it links no more. Raises HubError.
    """
    missing = missing_sources(known, now)
    gone = deleted_sources(hub, sorted(missing))
    return gone if len(gone) == len(missing) else ()


def _has_source(hub: HubCalls, source_id: str) -> bool:
    try:
        hub.source(source_id)
    except NotFound:
        return False
    return True


def get_page(hub: HubCalls, page_id: str) -> PageSnapshot | None:
    """The page with its draft, or None where there is none (any more). Raises HubError."""
    try:
        return hub.page(page_id)
    except NotFound:
        return None
