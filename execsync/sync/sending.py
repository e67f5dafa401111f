"""One request of an apply: as something that a worker can do, and as what it means for State."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Source
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import (
    answered_page,
    answered_source,
    contested_page,
    contested_retirement,
    left_path,
    mixed_page,
    retired_page,
)
from execsync.core.running.record import Left, Outcome
from execsync.core.running.request import StepRequest
from execsync.core.snapshot import PageSnapshot, SourceSnapshot
from execsync.core.state import InDoubtWrite, Observed, PageState, SourceState, State
from execsync.sync.checked_write import (
    Replaced,
    Written,
    archive_checked,
    archive_source_checked,
    create_checked,
    replace_checked,
    update_checked,
)
from execsync.sync.look_first import Absent, Deleted, Edited


@dataclass(frozen=True, slots=True)
class InFlight:
    """A request on its way, and the number of its intent. `again` is the second try of a creation."""

    request: StepRequest
    number: int
    doubt: InDoubtWrite | None
    again: bool = False


def call(
    hub: HubCalls,
    request: StepRequest,
    doubt: InDoubtWrite | None,
    *,
    look: bool,
    maker: str | None,
) -> Callable[[], object]:
    """The request as something that a worker can do; with `look` a page is looked at right before it.

    `maker` is who must have made a source that is archived, as `archive_source_checked` takes it.
    """
    step, fields = request.step, request.fields
    known = step.change.before if step.change else None
    page = known if isinstance(known, PageState) else None
    source = known if isinstance(known, SourceState) else None
    match step.kind:
        case StepKind.CREATE_SOURCE:
            return lambda: hub.create_source(fields)
        case StepKind.CREATE_PAGE if page:
            wanted = doubt.page.source_ids if doubt else ()
            return lambda: replace_checked(hub, page, fields, wanted, look=look)
        case StepKind.CREATE_PAGE:
            return lambda: create_checked(hub, fields)
        case StepKind.UPDATE_PAGE if page and doubt:
            return lambda: update_checked(hub, page, fields, doubt, look=look)
        case StepKind.ARCHIVE_PAGE | StepKind.RETIRE_PAGE if page:
            return lambda: archive_checked(hub, page, step.id)
        case StepKind.ARCHIVE_SOURCE if source:
            # One that is made anew may be all that we have made so far.
            is_anew = bool(step.change and step.change.after)
            owner = maker or None if is_anew else maker
            return lambda: archive_source_checked(hub, source, owner, failed=is_anew)
        case _:
            raise ValueError(f"{step.kind} sends nothing")


def outcome_of(sending: InFlight, value: object, state: State) -> Outcome:
    """What State, which is `state` before it, says after the hub's answer."""
    number, step, page = sending.number, sending.request.step, sending.request.page
    source = step.change.after if step.change else None
    if isinstance(value, Replaced) and page is not None:
        # What a look has found beside the sources of others would have kept the write back.
        page = replace(page, retiring_seen=(*page.retiring_seen[:-1], value.looked.fingerprint))
        value = value.snapshot
    match value:
        case Edited() | Absent() | Deleted():
            return Outcome(number, _marked(step, value, state))
        case Written(snapshot=PageSnapshot() as snapshot, looked=looked) if page is not None:
            entry = answered_page(page, snapshot)
            if looked is not None:
                entry = mixed_page(entry, looked, sending.request.fields)
            return Outcome(number, (entry,), left_path(step))
        case PageSnapshot() if page is not None:
            return Outcome(number, (answered_page(page, value),), left_path(step))
        case (SourceSnapshot() as snapshot, bool(created)) if isinstance(source, Source):
            before = step.change.before if step.change else None
            known = before if isinstance(before, SourceState) else None
            answered = answered_source(source, snapshot, created=created, known=known)
            return Outcome(number, (answered,))
    if step.kind is StepKind.RETIRE_PAGE:
        entry = state.pages[step.address.name]
        return Outcome(number, (retired_page(entry, step.id),))
    before = step.change.before if step.change else None
    return Outcome(number, drop=(Left.of(before),) if before else ())


def is_found(value: object) -> bool:
    """Whether the hub has answered that the source was there, and is not new."""
    match value:
        case (SourceSnapshot(), bool(created)):
            return not created
    return False


def _marked(step: Step, value: Edited | Absent | Deleted, state: State) -> tuple[PageState, ...]:
    """The entry with what the look has found in place of a write; a replaced page's is its successor's."""
    if isinstance(value, Deleted):
        return ()
    before = step.change.before if step.change else None
    page_id = step.id or (before.id if before else "")
    entry = next((page for page in state.pages.values() if page.id == page_id), None)
    if entry is None and isinstance(value, Edited):
        replaced = (page for page in state.pages.values() if page_id in page.retiring)
        shown = Observed.of(value.snapshot)
        return tuple(contested_retirement(page, page_id, shown) for page in replaced)
    if entry is None:
        return ()
    if isinstance(value, Absent):
        return (replace(entry, archived=True),)
    return (contested_page(entry, value.snapshot),)
