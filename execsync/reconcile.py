"""Settling what an earlier run left in doubt, before anything is planned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.doubt import Verdict, is_as_sent, judge_update, parse_time
from execsync.core.hub import HubCalls
from execsync.core.outcome import adopted_page, found_page, retired_page
from execsync.core.record import Intent, Outcome, replay
from execsync.core.resource import page_address
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Doubt, PageState, Seen, State
from execsync.core.steps import StepKind
from execsync.core.waiting import Tempo
from execsync.errors import Interrupted, NotFound
from execsync.looking import created_since, find

USUAL = Tempo()


@dataclass(frozen=True, slots=True)
class Settled:
    """The State after all doubts, the outcomes that lead to it, and what a person should know.

    An intent of the journal without an outcome here stays in doubt, for one more run.
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
    there yet, and one GET for each candidate and each update. A source needs no look: its POST may be
    repeated. `wait` takes seconds and tells whether the run is to stop. Raises HubError and Interrupted.
    """
    kept = {intent.doubt for intent in intents}
    doubted = [(intent.number, intent.doubt) for intent in intents]
    doubted += [(0, doubt) for doubt in state.doubts if doubt not in kept]
    work = _Reconciliation(hub, state)
    creations = [(n, d) for n, d in doubted if d is not None and d.kind == StepKind.CREATE_PAGE]
    missing = work.look(creations)
    if any(doubt.page.path not in work.state.pages for _, doubt in missing):
        # A list may miss what was made a moment ago, and this run would make it a second time.
        if wait(tempo.look_again):
            raise Interrupted("stopped while looking for a page whose creation got no answer")
        missing = work.look(missing)
    work.give_up(missing)
    for number, doubt in doubted:
        if doubt is None:
            work.enter(Outcome(number))
        elif doubt.kind != StepKind.CREATE_PAGE:
            work.enter(_update(hub, number, doubt, work.state))
    return Settled(replace(work.state, doubts=()), tuple(work.outcomes), tuple(work.notes))


class _Reconciliation:
    """The State so far, and the outcomes and notes that have led to it."""

    def __init__(self, hub: HubCalls, state: State) -> None:
        self.state = state
        self.outcomes: list[Outcome] = []
        self.notes: list[Diagnostic] = []
        self._hub = hub

    def enter(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.state = replay(self.state, [outcome])

    def look(self, creations: Sequence[tuple[int, Doubt]]) -> list[tuple[int, Doubt]]:
        """Adopt what the lost creations have made. Returns those of which nothing is to be seen."""
        if not creations:
            return []
        first = min((doubt.since for _, doubt in creations), key=parse_time)
        rows = created_since(self._hub, first)
        return [(n, doubt) for n, doubt in creations if not self._adopt(n, doubt, rows)]

    def give_up(self, missing: Sequence[tuple[int, Doubt]]) -> None:
        """Of a doubt that an earlier run had left in State this was the last look."""
        for number, _ in missing:
            if not number:
                self.enter(Outcome(0))

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


def _update(hub: HubCalls, number: int, doubt: Doubt, state: State) -> Outcome:
    if doubt.kind in (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE):
        return _archiving(hub, number, doubt, state)
    known = next((page for page in state.pages.values() if page.id == doubt.page.id), None)
    if known is None:
        return Outcome(number)
    try:
        snapshot = hub.page(doubt.page.id)
    except NotFound:
        return Outcome(number)
    match judge_update(doubt, known, snapshot):
        case Verdict.NOT_DONE:
            return Outcome(number)
        case Verdict.EDITED:
            return Outcome(number, (replace(known, drift=Seen.of(snapshot)),))
        case Verdict.LANDED:
            moved = () if known.path == doubt.page.path else (page_address(known.path),)
            return Outcome(number, (found_page(doubt.page, snapshot),), moved)


def _archiving(hub: HubCalls, number: int, doubt: Doubt, state: State) -> Outcome:
    known = state.pages.get(doubt.page.path)
    if known is None or not _is_archived(hub, doubt.page.id):
        return Outcome(number)
    if doubt.kind == StepKind.RETIRE_PAGE:
        return Outcome(number, (retired_page(known, doubt.page.id),))
    return Outcome(number, drop=(page_address(known.path),) if known.id == doubt.page.id else ())


def _is_archived(hub: HubCalls, page_id: str) -> bool:
    try:
        return hub.page(page_id).row.status == "archived"
    except NotFound:
        return True
