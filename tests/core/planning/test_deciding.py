"""What becomes of pages that were archived on the web, of sources deleted there, and of look-alikes."""

import pytest

from execsync.core.address import Address
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.diff import FieldChange
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.planning.others import Others, makes_look
from execsync.core.planning.plan import Action, ActionReason, Change, PageChange
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.state import GONE, PageState, SourceState, State
from tests.support.entries import TEXT, entry, observed, row

URL = "https://x.example/one"
ALIKE = Others([row("other")])
OLD = entry(title="Old", observed=observed(title="Old"))


def plan_of(
    page: Page, known: PageState, others: Others | None = None, options: PlanOptions = NONE
) -> Change:
    state = State("lineage", pages={known.path: known})
    plan = make_plan([page], state, options=options, others=others or Others())
    (change,) = [c for c in plan.changes if c.address == page.address]
    return change


def test_a_page_that_was_archived_on_the_web_is_named_and_not_written() -> None:
    change = plan_of(Page("a.md", "Title", Body.of("Others.")), entry(archived=True))
    assert (change.action, change.reason) == (Action.UPDATE, ActionReason.ARCHIVED_ON_WEB)
    assert change.obstacle
    assert not change.acts


@pytest.mark.parametrize(
    ("known", "others", "options", "blocked"),
    [
        pytest.param(OLD, ALIKE, NONE, True, id="renamed to its look"),
        pytest.param(OLD, ALIKE, PlanOptions(allow_same_title=True), False, id="ok"),
        pytest.param(OLD, Others(), NONE, False, id="no look-alike"),
        pytest.param(entry(), ALIKE, NONE, False, id="it looked so before"),
    ],
)
def test_a_page_is_not_given_the_look_of_anothers(
    known: PageState, others: Others, options: PlanOptions, *, blocked: bool
) -> None:
    change = plan_of(Page("a.md", "Title", Body.of("Others.")), known, others, options)
    assert change.action is Action.UPDATE
    assert (change.obstacle is not None) is blocked


@pytest.mark.parametrize(
    ("title", "field", "action", "makes"),
    [
        ("New", "title", Action.UPDATE, True),
        ("Title", "title", Action.UPDATE, False),
        ("New", "content", Action.UPDATE, False),
        ("Title", "visibility", Action.REPLACE, True),
    ],
)
def test_a_page_has_a_look_of_its_own_where_it_is_made_or_renamed(
    title: str, field: str, action: Action, *, makes: bool
) -> None:
    page = Page("a.md", title, Body.of(TEXT))
    fields = (FieldChange(field, "old", "new"),)
    reason = ActionReason.FIELDS_CHANGED
    known = entry(title="Sent", observed=observed())
    assert makes_look(PageChange(page.address, action, reason, known, page, fields)) is makes


def test_a_source_that_was_deleted_on_the_web_is_made_again() -> None:
    page = Page("a.md", "Title", Body.of(TEXT), sources=(SourceRef(URL),))
    known = SourceState(URL, "s1", "One", ours=True, status=GONE)
    plan = make_plan([page], State("lineage", sources={URL: known}), others=Others())
    (change,) = [c for c in plan.changes if c.address == Address("source", URL)]
    assert (change.action, change.reason) == (Action.CREATE, ActionReason.DELETED_ON_WEB)


def test_a_page_that_nobody_has_seen_may_be_forgotten() -> None:
    known = entry(archived=True, observed=None)
    (change,) = make_plan([], State("lineage", pages={known.path: known}), others=Others()).changes
    assert (change.action, change.obstacle) == (Action.FORGET, None)
