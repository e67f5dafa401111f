"""Settling what an earlier run left in doubt, before anything is planned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from execsync.core.hub_time import parse_time
from execsync.core.planning.steps import StepKind
from execsync.core.running.hub import HubCalls
from execsync.core.running.in_doubt import (
    Findings,
    Resolution,
    is_as_sent,
    is_overtaken,
    judge_update,
    suspect_ids,
)
from execsync.core.running.outcome import (
    contested_page,
    edited_page,
    found_page,
    gone_sources,
    landed_update,
    retired_page,
    reverted_update,
)
from execsync.core.running.record import Intent, Left, Outcome, replay
from execsync.core.running.waiting import Timing
from execsync.core.snapshot import PageSnapshot, is_there
from execsync.core.state import InDoubtWrite, Observed, PageState, State
from execsync.errors import BadAnswer, Interrupted
from execsync.sync.looks import NO_LOOKS, Looks
from execsync.sync.lookup import (
    created_since,
    examine,
    find_archived,
    get_page,
    look_at_id,
    lost_sources,
)

USUAL = Timing()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The State after all looks, and the outcomes that lead to it.

    An intent of the journal of which nothing was to be seen has no outcome here. It stays in doubt, also
    in State, for it may still land: a refresh must not take that for a web edit, and the next run looks
    once more. `suspects` are the pages that a lost creation may have made, by the path of its file.
    `unread` are pages of ours whose answers could not be read, by id, with what is wrong with them: what is
    in doubt of them stays so. `overtaken` are the paths of pages that somebody else has published between a
    look of ours and the write.
    """

    state: State
    outcomes: tuple[Outcome, ...] = ()
    suspects: dict[str, tuple[PageSnapshot, ...]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    overtaken: tuple[str, ...] = ()


def reconcile(
    hub: HubCalls,
    state: State,
    intents: Sequence[Intent],
    *,
    wait: Callable[[float], bool],
    timing: Timing = USUAL,
    keep: Callable[[Outcome], None] = lambda _outcome: None,
    close: Callable[[InDoubtWrite], None] = lambda _doubt: None,
    looks: Looks = NO_LOOKS,
) -> Reconciled:
    """Look at the hub for every write that nobody knows the end of.

    1. Creations: one list request for each hundred pages made since, and one GET for each of them that
       State does not own; once more some seconds later if a page is not there yet; then a list of archived
       ones.
    2. Archivings and updates: one GET each.
    3. A source needs no look: its POST may be repeated.

    `keep` is given each outcome as it is found, `close` each doubt of State that is none any more, and
    `looks` has what an earlier run has looked at, so that one that ends half-way was not in vain. `wait`
    takes seconds and tells whether the run is to stop.
    Raises HubError, Incomplete and Interrupted.
    """
    work = _Reconciliation(hub, state, keep, close, looks)
    doubted = _doubts(intents, state)
    missing = work.look([pair for pair in doubted if pair[1].kind == StepKind.CREATE_PAGE])
    if any(doubt.page.path not in work.state.pages for _, doubt in missing):
        # A list may miss what was made a moment ago, and this run would make it a second time.
        if wait(timing.look_again):
            raise Interrupted("stopped while looking for a page whose creation got no answer")
        missing = work.look(missing)
    for number, doubt in missing:
        if not work.find_archived(number, doubt):
            work.leave(number, doubt)
    for number, doubt in doubted:
        if doubt.kind != StepKind.CREATE_PAGE:
            work.settle_known(number, doubt)
    for intent in intents:
        if intent.doubt is None:
            work.enter(Outcome(intent.number))
    return Reconciled(
        replace(work.state, in_doubt=tuple(work.left)),
        tuple(work.outcomes),
        work.suspects,
        work.unread,
        tuple(work.overtaken),
    )


def _doubts(intents: Sequence[Intent], state: State) -> list[tuple[int, InDoubtWrite]]:
    """Each doubt once, with the number of its intent: 0 for those that an earlier run has left in State.

    A journal knows better than State what was sent, so that with one nothing is only announced.
    """
    fresh = {intent.doubt: intent.number for intent in intents if intent.doubt}
    kept = {doubt: 0 for doubt in state.in_doubt if doubt not in fresh}
    return [(number, doubt) for doubt, number in (fresh | kept).items()]


class _Reconciliation:
    """The State so far, the outcomes that have led to it, and the writes that are still in doubt."""

    def __init__(
        self,
        hub: HubCalls,
        state: State,
        keep: Callable[[Outcome], None],
        close: Callable[[InDoubtWrite], None],
        looks: Looks,
    ) -> None:
        self.state = state
        self.outcomes: list[Outcome] = []
        self.left: list[InDoubtWrite] = []
        self.suspects: dict[str, tuple[PageSnapshot, ...]] = {}
        self.unread: dict[str, str] = {}
        self.overtaken: list[str] = []
        self._hub = hub
        self._keep = keep
        self._close = close
        self._looks = looks
        self._looked: dict[str, PageSnapshot] = {}

    def enter(self, outcome: Outcome, doubt: InDoubtWrite | None = None) -> None:
        self.outcomes.append(outcome)
        self.state = replay(self.state, [outcome])
        self._keep(outcome)
        if doubt is not None:
            self._close(doubt)

    def leave(self, number: int, doubt: InDoubtWrite) -> None:
        """Keep in doubt what was not found, or drop it: what an earlier run left was looked for twice."""
        if number:
            self.left.append(doubt)
        else:
            self.enter(Outcome(0), doubt)

    def look(self, creations: Sequence[tuple[int, InDoubtWrite]]) -> list[tuple[int, InDoubtWrite]]:
        """Adopt what the lost creations have made. Returns those of which nothing is to be seen."""
        if not creations:
            return []
        unowned = self._unowned([doubt for _, doubt in creations])
        # Files without a page first: what is left then can only be a second page of a file.
        ordered = sorted(creations, key=lambda pair: pair[1].page.path in self.state.pages)
        return [
            (n, doubt)
            for n, doubt in ordered
            if not self._settle(n, doubt, unowned, [d for _, d in creations if d is not doubt])
        ]

    def find_archived(self, number: int, doubt: InDoubtWrite) -> bool:
        """Adopt what a lost creation has made and somebody has archived since; whether there is any."""
        known = self.state.pages.get(doubt.page.path)
        is_needed = known is None or known.id in doubt.page.retiring
        # Suspects that are live no more were told before: whoever archived them has settled it.
        page = (
            find_archived(self._hub, doubt, self.state)
            if is_needed and not doubt.suspects
            else None
        )
        if page is not None:
            entry = replace(found_page(doubt.page, page), archived=True)
            self.enter(Outcome(number, (entry,)), doubt)
        return page is not None

    def settle_known(self, number: int, doubt: InDoubtWrite) -> None:
        """Look at a page that was to be changed or archived. What cannot be read stays in doubt."""
        try:
            if doubt.kind == StepKind.UPDATE_PAGE:
                self._settle_update(number, doubt)
            else:
                self.enter(_archiving(self._hub, number, doubt, self.state), doubt)
        except BadAnswer as error:
            self.unread[doubt.page.id] = error.message
            self.left.append(doubt)

    def _settle_update(self, number: int, doubt: InDoubtWrite) -> None:
        """Compare a page with what was sent to it."""
        known = next((p for p in self.state.pages.values() if p.id == doubt.page.id), None)
        is_forgotten = _is_forgotten(doubt, self.state)
        snapshot = get_page(self._hub, doubt.page.id) if known or is_forgotten else None
        if is_forgotten:
            self.enter(Outcome(number, (_own(doubt, snapshot),)), doubt)
            return
        if known is None or snapshot is None:
            self.enter(Outcome(number), doubt)
            return
        resolution = judge_update(doubt, known, snapshot)
        if resolution is Resolution.EDITED:
            gone = lost_sources(self._hub, known, Observed.of(snapshot))
            if gone:
                # Nobody edited the page: it lost what was deleted. The update may still land.
                self.enter(Outcome(0, gone_sources(self.state, gone)))
                resolution = Resolution.NOT_DONE
        match resolution:
            case Resolution.NOT_DONE:
                self.leave(number, doubt)
            case Resolution.EDITED:
                self.enter(Outcome(number, (contested_page(known, snapshot),)), doubt)
            case Resolution.LANDED:
                if is_overtaken(doubt, known, snapshot):
                    self.overtaken.append(known.path)
                self.enter(landed_update(number, doubt, known, snapshot), doubt)
            case Resolution.REVERTED:
                self.enter(reverted_update(number, doubt, known, snapshot), doubt)

    def _unowned(self, doubts: Sequence[InDoubtWrite]) -> list[PageSnapshot]:
        """The pages that are looked at: those suspected before, or all that were made since."""
        owned = self.state.owned_ids()
        unlisted = [doubt for doubt in doubts if not doubt.suspects]
        rows = []
        if unlisted:
            first = min((doubt.since for doubt in unlisted), key=parse_time)
            rows = [row for row in created_since(self._hub, first) if row.id not in owned]
        fresh = [row for row in rows if row.id not in self._looked]
        self._looked |= {page.row.id: page for page in self._looks.at(self._hub, fresh)}
        for page_id in (i for doubt in doubts for i in doubt.suspects if i not in self._looked):
            page = look_at_id(self._hub, page_id)
            if is_there(page):
                self._looked[page_id] = page
        return [page for page_id, page in self._looked.items() if page_id not in owned]

    def _settle(
        self,
        number: int,
        doubt: InDoubtWrite,
        unowned: Sequence[PageSnapshot],
        others: Sequence[InDoubtWrite],
    ) -> bool:
        """Adopt what one lost creation has made, or suspect. What the `others` have made is none of it."""
        owned = self.state.owned_ids()
        pages = [page for page in unowned if page.row.id not in owned]
        if doubt.suspects:
            pages = [page for page in pages if page.row.id in doubt.suspects]
        found = examine(self._hub, doubt, pages, self.state)
        path = doubt.page.path
        known = self.state.pages.get(path)
        is_second = known is not None and known.id not in doubt.page.retiring
        if found.made:
            entry = _second(known, found) if known and is_second else _first(doubt, found)
            self.enter(Outcome(number, (entry,)), doubt)
            return True
        # What was suspected once stays so, whatever it looks like by now.
        near = (p for p in found.suspects if not any(is_as_sent(other, p) for other in others))
        suspects = tuple(pages) if doubt.suspects else tuple(near)
        if is_second:
            # The file has its page: what others make is no matter.
            suspects = tuple(p for p in suspects if p.row.owner == self.state.maker)
        if suspects:
            self.suspects[path] = suspects
            self.left.append(replace(doubt, suspects=suspect_ids(suspects)))
        return bool(suspects)


def _first(doubt: InDoubtWrite, found: Findings) -> PageState:
    """The entry of the page that a lost creation has made, with others that it may have."""
    made, *others = found.made
    entry = found_page(doubt.page, made)
    return replace(entry, doubles=(*entry.doubles, *suspect_ids(others)))


def _second(known: PageState, found: Findings) -> PageState:
    """The entry of a file that has its page, where another one landed late: named until that is settled."""
    return replace(known, doubles=tuple(dict.fromkeys((*known.doubles, *suspect_ids(found.made)))))


def _is_forgotten(doubt: InDoubtWrite, state: State) -> bool:
    """Whether State knows neither a page that an update was sent to nor another one of its file.

    A page that it names for a person to settle is known, too.
    """
    pages = state.pages.values()
    named = {i for page in pages for i in (*page.doubles, *page.allowed_doubles)}
    return doubt.page.path not in state.pages and doubt.page.id not in state.owned_ids() | named


def _own(doubt: InDoubtWrite, snapshot: PageSnapshot | None) -> PageState:
    """The entry of a page that we have sent an update of, though State, an older one, does not know it.

    A hub may show an archived page no more.
    """
    if snapshot is None:
        return replace(doubt.page, archived=True)
    if snapshot.row.status == "archived":
        return replace(found_page(doubt.page, snapshot), archived=True)
    is_sent = is_as_sent(doubt, snapshot)
    return (found_page if is_sent else edited_page)(doubt.page, snapshot)


def _archiving(hub: HubCalls, number: int, doubt: InDoubtWrite, state: State) -> Outcome:
    known = state.pages.get(doubt.page.path)
    if known is None or not _is_archived(hub, doubt.page.id):
        return Outcome(number)
    if doubt.kind == StepKind.RETIRE_PAGE:
        return Outcome(number, (retired_page(known, doubt.page.id),))
    return Outcome(number, drop=(Left.of(known),) if known.id == doubt.page.id else ())


def _is_archived(hub: HubCalls, page_id: str) -> bool:
    return not is_there(get_page(hub, page_id))
