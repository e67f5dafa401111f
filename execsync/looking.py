"""Looking at the hub for the pages that lost creations may have made."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from execsync.core.hub_time import earliest, parse_time
from execsync.core.planning.look_alikes import is_vague
from execsync.core.running.doubt import Findings, sort_out
from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Doubt, State
from execsync.errors import BadAnswer, NotFound
from execsync.listing import rows_since

CLONE = "clone"
"""The change type of a version that somebody copied from another page on the web."""


def look(hub: HubCalls, doubt: Doubt, state: State, known: Collection[str] = ()) -> Findings:
    """What one lost creation has made, as far as the hub shows it (yet).

    One list request for each hundred pages created since, and one GET for each of those that neither
    State owns nor `known` has; another one where a page is to be adopted. Raises HubError.
    """
    owned = state.owned_ids()
    fresh = [row for row in created_since(hub, doubt.since) if row.id not in owned]
    found = snapshots(hub, (row for row in fresh if row.id not in known))
    return examine(hub, doubt, tuple(found), state)


def examine(hub: HubCalls, doubt: Doubt, unowned: Iterable[PageSnapshot], state: State) -> Findings:
    """The same among pages that were looked at already; those that a web user cloned are only suspects."""
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
        if page is not None and page.row.status != "archived":
            yield page


def look_at(hub: HubCalls, row: PageRow) -> PageSnapshot | None:
    """The page of a row, or as much of it as the row shows; None where it is not there (any more)."""
    try:
        return get_page(hub, row.id)
    except BadAnswer:
        unread = replace(row, unread=(*row.unread, "content"))
        return PageSnapshot(unread, content=None, draft=None, source_ids=())


def with_folders(hub: HubCalls, row: PageRow) -> PageRow:
    """The row, its folders asked for where a list did not show them; they may stay unknown."""
    if not is_vague(row):
        return row
    page = look_at(hub, row)
    return replace(row, status="archived") if page is None else page.row


def look_at_id(hub: HubCalls, page_id: str) -> PageSnapshot | None:
    """The page of an id, of which nothing may be readable; None where it is not there (any more)."""
    unread = ("title", "folders", "skills")
    return look_at(hub, PageRow(page_id, "", "", "", (), (), None, "", "", unread=unread))


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


def get_page(hub: HubCalls, page_id: str) -> PageSnapshot | None:
    """The page with its draft, or None where there is none (any more). Raises HubError."""
    try:
        return hub.page(page_id)
    except NotFound:
        return None
