"""Settling what an earlier run left in doubt, before anything is planned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.doubt import Verdict, judge_update
from execsync.core.hub import HubCalls
from execsync.core.outcome import answered_page, retired_page
from execsync.core.record import Intent, Outcome, replay
from execsync.core.resource import page_address
from execsync.core.snapshot import PageRow
from execsync.core.state import Doubt, PageState, Seen, State
from execsync.core.steps import StepKind
from execsync.errors import NotFound
from execsync.looking import created_since, find


@dataclass(frozen=True, slots=True)
class Settled:
    """The State after all doubts, the outcomes that lead to it, and what a person should know."""

    state: State
    outcomes: tuple[Outcome, ...] = ()
    notes: tuple[Diagnostic, ...] = ()


def reconcile(hub: HubCalls, state: State, intents: Sequence[Intent]) -> Settled:
    """Look at the hub for every write that nobody knows the end of.

    One list request if a creation is among them, and one GET for each candidate and each update. A
    source needs no look: its POST may be repeated. Raises HubError.
    """
    numbered = [(intent.number, intent.doubt) for intent in intents]
    numbered += [(0, doubt) for doubt in state.doubts]
    doubts = [doubt for _, doubt in numbered if doubt and doubt.kind == StepKind.CREATE_PAGE]
    rows = created_since(hub, min(doubt.since for doubt in doubts)) if doubts else ()
    outcomes: list[Outcome] = []
    notes: list[Diagnostic] = []
    for number, doubt in numbered:
        now = replay(state, outcomes)
        outcome, note = Outcome(number), None
        if doubt is not None and doubt.kind == StepKind.CREATE_PAGE:
            outcome, note = _creation(hub, number, doubt, rows, now)
        elif doubt is not None:
            outcome, note = _update(hub, number, doubt, now)
        outcomes.append(outcome)
        notes += [note] if note else []
    return Settled(replace(replay(state, outcomes), doubts=()), tuple(outcomes), tuple(notes))


def _creation(
    hub: HubCalls, number: int, doubt: Doubt, rows: Sequence[PageRow], state: State
) -> tuple[Outcome, Diagnostic | None]:
    snapshot = find(hub, doubt, rows, state.owned_ids())
    if snapshot is None:
        return Outcome(number), None
    path = doubt.page.path
    if path in state.pages:
        return Outcome(number), Diagnostic(
            code="EX902",
            severity=Severity.ERROR,
            summary=f"a second page of this file landed late on the hub: {snapshot.row.id}",
            path=path,
            detail=f"its creation got no answer and was not found then; {state.pages[path].id} is kept",
            hint="archive the second one on the web",
        )
    return Outcome(number, (answered_page(doubt.page, snapshot),)), None


def _update(
    hub: HubCalls, number: int, doubt: Doubt, state: State
) -> tuple[Outcome, Diagnostic | None]:
    if doubt.kind in (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE):
        return _archiving(hub, number, doubt, state), None
    known = _known(state, doubt.page.id)
    if known is None:
        return Outcome(number), None
    try:
        snapshot = hub.page(doubt.page.id)
    except NotFound:
        return Outcome(number), None
    match judge_update(doubt, known, snapshot):
        case Verdict.NOT_DONE:
            return Outcome(number), None
        case Verdict.EDITED:
            return Outcome(number, (replace(known, drift=Seen.of(snapshot)),)), None
        case Verdict.LANDED:
            moved = () if known.path == doubt.page.path else (page_address(known.path),)
            return Outcome(number, (answered_page(doubt.page, snapshot),), moved), None


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


def _known(state: State, page_id: str) -> PageState | None:
    return next((page for page in state.pages.values() if page.id == page_id), None)
