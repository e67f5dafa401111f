"""Looking on the hub for a page whose creation was sent and whose answer was lost."""

from collections.abc import Iterable

from execsync.core.doubt import candidates, choose, earliest, parse_time
from execsync.core.hub import HubCalls
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Doubt


def look(hub: HubCalls, doubt: Doubt, owned: frozenset[str]) -> PageSnapshot | None:
    """The page that a lost creation made, or None where the hub shows none (yet).

    `owned` are the ids of pages that State owns by now, which are never adopted again. Raises HubError.
    """
    return find(hub, doubt, created_since(hub, doubt.since), owned)


def find(
    hub: HubCalls, doubt: Doubt, rows: Iterable[PageRow], owned: frozenset[str]
) -> PageSnapshot | None:
    """The same among rows that were listed already: one GET a candidate."""
    found = candidates(doubt, rows, owned)
    return choose(doubt, [hub.page(row.id) for row in found]) if found else None


def created_since(hub: HubCalls, since: str) -> tuple[PageRow, ...]:
    """The live pages made since then: one list request for each hundred, newest first."""
    floor = earliest(since)
    rows: list[PageRow] = []
    number, pages = 1, 1
    while number <= pages:
        listing = hub.pages(sort="created_at", page=number)
        fresh = [row for row in listing.rows if parse_time(row.created_at) >= floor]
        rows += fresh
        if len(fresh) < len(listing.rows):
            break
        number, pages = number + 1, listing.total_pages
    return tuple(rows)
