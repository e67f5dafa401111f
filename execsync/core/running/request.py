"""A step on its way: the request's body with every id known, and what State will say of its page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from execsync.core.address import Address
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page
from execsync.core.running.outcome import replacing_page, sent_page, stays_live
from execsync.core.state import PageState, State


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A step and the body of its request. `page` is what State will say of the page; None for a source."""

    step: Step
    fields: Mapping[str, object]
    page: PageState | None = None


def make_request(step: Step, state: State) -> StepRequest:
    """Put ids in the place of addresses, each once, and a text in the place of a Body.

    Two addresses may have turned out to be one source.
    """
    fields = {
        name: value.text() if isinstance(value, Body) else value
        for name, value in step.fields.items()
    }
    if "source_ids" in fields:
        fields["source_ids"] = _known_ids(fields["source_ids"], state)
    return StepRequest(step, fields, _page(step, fields))


def _known_ids(refs: object, state: State) -> tuple[str, ...]:
    every = refs if isinstance(refs, tuple) else ()
    ids = (state.sources[r.name].id if isinstance(r, Address) else str(r) for r in every)
    return tuple(dict.fromkeys(ids))


def _page(step: Step, fields: Mapping[str, object]) -> PageState | None:
    change = step.change
    if step.kind in (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE):
        leaving = change.before if change else None
        return replace(leaving, id=step.id) if isinstance(leaving, PageState) else None
    if change is None or not isinstance(change.after, Page):
        return None
    known = change.before if isinstance(change.before, PageState) else None
    if step.kind is StepKind.CREATE_PAGE:
        sent = sent_page(change.after, page_id="", source_ids=_ids(fields, ()), known=known)
        return replacing_page(sent, known) if known else sent
    unsent = _unsent(known) if known else ()
    sent = sent_page(change.after, page_id=step.id, source_ids=_ids(fields, unsent), known=known)
    if known is None:
        return sent
    is_live = "status" not in fields and stays_live(change.after, known)
    return replace(sent.retiring_as(known), stays_live=is_live)


def _unsent(known: PageState) -> tuple[str, ...]:
    """The ids of the sources that a page keeps where none are sent."""
    return known.drift.source_ids if known.drift else known.source_ids


def _ids(fields: Mapping[str, object], unsent: tuple[str, ...]) -> tuple[str, ...]:
    source_ids = fields.get("source_ids", unsent)
    return source_ids if isinstance(source_ids, tuple) else ()
