"""Asking the hub what changed since the last time, in one list request where it can be."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from execsync.core.hub_time import earliest, parse_time
from execsync.core.planning.drift import drifted_fields, row_differs
from execsync.core.running.doubt import Verdict, judge_update
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import landed_update
from execsync.core.running.record import Outcome, replay
from execsync.core.snapshot import PageRow
from execsync.core.state import Doubt, PageState, Seen, State
from execsync.looking import get_page


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The State with web edits marked, the outcomes that lead to it, and live pages that it does not own.

    `lists` is the number of list requests that it took.
    """

    state: State
    outcomes: tuple[Outcome, ...]
    unowned: tuple[PageRow, ...]
    lists: int


def refresh(hub: HubCalls, state: State) -> Refreshed:
    """List pages, newest first, back to the watermark, and look at those that differ from State.

    A row is no proof (it has no body), so each managed one that differs takes a GET with its draft. The
    watermark becomes the time when this listing began, never that of our own writes. An update that
    State holds in doubt may be what changed a page. Raises HubError.
    """
    began = hub.hub_time() or ""
    rows, lists = _rows_since(hub, state.watermark)
    pages = {page.id: page for page in state.pages.values()}
    outcomes = []
    for row in rows:
        known = pages.get(row.id)
        if known is not None and row_differs(row, known):
            late = [doubt for doubt in state.doubts if doubt.page.id == known.id]
            outcomes.append(_look(hub, known, late))
    owned = state.owned_ids()
    unowned = tuple(row for row in rows if row.id not in owned and row.status != "archived")
    fresh = replace(replay(state, outcomes), watermark=began or state.watermark)
    return Refreshed(fresh, tuple(outcomes), unowned, lists)


def _rows_since(hub: HubCalls, watermark: str) -> tuple[tuple[PageRow, ...], int]:
    """The rows changed since, the watermark's own second included: the hub may show whole seconds.

    A little more, because its `Date` and its times of change may come from two clocks.
    """
    floor = earliest(watermark)
    rows: dict[str, PageRow] = {}
    number, pages = 1, 1
    while number <= pages:
        listing = hub.pages(sort="updated_at", page=number)
        fresh = [row for row in listing.rows if parse_time(row.updated_at) >= floor]
        rows |= {row.id: row for row in fresh}
        if len(fresh) < len(listing.rows):
            return tuple(rows.values()), number
        number, pages = number + 1, listing.total_pages
    return tuple(rows.values()), number - 1


def _look(hub: HubCalls, known: PageState, doubts: Iterable[Doubt]) -> Outcome:
    """What a look at one page means: our own late write, a web edit, or nothing but a time of change."""
    snapshot = get_page(hub, known.id)
    if snapshot is None:
        return Outcome(0)
    now = Seen.of(snapshot)
    verdicts = {judge_update(doubt, known, snapshot): doubt for doubt in doubts}
    if Verdict.LANDED in verdicts:
        return landed_update(0, verdicts[Verdict.LANDED], known, snapshot)
    if Verdict.NOT_DONE in verdicts or not drifted_fields(now, known):
        return Outcome(0, (replace(known, seen=now, drift=None),))
    return Outcome(0, (replace(known, drift=now),))
