"""Asking the hub, in as few requests as can be, how far the extraction of our sources is."""

from collections.abc import Collection, Iterator

from execsync.core.hub import HubCalls
from execsync.core.snapshot import SourceSnapshot

FEW = 2
"""Up to so many sources are asked for one by one: no more requests than the lists would take."""


def poll(hub: HubCalls, ids: Collection[str]) -> dict[str, str]:
    """Id → status of those of `ids` whose extraction has ended: ready or failed.

    Few are asked for one by one. For more, the lists of pending and of processing sources are read, in
    that order, so that a source that goes from one to the other in between is seen: what is in neither
    has ended. Then the list of failed ones tells how. Raises what the hub's calls raise.
    """
    if len(ids) <= FEW:
        found = {source_id: hub.source(source_id).status for source_id in ids}
        return {i: status for i, status in found.items() if status in ("ready", "failed")}
    running = {source.id for status in ("pending", "processing") for source in _all(hub, status)}
    ended = [source_id for source_id in ids if source_id not in running]
    if not ended:
        return {}
    if len(ended) == 1:
        return {ended[0]: hub.source(ended[0]).status}
    failed = {source.id for source in _all(hub, "failed")}
    return {source_id: "failed" if source_id in failed else "ready" for source_id in ended}


def _all(hub: HubCalls, status: str) -> Iterator[SourceSnapshot]:
    """Every source of that status: a source beyond the first hundred must not look as if it had ended."""
    number, pages = 1, 1
    while number <= pages:
        listing = hub.sources(status=status, page=number)
        yield from listing.rows
        number, pages = number + 1, listing.total_pages
