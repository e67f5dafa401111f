"""Settling what an earlier run left in doubt, before anything is planned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.hub_time import parse_time
from execsync.core.planning.drift import learn
from execsync.core.planning.steps import StepKind
from execsync.core.resource import page_address
from execsync.core.running.doubt import Verdict, is_as_sent, judge_update
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import adopted_page, found_page, landed_update, retired_page
from execsync.core.running.record import Intent, Outcome, replay
from execsync.core.running.waiting import Tempo
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Doubt, PageState, Seen, State
from execsync.errors import Interrupted
from execsync.looking import created_since, find, get_page

USUAL = Tempo()


@dataclass(frozen=True, slots=True)
class Settled:
    """The State after all looks, the outcomes that lead to it, and what a person should know.

    An intent of the journal of which nothing was to be seen has no outcome here. It stays in doubt, also
    in State, for it may still land: a refresh must not take that for a web edit, and the next run looks
    once more.
    """

    state: State
    outcomes: tuple[Outcome, ...] = ()
    notes: tuple[Diagnostic, ...] = ()


def reconcile(
    hub: HubCalls,
    state: State,
    intents: Sequence[Intent],
    *,
    wait: Callable[[float], bool],
    tempo: Tempo = USUAL,
) -> Settled:
    """Look at the hub for every write that nobody knows the end of.

    One list request if a creation is among them, a second one some seconds later if its page is not
    there yet, and one GET for each candidate and each other write. A source needs no look: its POST may
    be repeated. `wait` takes seconds and tells whether the run is to stop. Raises HubError and
    Interrupted.
    """
    work = _Reconciliation(hub, state)
    doubted = _doubts(intents, state)
    missing = work.look([pair for pair in doubted if pair[1].kind == StepKind.CREATE_PAGE])
    if any(doubt.page.path not in work.state.pages for _, doubt in missing):
        # A list may miss what was made a moment ago, and this run would make it a second time.
        if wait(tempo.look_again):
            raise Interrupted("stopped while looking for a page whose creation got no answer")
        missing = work.look(missing)
    for number, doubt in missing:
        work.leave(number, doubt)
    for number, doubt in doubted:
        if doubt.kind in (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE):
            work.enter(_archiving(hub, number, doubt, work.state))
        elif doubt.kind == StepKind.UPDATE_PAGE:
            work.settle_update(number, doubt)
    for intent in intents:
        if intent.doubt is None:
            work.enter(Outcome(intent.number))
    return Settled(
        replace(work.state, doubts=tuple(work.left)), tuple(work.outcomes), tuple(work.notes)
    )


def _doubts(intents: Sequence[Intent], state: State) -> list[tuple[int, Doubt]]:
    """Each doubt once, with the number of its intent: 0 for those that an earlier run has left in State."""
    fresh = {intent.doubt: intent.number for intent in intents if intent.doubt}
    kept = {doubt: 0 for doubt in state.doubts if doubt not in fresh}
    return [(number, doubt) for doubt, number in (fresh | kept).items()]


class _Reconciliation:
    """The State so far, the outcomes and notes that have led to it, and the doubts that are left."""

    def __init__(self, hub: HubCalls, state: State) -> None:
        self.state = state
        self.outcomes: list[Outcome] = []
        self.notes: list[Diagnostic] = []
        self.left: list[Doubt] = []
        self._hub = hub

    def enter(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.state = replay(self.state, [outcome])

    def leave(self, number: int, doubt: Doubt) -> None:
        """Nothing is to be seen of it. That of an earlier run has been looked at twice now."""
        if number:
            self.left.append(doubt)
        else:
            self.enter(Outcome(0))

    def look(self, creations: Sequence[tuple[int, Doubt]]) -> list[tuple[int, Doubt]]:
        """Adopt what the lost creations have made. Returns those of which nothing is to be seen."""
        if not creations:
            return []
        first = min((doubt.since for _, doubt in creations), key=parse_time)
        rows = created_since(self._hub, first)
        # Files without a page first: what is left then can only be a second page of a file.
        ordered = sorted(creations, key=lambda pair: pair[1].page.path in self.state.pages)
        return [(n, doubt) for n, doubt in ordered if not self._adopt(n, doubt, rows)]

    def settle_update(self, number: int, doubt: Doubt) -> None:
        """Compare a page with what was sent to it."""
        known = next((p for p in self.state.pages.values() if p.id == doubt.page.id), None)
        snapshot = get_page(self._hub, doubt.page.id) if known is not None else None
        if known is None or snapshot is None:
            self.enter(Outcome(number))
            return
        match judge_update(doubt, known, snapshot):
            case Verdict.NOT_DONE:
                self.leave(number, doubt)
            case Verdict.EDITED:
                edited = replace(learn(known, snapshot), drift=Seen.of(snapshot))
                self.enter(Outcome(number, (edited,)))
            case Verdict.LANDED:
                self.enter(landed_update(number, doubt, known, snapshot))

    def _adopt(self, number: int, doubt: Doubt, rows: Sequence[PageRow]) -> bool:
        snapshot = find(self._hub, doubt, rows, self.state.owned_ids())
        if snapshot is None:
            return False
        path = doubt.page.path
        known = self.state.pages.get(path)
        if known is not None and known.id not in doubt.page.retiring:
            self.enter(Outcome(number))
            self.notes.append(_late(known, snapshot))
        elif is_as_sent(doubt, snapshot):
            self.enter(Outcome(number, (found_page(doubt.page, snapshot),)))
        else:
            # Perhaps a twin's page that landed late: ours may still land, so that the doubt is kept.
            self.enter(Outcome(0, (adopted_page(doubt.page, snapshot),)))
            self.notes.append(_other_text(path, snapshot))
        return True


def _late(known: PageState, snapshot: PageSnapshot) -> Diagnostic:
    return Diagnostic(
        code="EX902",
        severity=Severity.ERROR,
        summary=f"a second page of this file landed late on the hub: {snapshot.row.id}",
        path=known.path,
        detail=f"its creation got no answer and was not found then; {known.id} is kept",
        hint="archive the second one on the web",
    )


def _other_text(path: str, snapshot: PageSnapshot) -> Diagnostic:
    return Diagnostic(
        code="EX904",
        severity=Severity.NOTE,
        summary=f"the page that was found for this file shows something else: {snapshot.row.id}",
        path=path,
        detail="its creation got no answer; the only page of its title and folders was taken",
        hint="what the file says is written to it now",
    )


def _archiving(hub: HubCalls, number: int, doubt: Doubt, state: State) -> Outcome:
    known = state.pages.get(doubt.page.path)
    if known is None or not _is_archived(hub, doubt.page.id):
        return Outcome(number)
    if doubt.kind == StepKind.RETIRE_PAGE:
        return Outcome(number, (retired_page(known, doubt.page.id),))
    return Outcome(number, drop=(page_address(known.path),) if known.id == doubt.page.id else ())


def _is_archived(hub: HubCalls, page_id: str) -> bool:
    snapshot = get_page(hub, page_id)
    return snapshot is None or snapshot.row.status == "archived"
