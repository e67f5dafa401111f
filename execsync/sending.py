"""One request of an apply: as something that a worker can do, and as what it means for State."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from shlex import quote

from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Source, page_address
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import answered_page, answered_source, left_path, retired_page
from execsync.core.running.record import Outcome
from execsync.core.running.request import Request
from execsync.core.snapshot import PageSnapshot, SourceSnapshot
from execsync.core.state import Doubt, PageState, State
from execsync.errors import NotFound, RequestRefused

GONE = (
    "if the page was archived on the web, `execsync state rm {address}` forgets it, and the next apply "
    "makes a new one"
)


@dataclass(frozen=True, slots=True)
class Sending:
    """A request on its way, and the number of its intent. `again` is the second try of a creation."""

    request: Request
    number: int
    doubt: Doubt | None
    again: bool = False


def call(hub: HubCalls, request: Request) -> Callable[[], object]:
    """The request as something that a worker can do."""
    step, fields = request.step, request.fields
    match step.kind:
        case StepKind.CREATE_SOURCE:
            return lambda: hub.create_source(fields)
        case StepKind.CREATE_PAGE:
            return lambda: hub.create_page(fields)
        case StepKind.UPDATE_PAGE:
            return lambda: _update(hub, step, fields)
        case StepKind.ARCHIVE_PAGE | StepKind.RETIRE_PAGE:
            return lambda: _gone(hub.archive_page, step.id)
        case StepKind.ARCHIVE_SOURCE:
            return lambda: _gone(hub.archive_source, step.id)
        case _:
            raise ValueError(f"{step.kind} sends nothing")


def _answered(sending: Sending, page: PageState, snapshot: PageSnapshot) -> PageState:
    words = sending.doubt.words if sending.doubt else ""
    return answered_page(page, snapshot, words=words)


def _update(hub: HubCalls, step: Step, fields: Mapping[str, object]) -> PageSnapshot:
    """Update a page of State; a refusal says what to do if it was archived on the web.

    Such a page answers 404, or with a refusal of the hub's own.
    """
    try:
        return hub.update_page(step.id, fields)
    except (NotFound, RequestRefused) as error:
        known = step.change.before if step.change else None
        # State knows nothing yet of a new name of its file.
        address = page_address(known.path) if isinstance(known, PageState) else step.address
        hint = f"{error.hint}; {GONE.format(address=quote(address))}"
        raise type(error)(error.message, hint=hint, status=error.status) from error


def _gone(archive: Callable[[str], None], hub_id: str) -> None:
    """Archive; what is not there any more is as good as archived."""
    try:
        archive(hub_id)
    except NotFound:
        return


def outcome_of(sending: Sending, value: object, state: State) -> Outcome:
    """What State, which is `state` before it, says after the hub's answer."""
    step, page = sending.request.step, sending.request.page
    if step.kind is StepKind.RETIRE_PAGE:
        entry = state.pages[step.address.partition(":")[2]]
        return Outcome(sending.number, (retired_page(entry, step.id),))
    source = step.change.after if step.change else None
    match value:
        case PageSnapshot() if page is not None:
            return Outcome(sending.number, (_answered(sending, page, value),), left_path(step))
        case (SourceSnapshot() as snapshot, bool(created)) if isinstance(source, Source):
            made = answered_source(source, snapshot, created=created)
            return Outcome(sending.number, (made,))
        case _:
            return Outcome(sending.number, drop=(step.address,))
