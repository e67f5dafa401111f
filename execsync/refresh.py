"""Asking the hub what changed since the last time, in one list request where it can be."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from execsync.core.hub_time import are_close, earliest, newest, parse_time
from execsync.core.look_alike import look_of
from execsync.core.planning.drift import drifted_fields, row_differs
from execsync.core.running.doubt import Verdict, judge_update
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import (
    gone_sources,
    landed_update,
    retired_page,
    reverted_update,
)
from execsync.core.running.record import Outcome, replay
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Doubt, PageState, Seen, State
from execsync.listing import Listed, list_all, list_changes
from execsync.looking import get_page, lost_sources
from execsync.paging import every
from execsync.unowned import NOTHING, Unowned

Holds = Callable[[PageState, PageSnapshot], bool]
"""Whether a page's file holds already what somebody wrote on the web since our last write."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The State with web edits marked, the outcomes that lead to it, and live pages that it does not own.

    `lists` is the number of list requests that it took.
    """

    state: State
    outcomes: tuple[Outcome, ...] = ()
    unowned: Unowned = NOTHING
    lists: int = 0
    listed: frozenset[str] = frozenset()
    """The ids of all live pages that a list has shown."""


def refresh(
    hub: HubCalls,
    state: State,
    unowned: Unowned = NOTHING,
    *,
    keep: Callable[[Outcome], None] = lambda _outcome: None,
    holds: Holds = lambda _known, _page: False,
) -> Refreshed:
    """Ask what changed on the web since the last time.

    1. List pages, newest first, back to the watermark and a little beyond.
    2. GET each of ours that differs from State: a row is no proof, it has no body.
    3. Where fewer pages are live than there should be, find out which of ours were archived.
    4. See whether pages that looked like ours are still there, and whether there are new ones; and whether a
       page that was replaced and then edited on the web has been archived there.

    `keep` is given each outcome as it is found, so that a refresh that ends half-way was not in vain; the
    watermark is for one that comes to its end. Raises HubError and Incomplete.
    """
    return _Refresh(hub, state, unowned, keep, holds).run()


class _Refresh:
    def __init__(
        self,
        hub: HubCalls,
        state: State,
        unowned: Unowned,
        keep: Callable[[Outcome], None],
        holds: Holds,
    ) -> None:
        self._hub = hub
        self._before = state
        self._state = state
        self._unowned = unowned
        self._keep = keep
        self._holds = holds
        self._outcomes: list[Outcome] = []
        self._lists = 0

    def run(self) -> Refreshed:
        before = self._before
        pages = {page.id: page for page in before.pages.values()}
        listed = list_changes(self._hub, before.watermark, pages, self._unowned.rows)
        self._lists += listed.lists
        for row in listed.rows.values():
            known = pages.get(row.id)
            if known is not None and row_differs(row, known):
                self._enter(self._look(known))
        live = self._count(listed)
        fresh = {i: row for i, row in listed.rows.items() if i not in self._unowned.rows}
        self._unowned = self._unowned.joined(
            listed.rows.values(), self._state, complete=listed.complete
        )
        self._find_doubles(fresh, listed.rows)
        self._find_retired()
        rows = listed.rows.values()
        marks = (before.watermark, *(row.updated_at for row in rows))
        made = (before.newest, *(row.created_at for row in rows))
        state = replace(self._state, watermark=newest(marks), newest=newest(made), live=live)
        return Refreshed(
            state, tuple(self._outcomes), self._unowned, self._lists, frozenset(listed.rows)
        )

    def _enter(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._state = replay(self._state, [outcome])
        self._keep(outcome)

    def _look(self, known: PageState) -> Outcome:
        """What a look at one page means: our own late write, a web edit, or nothing but a time of change."""
        snapshot = get_page(self._hub, known.id)
        if snapshot is None or snapshot.row.status == "archived":
            return Outcome(0, (replace(known, archived=True),))
        known = replace(known, archived=False)
        now = Seen.of(snapshot)
        doubts = [doubt for doubt in self._before.doubts if doubt.page.id == known.id]
        verdicts: dict[Verdict, Doubt] = {judge_update(d, known, snapshot): d for d in doubts}
        if Verdict.LANDED in verdicts:
            return landed_update(0, verdicts[Verdict.LANDED], known, snapshot)
        if Verdict.REVERTED in verdicts:
            return reverted_update(0, verdicts[Verdict.REVERTED], known, snapshot)
        edited = drifted_fields(now, known.seen) if known.seen else ()
        if known.seen and "content" in edited and self._holds(known, snapshot):
            known = replace(known, seen=replace(known.seen, body=now.body, says=now.says))
            edited = tuple(name for name in edited if name != "content")
        if Verdict.NOT_DONE in verdicts or not edited:
            return Outcome(0, (replace(known, seen=now, drift=None),))
        return self._edited(known, now)

    def _edited(self, known: PageState, now: Seen) -> Outcome:
        """Somebody edited a page on the web, or it only lost sources that somebody deleted."""
        if known.seen and (gone := lost_sources(self._hub, known.seen, now)):
            # Nobody edited the page: it lost what was deleted, and is given it back.
            seen = replace(now, source_ids=known.seen.source_ids)
            entry = replace(known, seen=seen, drift=None)
            return Outcome(0, (entry, *gone_sources(self._state, gone)))
        return Outcome(0, (replace(known, drift=now),))

    def _count(self, listed: Listed) -> int:
        """The number of live pages; where there are fewer than there should be, what became of ours."""
        before = self._before
        if not before.watermark or listed.complete:
            self._mark_missing(listed.rows)
            return listed.total
        made = [row for row in listed.rows.values() if self._is_new(row)]
        missing = before.live + len(made) - listed.total
        if missing < 0:
            self._look_for_returned(listed.rows)
        if missing <= 0 or self._explain(missing):
            return listed.total
        every_page = list_all(self._hub)
        self._lists += every_page.lists
        self._unowned = self._unowned.joined(
            every_page.rows.values(), self._state, complete=every_page.complete
        )
        self._mark_missing(every_page.rows)
        return max(every_page.total, len(every_page.rows))

    def _is_new(self, row: PageRow) -> bool:
        if row.id in self._before.owned_ids() or row.id in self._unowned.rows:
            return False
        made, known = parse_time(row.created_at), parse_time(self._before.newest)
        changed_since = parse_time(row.updated_at) > parse_time(self._before.watermark)
        return self._unowned.complete or made > known or (made == known and changed_since)

    def _explain(self, missing: int) -> bool:
        """Whether those archived since the watermark are all that are missing; ours among them are marked."""
        floor, maker = earliest(self._before.watermark), self._before.maker
        pages = {page.id: page for page in self._state.pages.values() if not page.archived}
        rows = every(lambda n: self._hub.pages(sort="updated_at", status="archived", page=n))
        found = list(takewhile(lambda row: parse_time(row.updated_at) >= floor, rows))
        self._lists += max(1, -(-len(found) // 100))
        ours = [pages[row.id] for row in found if row.id in pages]
        for known in ours:
            self._enter(Outcome(0, (replace(known, archived=True),)))
        others = [row for row in found if self._is_others(row, maker)]
        self._unowned = self._unowned.without(row.id for row in found)
        return len(ours) + len(others) >= missing

    def _is_others(self, row: PageRow, maker: str) -> bool:
        if row.id in self._before.owned_ids():
            return False
        since = parse_time(row.updated_at) > parse_time(self._before.watermark)
        return row.id in self._unowned.rows or (since and bool(maker) and row.owner != maker)

    def _mark_missing(self, live: Mapping[str, PageRow]) -> None:
        """Mark those of ours that no list shows and that a GET does not show either: a list may lag."""
        for known in [*self._state.pages.values()]:
            if known.id in live or known.archived:
                continue
            page = get_page(self._hub, known.id)
            if page is None or page.row.status == "archived":
                self._enter(Outcome(0, (replace(known, archived=True),)))

    def _look_for_returned(self, listed: Mapping[str, PageRow]) -> None:
        """More pages than there should be: one of ours that was archived may be back."""
        for known in [page for page in self._state.pages.values() if page.archived]:
            if known.id not in listed:
                self._enter(self._look(known))

    def _find_doubles(self, fresh: Mapping[str, PageRow], listed: Mapping[str, PageRow]) -> None:
        looks = {
            (look_of(page.title, page.folder_ids)): page for page in self._state.pages.values()
        }
        made: dict[str, list[str]] = {}
        for row in fresh.values():
            twin = looks.get(look_of(row.title, row.folder_ids))
            if twin and row.id in self._unowned.rows and are_close(row.created_at, twin.created_at):
                made.setdefault(twin.path, []).append(row.id)
        for page in [*self._state.pages.values()]:
            if page.doubles or page.path in made:
                there = [*self._still_there(page, listed), *made.get(page.path, ())]
                doubles = tuple(dict.fromkeys(there))
                if doubles != page.doubles:
                    self._enter(Outcome(0, (replace(page, doubles=doubles),)))

    def _find_retired(self) -> None:
        edited = [(p, i) for p in self._state.pages.values() for i in p.retiring_edited]
        for page, page_id in edited:
            shown = get_page(self._hub, page_id)
            if shown is None or shown.row.status == "archived":
                retired = retired_page(self._state.pages[page.path], page_id)
                self._enter(Outcome(0, (retired,)))

    def _still_there(self, page: PageState, listed: Mapping[str, PageRow]) -> Iterator[str]:
        """The doubles that a person has not settled on the web.

        One that our key may have made is settled once it is gone: another branch may have made it for the
        same file under another title.
        """
        owned, maker = self._state.owned_ids(), self._before.maker
        look = look_of(page.title, page.folder_ids)
        for page_id in page.doubles:
            row = listed.get(page_id) or _row(get_page(self._hub, page_id))
            if row is None or row.status == "archived" or page_id in owned:
                continue
            if look_of(row.title, row.folder_ids) == look or not maker or row.owner in ("", maker):
                yield page_id


def _row(page: PageSnapshot | None) -> PageRow | None:
    return page.row if page else None


def is_marked(outcomes: Iterable[Outcome]) -> bool:
    """Whether any of these outcomes marks a web edit."""
    entries = (entry for outcome in outcomes for entry in outcome.put)
    return any(isinstance(entry, PageState) and entry.drift for entry in entries)
