"""Looking on the hub for a page whose creation was sent and whose answer was lost."""

from collections.abc import Iterable
from itertools import takewhile

from execsync.core.hub_time import earliest, parse_time
from execsync.core.running.doubt import candidates, choose
from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Doubt
from execsync.errors import NotFound
from execsync.paging import every


def look(hub: HubCalls, doubt: Doubt, owned: frozenset[str]) -> PageSnapshot | None:
    """The page that a lost creation made, or None where the hub shows none (yet).

    `owned` are the ids of pages that State owns by now, which are never adopted again. Raises HubError.
    """
    return find(hub, doubt, created_since(hub, doubt.since), owned)


def find(
    hub: HubCalls, doubt: Doubt, rows: Iterable[PageRow], owned: frozenset[str]
) -> PageSnapshot | None:
    """The same among rows that were listed already: one GET a candidate."""
    found = [get_page(hub, row.id) for row in candidates(doubt, rows, owned)]
    there = [snapshot for snapshot in found if snapshot is not None]
    return choose(doubt, there) if there else None


def created_since(hub: HubCalls, since: str) -> tuple[PageRow, ...]:
    """The live pages made since then: one list request for each hundred, newest first."""
    floor = earliest(since)
    rows = every(lambda number: hub.pages(sort="created_at", page=number))
    return tuple(takewhile(lambda row: parse_time(row.created_at) >= floor, rows))


def get_page(hub: HubCalls, page_id: str) -> PageSnapshot | None:
    """The page with its draft, or None where there is none (any more). Raises HubError."""
    try:
        return hub.page(page_id)
    except NotFound:
        return None
