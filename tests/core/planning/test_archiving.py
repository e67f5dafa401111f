"""How many pages may go at once, and what of a plan takes links of sources away."""

from dataclasses import replace
from typing import Any

import pytest

from execsync.core.address import Address
from execsync.core.planning.archiving import (
    archives_source,
    plan_archives,
    refuse_mass,
    unnamed_sources,
)
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    Obstacle,
    ObstacleKind,
    PageChange,
    SourceChange,
)
from execsync.core.resource import Body, Page
from execsync.core.state import PageState, SourceState, State
from tests.support.entries import entry

PRUNED = PlanOptions(prune=True)
URL = "https://x.example/one"


def many(number: int, **fields: Any) -> list[PageState]:
    return [entry(f"{n}.md", id=f"p{n}", **fields) for n in range(number)]


def is_refused(number: int, total: int, options: PlanOptions = PRUNED, left: int = 0) -> bool:
    pages = many(total)
    if left:
        pages[-1] = entry(f"{total - 1}.md", retiring=tuple(f"old{n}" for n in range(left)))
    state = State("lineage", pages={page.path: page for page in pages})
    gone = pages[:number]
    return refuse_mass(gone, {page.path: None for page in gone}, state, options) is not None


@pytest.mark.parametrize(
    ("number", "total", "refused"),
    [
        pytest.param(1, 1, False, id="one is no mass"),
        pytest.param(2, 6, True, id="two above 30 %"),
        pytest.param(2, 7, False, id="two below 30 %"),
        pytest.param(3, 10, False, id="30 %"),
        pytest.param(4, 13, True, id="above 30 %"),
        pytest.param(10, 100, False, id="ten of many"),
        pytest.param(11, 100, True, id="eleven of many"),
    ],
)
def test_more_than_ten_or_thirty_percent_are_refused(
    number: int, total: int, *, refused: bool
) -> None:
    assert is_refused(number, total) is refused


def test_as_many_as_were_allowed_may_go() -> None:
    assert not is_refused(11, 100, PlanOptions(prune=True, allow_archive=11))
    assert is_refused(11, 100, PlanOptions(prune=True, allow_archive=10))


@pytest.mark.parametrize(("left", "refused"), [(1, False), (2, True)])
def test_pages_that_replacements_left_are_counted_with_them(left: int, *, refused: bool) -> None:
    """Nine of 100 and these are 10 or 11."""
    assert is_refused(9, 100, left=left) is refused


@pytest.mark.parametrize(("left", "refused"), [(3, False), (4, True)])
def test_pages_that_replacements_left_are_part_of_the_whole(left: int, *, refused: bool) -> None:
    """Of 8 pages and these: 3 of 11 are less than 30 %, 4 of 12 are more."""
    assert is_refused(0, 8, left=left) is refused


def test_what_a_replacement_left_that_is_allowed_by_name_is_no_mass() -> None:
    allowed = PlanOptions(prune=True, allow_replace=("7.md",))
    assert not is_refused(0, 8, allowed, left=9)
    assert is_refused(0, 8, replace(allowed, allow_replace=("6.md",)), left=9)
    assert not is_refused(0, 8, replace(allowed, prune=False), left=9)


def test_it_counts_once_the_file_of_its_successor_is_gone() -> None:
    allowed = PlanOptions(prune=True, allow_replace=("*",), allow_archive=16)
    assert is_refused(8, 8, allowed, left=9)
    assert not is_refused(8, 8, replace(allowed, allow_archive=17), left=9)


def test_a_page_that_was_archived_on_the_web_is_forgotten_whatever_is_allowed() -> None:
    held = Obstacle(ObstacleKind.HELD, "why", "how")
    pages = many(2, archived=True)
    spared = {"0.md": None, "1.md": held}
    changes = plan_archives(
        pages, spared, None, NONE, overwrites=lambda _path: False, empty_root=False
    )
    assert [(c.action, c.reason, c.obstacle) for c in changes] == [
        (Action.FORGET, ActionReason.ARCHIVED_ON_WEB, None),
        (Action.FORGET, ActionReason.ARCHIVED_ON_WEB, held),
    ]


@pytest.mark.parametrize("action", [Action.UPDATE, Action.REPLACE, Action.MOVE])
def test_a_page_that_is_not_written_anew_keeps_its_sources(action: Action) -> None:
    """A replacement without fields only archives what an earlier one has left."""
    known = entry(sources=(URL,), source_ids=("s1",))
    source = SourceState(URL, "s1", "One", ours=True)
    state = State("lineage", pages={known.path: known}, sources={URL: source})
    page = Page(known.path, known.title, Body.of("Others."))
    change = PageChange(page.address, action, ActionReason.FIELDS_CHANGED, known, page)
    assert unnamed_sources([page], [change], state) == {}


def test_an_archiving_of_a_source_is_told_from_all_else() -> None:
    source = SourceState(URL, "s1", "One", ours=True)
    archive = SourceChange(Address("source", URL), Action.ARCHIVE, ActionReason.NOT_NAMED, source)
    forget = SourceChange(Address("source", URL), Action.FORGET, ActionReason.NOT_NAMED, source)
    held = Obstacle(ObstacleKind.HELD, "why", "how")
    page = PageChange(Address("page", "a.md"), Action.ARCHIVE, ActionReason.FILE_GONE, entry())
    stays = SourceChange(archive.address, archive.action, archive.reason, source, obstacle=held)
    assert [archives_source(c) for c in (archive, forget, page, stays)] == [True] + [False] * 3
