"""Pages that are left out of a plan for now, and the sources with them."""

from execsync.core.address import Address
from execsync.core.planning.holding import hold_back
from execsync.core.planning.plan import Action, ActionReason, Change, PageChange, Plan, SourceChange
from execsync.core.resource import Body, Page, Source, SourceRef
from execsync.core.state import SourceState
from tests.support.entries import entry

NEW = ActionReason.NEW_FILE


def create(path: str, url: str) -> Change:
    page = Page(path, "Title", Body.of(""), sources=(SourceRef(url),))
    return PageChange(page.address, Action.CREATE, NEW, None, page)


def source(url: str) -> Change:
    return SourceChange(Address("source", url), Action.CREATE, NEW, None, Source(url, "S"))


A, B = create("a.md", "x"), create("b.md", "y")
OLD = SourceChange(
    Address("source", "z"), Action.ARCHIVE, ActionReason.NOT_NAMED, SourceState("z", "s", "Z")
)
IDLE = PageChange(Address("page", "c.md"), Action.NOOP, ActionReason.UNCHANGED, entry("c.md"))
PLAN = Plan("lineage", 1, (A, B, IDLE, source("x"), source("y"), OLD))


def test_what_a_page_alone_needs_is_held_back_with_it_and_nothing_is_archived() -> None:
    plan, held = hold_back(PLAN, lambda change: change in (A, IDLE, OLD))
    assert held == (A,)
    assert plan.changes == (B, IDLE, source("y"))


def test_where_nothing_is_held_back_the_plan_is_the_same() -> None:
    assert hold_back(PLAN, lambda change: change.address.kind == "source") == (PLAN, ())
