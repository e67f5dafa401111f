"""What the request would hold that creates a page."""

from collections.abc import Mapping
from dataclasses import replace

from execsync.core.page_sources import SOURCE_IDS
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.linking import LinkSites
from execsync.core.planning.steps import StepKind, make_steps
from execsync.core.resource import Page
from execsync.core.running.request import make_request
from execsync.core.state import SourceState, State


def creation_body(
    page: Page, state: State, sites: LinkSites, *, keeps_foreign: bool = True
) -> Mapping[str, object]:
    """The body of that request, by the very steps of an apply that has nothing of the page in State.

    The id of a source that is still to be made is told as `<id of https://…>`; links to pages that are not
    there yet stay as they are written. What others attached to the page goes along, if `keeps_foreign`.
    """
    others = (known for path, known in state.pages.items() if path != page.path)
    sites = sites.with_pages(others)
    plan = make_plan([page], replace(state, pages={}, in_doubt=()), sites=sites)
    steps = make_steps(plan, state)
    made = {step.address.name: step for step in steps if step.kind is StepKind.CREATE_SOURCE}
    sources = {
        url: SourceState(url, f"<id of {url}>", str(step.fields["title"]))
        for url, step in made.items()
    }
    create = next(step for step in steps if step.kind is StepKind.CREATE_PAGE)
    fields = make_request(create, replace(state, sources={**state.sources, **sources})).fields
    known = state.pages.get(page.path)
    foreign = known.foreign_ids if known and keeps_foreign else ()
    ids = fields.get(SOURCE_IDS, ())
    if not foreign or not isinstance(ids, tuple):
        return fields
    return {**fields, SOURCE_IDS: tuple(dict.fromkeys((*ids, *foreign)))}
