"""What State will say of a page that a request changes."""

from dataclasses import replace
from typing import Any

import pytest

from execsync.core.address import Address
from execsync.core.planning.plan import Action, ActionReason, PageChange
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page
from execsync.core.running.outcome import replacing_page, sent_page
from execsync.core.running.request import make_request
from execsync.core.state import PageState, SourceState, State
from tests.support.entries import entry, observed


def test_sources_that_are_not_sent_are_those_of_ours_that_the_hub_shows() -> None:
    known = replace(
        entry(source_ids=("src-1", "src-2")),
        observed=observed(source_ids=("src-1", "src-2")),
        drift=observed(source_ids=("src-2", "src-of-others"), updated_at="2027-01-16T12:00:00Z"),
    )
    page = Page(path="a.md", title="Title", body=Body.of("New."))
    change = PageChange(page.address, Action.UPDATE, ActionReason.EDITED_ON_WEB, known, page)
    step = Step(
        StepKind.UPDATE_PAGE, page.address, id="p1", fields={"content": "New."}, change=change
    )
    request = make_request(step, State("lineage"))
    assert request.page is not None
    assert request.page.source_ids == ("src-2",)


PAGE = Page("a.md", "Title", Body.of("New."))
KNOWN = entry()


def make(
    kind: StepKind, before: PageState | None, after: Page | None = PAGE, **fields: Any
) -> PageState | None:
    change = PageChange(PAGE.address, Action.UPDATE, ActionReason.FIELDS_CHANGED, before, after)
    return make_request(Step(kind, PAGE.address, change, fields, "p2"), State("lineage")).page


def sent(page_id: str, **more: Any) -> PageState:
    return sent_page(PAGE, page_id=page_id, source_ids=(), **more)


@pytest.mark.parametrize("kind", [StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE])
def test_a_page_that_goes_is_as_it_was_under_the_id_that_goes(kind: StepKind) -> None:
    assert make(kind, KNOWN) == replace(KNOWN, id="p2")
    assert make(kind, None) is None


def test_a_page_that_is_made_has_no_id_and_remembers_what_it_replaces() -> None:
    assert make(StepKind.CREATE_PAGE, None) == sent("")
    assert make(StepKind.CREATE_PAGE, KNOWN) == replacing_page(sent("", known=KNOWN), KNOWN)


def test_a_page_of_which_state_knows_nothing_is_as_it_is_sent() -> None:
    assert make(StepKind.UPDATE_PAGE, None) == sent("p2")
    assert make(StepKind.UPDATE_PAGE, None, None) is None


@pytest.mark.parametrize(
    ("known", "fields", "lives"),
    [
        (KNOWN, {}, True),
        (KNOWN, {"status": "draft"}, False),
        (entry(status="draft", observed=observed(status="draft")), {}, False),
    ],
)
def test_a_draft_lives_on_where_the_hub_is_not_told(
    known: PageState, fields: dict[str, Any], lives: bool
) -> None:
    known = replace(known, retiring=("p0",), retiring_seen=("x",))
    updated = sent("p2", known=known).retiring_as(known)
    assert make(StepKind.UPDATE_PAGE, known, **fields) == replace(updated, stays_live=lives)


def test_ids_that_are_known_by_now_are_sent_once_each() -> None:
    sources = {url: SourceState(url, "s1", "") for url in ("x", "y")}
    refs = (Address("source", "x"), Address("source", "y"), "s2")
    step = Step(StepKind.UPDATE_PAGE, PAGE.address, fields={"source_ids": refs, "title": "T"})
    request = make_request(step, State("lineage", sources=sources))
    assert request.fields == {"source_ids": ("s1", "s2"), "title": "T"}
    assert request.page is None
