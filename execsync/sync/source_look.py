"""Asking the hub what became of sources: those that State does not have as ready, or all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from execsync.core.running.hub import HubCalls
from execsync.core.running.record import Outcome
from execsync.core.snapshot import SourceSnapshot
from execsync.core.state import GONE, SourceState, State
from execsync.errors import NotFound
from execsync.sync.listing import requests_for_all
from execsync.sync.paging import every

READY = "ready"


def look_at_sources(
    hub: HubCalls, state: State, keep: Callable[[Outcome], None], *, each: bool = False
) -> tuple[SourceState, ...]:
    """The entries of sources whose status is another one than State says, each handed to `keep` as well.

    Only those are asked for that are neither ready nor known to be gone, one by one or by lists, whichever
    takes fewer requests; with `each` all of them, by lists of a hundred. What no list shows is asked for
    once more: it is gone, or the list is late. Raises HubError and Incomplete.
    """
    known = state.sources.values()
    wanted = {s.id: s for s in known if each or s.status not in (READY, GONE)}
    found: list[SourceState] = []
    for source, status in _ask(hub, wanted, len(state.sources), each=each):
        if status and status != source.status:
            entry = replace(source, status=status)
            keep(Outcome(0, (entry,)))
            found.append(entry)
    return tuple(found)


def _ask(
    hub: HubCalls, wanted: Mapping[str, SourceState], number: int, *, each: bool
) -> Iterator[tuple[SourceState, str]]:
    """Each source with its status, GONE for what is not there, empty for what cannot be read."""
    left = dict(wanted)
    if wanted and (each or len(wanted) > requests_for_all(number)):
        for row in _rows(hub, left):
            yield left.pop(row.id), row.status
    for source in left.values():
        try:
            yield source, hub.source(source.id).status
        except NotFound:
            yield source, GONE


def _rows(hub: HubCalls, left: Mapping[str, SourceState]) -> Iterable[SourceSnapshot]:
    """The rows of lists that are among those left, until none is."""
    for row in every(lambda n: hub.sources(page=n)):
        if row.id in left:
            yield row
        if not left:
            return
