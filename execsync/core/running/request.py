"""A step on its way: the request's body with every id known, and what State will say of its page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from execsync.core.address import Address
from execsync.core.page_sources import named_ids, own_ids
from execsync.core.planning.diff import FieldChange
from execsync.core.planning.plan import Action, ActionReason, PageChange
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page
from execsync.core.running.outcome import replacing_page, sent_page, stays_live
from execsync.core.state import PageState, SourceState, State


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A step and the body of its request. `page` is what State will say of the page; None for a source."""

    step: Step
    fields: Mapping[str, object]
    page: PageState | None = None


def make_request(step: Step, state: State) -> StepRequest:
    """Put ids in the place of addresses, each once, and a text, with its links filled, in that of a Body.

    Two addresses may have turned out to be one source.
    """
    fields = dict(step.fields)
    body = fields.get("content")
    if isinstance(body, Body):
        body = _filled(body, state)
        fields["content"] = body.text()
        if step.change and isinstance(step.change.after, Page) and body.links:
            page = replace(step.change.after, body=body)
            step = replace(step, change=replace(step.change, after=page))
    if "source_ids" in fields:
        fields["source_ids"] = _known_ids(fields["source_ids"], state)
    return StepRequest(step, fields, _page(step, fields, state))


def aim(step: Step, state: State) -> Step | None:
    """The step with the page that an earlier one has made; None where its text is there already."""
    if step.kind is not StepKind.UPDATE_PAGE or step.id or step.change is None:
        return step
    page, known = step.change.after, state.pages[step.address.name]
    if not isinstance(page, Page):
        return step
    body = _filled(page.body, state)
    if body.sent_digest == known.sent_digest:
        return None
    fields = (FieldChange("content", known.sent_digest, body.sent_digest),)
    reason = ActionReason.FIELDS_CHANGED
    change = PageChange(step.address, Action.UPDATE, reason, known, page, fields)
    return replace(step, id=known.id, change=change)


def unfilled(request: StepRequest) -> tuple[str, ...]:
    """The pages that were to be made before, and are not there: links to them go as they are written."""
    page = request.step.change.after if request.step.change else None
    return page.body.coming if isinstance(page, Page) and "content" in request.fields else ()


def _filled(body: Body, state: State) -> Body:
    """The body with the ids of the pages that were made meanwhile."""
    coming = body.coming
    made = {path: state.pages[path].id for path in coming if path in state.pages}
    if not made:
        return body
    filling = body.filling
    rest = filling.coming.difference(made)
    return body.filled(replace(filling, ids={**filling.ids, **made}, coming=rest))


def _known_ids(refs: object, state: State) -> tuple[str, ...]:
    every = refs if isinstance(refs, tuple) else ()
    ids = (state.sources[r.name].id if isinstance(r, Address) else str(r) for r in every)
    return tuple(dict.fromkeys(ids))


def _page(step: Step, fields: Mapping[str, object], state: State) -> PageState | None:
    change = step.change
    if step.kind in (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE):
        leaving = change.before if change else None
        return replace(leaving, id=step.id) if isinstance(leaving, PageState) else None
    if change is None or not isinstance(change.after, Page):
        return None
    page, sources = change.after, state.sources
    known = change.before if isinstance(change.before, PageState) else None
    if step.kind is StepKind.CREATE_PAGE:
        sent = sent_page(page, page_id="", source_ids=named_ids(page, sources), known=known)
        return replacing_page(sent, known) if known else sent
    ids = named_ids(page, sources) if "source_ids" in fields else _unsent(page, known, sources)
    sent = sent_page(page, page_id=step.id, source_ids=ids, known=known)
    if known is None:
        return sent
    is_live = "status" not in fields and stays_live(page, known)
    return replace(sent.retiring_as(known), stays_live=is_live)


def _unsent(
    page: Page, known: PageState | None, sources: Mapping[str, SourceState]
) -> tuple[str, ...]:
    """The ids of our sources that a page keeps where none are sent."""
    if known is None:
        return ()
    drift = known.drift
    return own_ids(page, known, drift.source_ids, sources) if drift else known.source_ids
