"""Files with errors, each of which may be any page, renamed."""

import pytest

from execsync.core.address import Address
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.gaps import NO_GAPS, Gaps
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    ObstacleKind,
    PageChange,
    SourceChange,
)
from execsync.core.resource import Body, Page
from execsync.core.state import InDoubtWrite, SourceState, State
from tests.support.entries import TEXT, entry

STATE = State("lineage", pages={path: entry(path, id=path) for path in ("a.md", "x/b.md", "c.md")})
GONE = PageChange(
    Address("page", "a.md"), Action.ARCHIVE, ActionReason.FILE_GONE, STATE.pages["a.md"]
)


@pytest.mark.parametrize(
    ("gaps", "known"),
    [
        (NO_GAPS, ["a.md", "x/b.md", "c.md"]),
        (Gaps(frozenset({"a.md"})), ["x/b.md", "c.md"]),
        (Gaps(hidden=("x/",)), ["a.md", "c.md"]),
    ],
)
def test_a_page_whose_own_file_cannot_be_read_is_left_out_of_state(
    gaps: Gaps, known: list[str]
) -> None:
    assert [*gaps.known(STATE).pages] == known


@pytest.mark.parametrize(
    ("gaps", "may"),
    [
        (NO_GAPS, False),
        (Gaps(frozenset({"a.md"})), False),
        (Gaps(frozenset(STATE.pages)), False),
        (Gaps(frozenset({"a.md", "new.md"})), True),
        (Gaps(hidden=("x/",)), True),
    ],
)
def test_only_a_file_that_state_does_not_know_may_be_a_page_renamed(
    gaps: Gaps, *, may: bool
) -> None:
    assert gaps.may_hide_pages(STATE) is may


def test_a_page_that_seems_gone_is_held_and_up_to_three_files_are_named() -> None:
    gaps = Gaps(frozenset({"n1.md", "n2.md", "n3.md", "a.md"}), hidden=("",))
    obstacle = gaps.guard(GONE, STATE).obstacle
    assert obstacle
    assert obstacle.kind is ObstacleKind.HELD
    assert obstacle.reason.endswith("may be a.md, renamed: n1.md, n2.md, n3.md, and 1 more")
    alone = Gaps(hidden=("",)).guard(GONE, STATE).obstacle
    assert alone
    assert alone.reason.endswith(", renamed: .")


@pytest.mark.parametrize(("moved_from", "blocked"), [((), True), (("a.md",), False)])
def test_a_move_is_blocked_unless_its_file_says_what_it_was(
    moved_from: tuple[str, ...], *, blocked: bool
) -> None:
    page = Page("new.md", "Title", Body.of("Others."), moved_from=moved_from)
    known = STATE.pages["a.md"]
    reason = ActionReason.FILE_RENAMED
    move = PageChange(page.address, Action.MOVE, reason, known, page)
    obstacle = Gaps(frozenset({"n.md"})).guard(move, STATE).obstacle
    assert (obstacle is not None) is blocked
    assert obstacle is None or obstacle.kind is ObstacleKind.BLOCKED


def test_what_takes_no_file_for_gone_stays_as_it_is() -> None:
    page = Page("a.md", "Title", Body.of("Others."))
    update = PageChange(page.address, Action.UPDATE, ActionReason.FIELDS_CHANGED, GONE.before, page)
    nothing = PageChange(Address("page", "a.md"), Action.NOOP, ActionReason.UNCHANGED, GONE.before)
    gaps = Gaps(frozenset({"n.md"}))
    assert [gaps.guard(change, STATE) for change in (update, nothing)] == [update, nothing]
    held = gaps.guard(GONE, STATE)
    assert Gaps(frozenset({"m.md"})).guard(held, STATE) is held
    assert NO_GAPS.guard(GONE, STATE) is GONE


def test_a_lost_creation_of_a_file_with_an_error_is_no_page_whose_file_is_gone() -> None:
    """Its file is there, and what became of the page is seen to once the file can be read."""
    in_doubt = tuple(
        InDoubtWrite("create_page", entry(path, id=""), suspects=("p9",))
        for path in ("new.md", "x/new.md", "gone.md")
    )
    gaps = Gaps(frozenset({"new.md"}), hidden=("x/",))
    plan = make_plan((), State("lineage", in_doubt=in_doubt), gaps=gaps)
    assert [str(change.address) for change in plan.changes] == ["page:gone.md"]


def test_an_entry_of_a_file_with_an_error_is_not_forgotten_for_another_one() -> None:
    """Git's merge may leave two entries of a page; the file that says the same has it."""
    pages = {path: entry(path) for path in ("a.md", "b.md")}
    page = Page("b.md", "Title", Body.of(TEXT))
    gaps = Gaps(frozenset({"a.md"}))
    plan = make_plan((page,), State("lineage", pages=pages), gaps=gaps)
    assert [str(change.address) for change in plan.changes] == ["page:b.md"]


ADDRESS = Address("source", "https://s.example")


@pytest.mark.parametrize(
    ("gaps", "held"),
    [(NO_GAPS, False), (Gaps(frozenset({"a.md"})), True), (Gaps(hidden=("x/",)), True)],
)
def test_a_source_is_held_that_one_of_them_may_name(gaps: Gaps, *, held: bool) -> None:
    source = SourceState("https://s.example", "src-1", "", status="ready", ours=True)
    end = SourceChange(ADDRESS, Action.ARCHIVE, ActionReason.NOT_NAMED, source)
    obstacle = gaps.guard(end, STATE).obstacle
    assert (obstacle is not None) is held
    assert obstacle is None or obstacle.kind is ObstacleKind.HELD
    stays = SourceChange(ADDRESS, Action.NOOP, ActionReason.UNCHANGED, source)
    assert gaps.guard(stays, STATE) is stays


def test_each_is_noted() -> None:
    notes = [*Gaps(frozenset({"b.md", "a.md"}), hidden=("",)).notes(STATE)]
    assert [(note.path, note.severity) for note in notes] == [
        (".", "error"),
        ("a.md", "error"),
        ("b.md", "error"),
    ]
