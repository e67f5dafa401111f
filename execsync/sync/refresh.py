"""Asking the hub what changed since the last time, in one list request where it can be."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from execsync.core.hub_time import are_close, earliest, newest, parse_time
from execsync.core.look_alike import Look, look_of, title_key
from execsync.core.planning.drift import edits, row_differs
from execsync.core.running.hub import HubCalls
from execsync.core.running.in_doubt import Resolution, judge_update
from execsync.core.running.outcome import (
    archived_page,
    contested_page,
    gone_sources,
    landed_update,
    retired_page,
    reverted_update,
)
from execsync.core.running.record import Outcome, replay
from execsync.core.snapshot import PageRow, PageSnapshot, is_there
from execsync.core.state import InDoubtWrite, Observed, PageState, State
from execsync.errors import BadAnswer
from execsync.sync.listing import Listed, list_all, list_changes, rows_since
from execsync.sync.lookup import get_page, look_at_id, lost_sources, with_folders
from execsync.sync.unowned import NOTHING, Unowned

Holds = Callable[[PageState, PageSnapshot], bool]
"""Whether a page's file holds already what somebody wrote on the web since our last write."""
See = Callable[[PageRow, str | None], None]
"""Is told of each page of ours that a look has found edited, with its text, or archived on the web."""


def _see_nothing(_row: PageRow, _body: str | None) -> None:
    pass


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
    odd: tuple[PageRow, ...] = ()
    """Rows that are not as the contract has them."""
    makers: frozenset[str] = frozenset()
    """The owners of pages of ours that are as State says."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """Pages of ours whose answers could not be read, by id, with what is wrong with them."""


def refresh(
    hub: HubCalls,
    state: State,
    unowned: Unowned = NOTHING,
    *,
    keep: Callable[[Outcome], None] = lambda _outcome: None,
    holds: Holds = lambda _known, _page: False,
    see: See = _see_nothing,
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
    return _Refresh(hub, state, unowned, keep, holds, see).run()


def examine(
    hub: HubCalls,
    state: State,
    pages: Iterable[PageState],
    *,
    keep: Callable[[Outcome], None] = lambda _outcome: None,
    holds: Holds = lambda _known, _page: False,
    see: See = _see_nothing,
) -> Refreshed:
    """Look at these pages, one GET each, and mark what somebody changed of them. Raises HubError."""
    work = _Refresh(hub, state, NOTHING, keep, holds, see)
    for known in pages:
        work.look_at(known)
    return Refreshed(work.state, tuple(work.outcomes), unread=work.unread)


class _Refresh:
    def __init__(
        self,
        hub: HubCalls,
        state: State,
        unowned: Unowned,
        keep: Callable[[Outcome], None],
        holds: Holds,
        see: See,
    ) -> None:
        self._hub = hub
        self._before = state
        self.state = state
        self._unowned = unowned
        self._keep = keep
        self._holds = holds
        self._see = see
        self.outcomes: list[Outcome] = []
        self.unread: dict[str, str] = {}
        self._lists = 0
        self._maker = state.maker

    def run(self) -> Refreshed:
        before = self._before
        pages = {page.id: page for page in before.pages.values()}
        listed = list_changes(self._hub, before.watermark, pages, self._unowned.rows)
        self._lists += listed.lists
        for known in before.pages.values():  # a page may have two paths after a merge of State
            row = listed.rows.get(known.id)
            if row is not None and row_differs(row, known):
                self.look_at(known)
            elif row is not None and row.created_at and not known.created_at:
                self._enter(Outcome(0, (replace(known, created_at=row.created_at),)))
        live = self._count(listed)
        made = {page.id for page in pages.values() if not page.imported}
        ours = Counter(row.owner for row in listed.rows.values() if row.owner and row.id in made)
        self._maker = before.maker or next((owner for owner, _ in ours.most_common(1)), "")
        self._unowned = self._unowned.joined(
            listed.rows.values(), self.state, complete=listed.complete
        )
        self._find_doubles(listed.rows)
        self._find_retired()
        rows = listed.rows.values()
        marks = (before.watermark, *(row.updated_at for row in rows))
        # What could not be read is to be listed again by the next run.
        watermark = before.watermark if self.unread else newest(marks)
        times = (before.newest, *(row.created_at for row in rows))
        state = replace(
            self.state,
            watermark=watermark,
            newest=newest(times),
            live=live,
            maker=self._maker,
        )
        return Refreshed(
            state,
            tuple(self.outcomes),
            self._unowned,
            self._lists,
            frozenset(listed.rows),
            tuple(row for row in rows if row.odd),
            makers_of(rows, state),
            self.unread,
        )

    def _enter(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.state = replay(self.state, [outcome])
        self._keep(outcome)

    def look_at(self, known: PageState) -> None:
        try:
            outcome = self._look(known)
            if outcome.put != (known,):
                self._enter(outcome)
        except BadAnswer as error:
            self.unread[known.id] = error.message

    def _look(self, known: PageState) -> Outcome:
        """What a look at one page means: our own late write, a web edit, or nothing but a time of change."""
        snapshot = get_page(self._hub, known.id)
        if snapshot is None:
            return Outcome(0, (replace(known, archived=True),))
        if snapshot.row.status == "archived":
            self._see(snapshot.row, None)
            outcome = Outcome(0, (archived_page(known, snapshot),))
        else:
            outcome = self._judge(known, snapshot)
        if is_marked([outcome]) and snapshot.body is not None:
            self._see(snapshot.row, snapshot.body)
        return outcome

    def _judge(self, known: PageState, snapshot: PageSnapshot) -> Outcome:
        """The same of a page that is there."""
        known = replace(known, archived=False)
        now = Observed.of(snapshot)
        doubts = [doubt for doubt in self._before.in_doubt if doubt.page.id == known.id]
        resolutions: dict[Resolution, InDoubtWrite] = {
            judge_update(d, known, snapshot): d for d in doubts
        }
        if Resolution.LANDED in resolutions:
            return landed_update(0, resolutions[Resolution.LANDED], known, snapshot)
        if Resolution.REVERTED in resolutions:
            return reverted_update(0, resolutions[Resolution.REVERTED], known, snapshot)
        edited = edits(replace(known, drift=None), snapshot)
        if known.observed and "content" in edited and self._holds(known, snapshot):
            known = replace(known, observed=replace(known.observed, body=now.body, says=now.says))
            edited = tuple(name for name in edited if name != "content")
        if Resolution.NOT_DONE in resolutions or not edited:
            made = known.created_at or snapshot.row.created_at
            settled = replace(known, created_at=made, observed=now, drift=None, unbased=False)
            return Outcome(0, (settled,))
        return self._edited(known, snapshot, edited)

    def _edited(self, known: PageState, page: PageSnapshot, edited: Sequence[str]) -> Outcome:
        """Mark a page that somebody edited on the web, or that only lost sources that somebody deleted."""
        now = Observed.of(page)
        only_links = edited == ("sources",)
        settled = replace(known, drift=None)
        if known.observed and only_links and (gone := lost_sources(self._hub, settled, now)):
            # Nobody edited the page: it lost what was deleted, and is given it back.
            observed = replace(now, source_ids=(*now.source_ids, *gone))
            entry = replace(known, observed=observed, drift=None, unbased=False)
            return Outcome(0, (entry, *gone_sources(self.state, gone)))
        return Outcome(0, (contested_page(known, page),))

    def _count(self, listed: Listed) -> int:
        """Count the live pages; where the number is not what it should be, find out what became of ours."""
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
            every_page.rows.values(), self.state, complete=every_page.complete
        )
        self._mark_missing(every_page.rows)
        return max(every_page.total, len(every_page.rows))

    def _is_new(self, row: PageRow) -> bool:
        if row.id in self._before.owned_ids() or row.id in self._unowned.rows:
            return False
        if not row.created_at:
            return True
        made, known = parse_time(row.created_at), parse_time(self._before.newest)
        changed_since = parse_time(row.updated_at) > parse_time(self._before.watermark)
        return self._unowned.complete or made > known or (made == known and changed_since)

    def _explain(self, missing: int) -> bool:
        """Whether those archived since the watermark are all that are missing; ours among them are marked."""
        floor, maker = earliest(self._before.watermark), self._before.maker
        pages = {page.id: page for page in self.state.pages.values() if not page.archived}
        rows = rows_since(
            lambda n: self._hub.pages(sort="updated_at", status="archived", page=n),
            lambda row: row.updated_at,
            floor,
        )
        # Not every hub may heed the filter.
        found = [row for row in rows if row.status == "archived"]
        self._lists += max(1, -(-len(found) // 100))
        ours = [pages[row.id] for row in found if row.id in pages]
        for known in ours:  # it may have been edited before
            self.look_at(known)
        others = [row for row in found if self._is_others(row, maker)]
        self._unowned = self._unowned.without(row.id for row in found)
        return len(ours) + len(others) >= missing

    def _is_others(self, row: PageRow, maker: str) -> bool:
        if row.id in self._before.owned_ids():
            return False
        since = parse_time(row.updated_at) > parse_time(self._before.watermark)
        return row.id in self._unowned.rows or (since and bool(maker) and row.owner != maker)

    def _mark_missing(self, live: Mapping[str, PageRow]) -> None:
        """Look at those of ours that no list shows: they are gone, or the list is late, with edits too."""
        for known in [*self.state.pages.values()]:
            if known.id not in live and not known.archived:
                self.look_at(known)

    def _is_gone(self, page_id: str) -> bool:
        try:
            page = get_page(self._hub, page_id)
        except BadAnswer as error:
            self.unread[page_id] = error.message
            return False
        return not is_there(page)

    def _look_for_returned(self, listed: Mapping[str, PageRow]) -> None:
        """Look for pages of ours that were archived and are back: there are more than there should be."""
        for known in [page for page in self.state.pages.values() if page.archived]:
            if known.id not in listed:
                self.look_at(known)

    def _find_doubles(self, listed: Mapping[str, PageRow]) -> None:
        """Name look-alikes of ours that were made when ours were, or by whoever makes ours.

        Of a page that was archived no new one is named, but what is named is not settled by that.
        """
        known_pages = [*self.state.pages.values()]
        pages = [page for page in known_pages if not page.archived]
        looks = {look: page for page in pages for look in _looks(page)}
        self._clear_up(self._unowned.rows.values(), {look.title for look in looks})
        allowed = {page_id for page in pages for page_id in page.allowed_doubles}
        named = {p.path: [*self._still_there(p, listed)] for p in known_pages if p.doubles}
        known = allowed.union(*named.values())
        for row in [row for row in self._unowned.rows.values() if row.id not in known]:
            ours = looks.get(look_of(row.title, row.folder_ids))
            if ours and self._may_be_ours(row, ours) and self._looks_so(row.id, ours):
                named.setdefault(ours.path, []).append(row.id)
        for page in known_pages:
            doubles = tuple(named.get(page.path, ()))
            if doubles != page.doubles:
                self._enter(Outcome(0, (replace(page, doubles=doubles),)))

    def _may_be_ours(self, row: PageRow, ours: PageState) -> bool:
        """Whether a creation of ours may have made a page that looks like one of ours.

        None has made a page that was imported, nor another that was there by then.
        """
        by_us = bool(row.owner) and row.owner == self._maker
        newest = self._before.newest
        if ours.imported:
            return by_us and bool(newest) and parse_time(row.created_at) > parse_time(newest)
        return by_us or not row.created_at or are_close(row.created_at, ours.created_at)

    def _find_retired(self) -> None:
        edited = [(p, i) for p in self.state.pages.values() for i in p.retiring_edited]
        for page, page_id in edited:
            if self._is_gone(page_id):
                retired = retired_page(self.state.pages[page.path], page_id)
                self._enter(Outcome(0, (retired,)))

    def _clear_up(self, rows: Iterable[PageRow], titles: Container[str]) -> None:
        """Get to know the folders of pages that share a title with one of ours."""
        known = self._unowned.rows
        vague = [row for row in rows if row.id in known and row.is_vague]
        asked = [with_folders(self._hub, row) for row in vague if title_key(row.title) in titles]
        self._unowned = self._unowned.joined(asked, self.state)

    def _still_there(self, page: PageState, listed: Mapping[str, PageRow]) -> Iterator[str]:
        """The doubles that a person has not settled on the web.

        One that our key may have made is settled once it is gone: another branch may have made it for the
        same file under another title. One that cannot be read is named until it can be. Where ours was
        archived, nobody can take a colleague's page for it.
        """
        owned, maker = self.state.owned_ids(), self._maker
        looks = set() if page.archived else _looks(page)
        for page_id in page.doubles:
            row = self._there(page_id, listed) if page_id not in owned else None
            if row is None:
                continue
            is_alike = "title" in row.unread or look_of(row.title, row.folder_ids) in looks
            if is_alike or not maker or row.owner in ("", maker):
                yield page_id

    def _looks_so(self, page_id: str, ours: PageState) -> bool:
        """Whether a live page looks like ours, by a GET: lists may show for a while what we have archived."""
        row = self._there(page_id, {})
        return row is not None and look_of(row.title, row.folder_ids) in _looks(ours)

    def _there(self, page_id: str, listed: Mapping[str, PageRow]) -> PageRow | None:
        """A live page's row by now, from the list or by a GET."""
        row = listed.get(page_id)
        found = look_at_id(self._hub, page_id) if row is None or row.is_vague else None
        row = found.row if found else row
        if row is None or row.status == "archived":
            self._unowned = self._unowned.without([page_id])
            return None
        self._unowned = self._unowned.joined([row], self.state)
        return row


def _looks(page: PageState) -> set[Look]:
    """How a page of ours looks: as it was sent, and as somebody has edited it since."""
    return {look_of(shown.title, shown.folder_ids) for shown in (page, page.drift) if shown}


def makers_of(rows: Iterable[PageRow], state: State) -> frozenset[str]:
    """The owners of those rows that we made and that are as State says: nothing tells that others are ours.

    An empty one is that of a row that shows none.
    """
    known = {p.id: p for p in state.pages.values() if not (p.drift or p.imported)}
    ours = (row for row in rows if row.id in known and not row_differs(row, known[row.id]))
    return frozenset(row.owner for row in ours)


def is_marked(outcomes: Iterable[Outcome]) -> bool:
    """Whether any of these outcomes marks a web edit."""
    entries = (entry for outcome in outcomes for entry in outcome.put)
    return any(isinstance(entry, PageState) and entry.drift for entry in entries)
