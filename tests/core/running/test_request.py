"""What State will say of a page that a request changes."""

from dataclasses import replace

from execsync.core.planning.plan import Action, ActionReason, PageChange
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page
from execsync.core.running.request import make_request
from execsync.core.state import State
from tests.support.entries import entry, observed


def test_sources_that_are_not_sent_are_those_that_the_hub_shows() -> None:
    known = replace(
        entry(source_ids=("src-old",)),
        observed=observed(source_ids=("src-old",)),
        drift=observed(source_ids=("src-new",), updated_at="2027-01-16T12:00:00Z"),
    )
    page = Page(path="a.md", title="Title", body=Body.of("New."))
    change = PageChange(page.address, Action.UPDATE, ActionReason.EDITED_ON_WEB, known, page)
    step = Step(
        StepKind.UPDATE_PAGE, page.address, id="p1", fields={"content": "New."}, change=change
    )
    request = make_request(step, State("lineage"))
    assert request.page is not None
    assert request.page.source_ids == ("src-new",)
