"""Which pages of others look like one of ours."""

from typing import Any

import pytest

from execsync.core.planning.diff import FieldChange
from execsync.core.planning.others import LookAlikes, Others, compared_pages, makes_look
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    Obstacle,
    ObstacleKind,
    PageChange,
    Plan,
)
from execsync.core.resource import Body, Page
from execsync.core.state import PageState
from tests.support.entries import entry, observed, row

PAGE = Page("a.md", "Title", Body.of("Text."))
ROWS = [
    row("p4", folder_ids=("f1",)),
    row("p3"),
    row("p2", folder_ids=(), unread=("folders",)),
    row("p1", title="Another", unread=("folders",)),
    row("p0"),
]


@pytest.mark.parametrize(
    ("folder_ids", "found"), [((), ["p0", "p3", "p2"]), (("f1",), ["p4", "p2"]), (("f2",), ["p2"])]
)
def test_a_page_of_unknown_folders_may_look_like_any_of_its_title(
    folder_ids: tuple[str, ...], found: list[str]
) -> None:
    alike = LookAlikes(Others(ROWS))
    assert [one.id for one in alike.of(entry(folder_ids=folder_ids))] == found
    assert [one.id for one in alike.like("Title", folder_ids)] == found


def change(
    before: PageState | None,
    *fields: str,
    action: Action = Action.UPDATE,
    obstacle: Obstacle | None = None,
    **wanted: Any,
) -> PageChange:
    after = Page(**{"path": "a.md", "title": "Title", "body": PAGE.body, **wanted})
    changed = tuple(FieldChange(field, "", "") for field in fields)
    reason = ActionReason.FIELDS_CHANGED
    return PageChange(PAGE.address, action, reason, before, after, changed, obstacle=obstacle)


@pytest.mark.parametrize(
    ("made", "is_new"),
    [
        (change(None), True),
        (change(entry()), False),
        (change(entry(), "content"), False),
        (change(entry(), "title", title="New"), True),
        (change(entry(), "folder_ids", folder_ids=("f1",)), True),
        (change(entry(observed=observed(title="New")), "title", title="New"), False),
        (change(entry(drift=observed(title="New")), "title", title="New"), False),
        (change(entry(observed=None), "title", title=" Title "), False),
        (change(entry(), action=Action.REPLACE), False),
        (change(entry(), "visibility", action=Action.REPLACE), True),
        (PageChange(PAGE.address, Action.ARCHIVE, ActionReason.FILE_GONE, entry()), False),
    ],
)
def test_a_change_makes_a_look_if_the_hub_has_none_like_it(made: PageChange, is_new: bool) -> None:
    assert makes_look(made) is is_new


@pytest.mark.parametrize(
    ("made", "compared"),
    [
        (change(entry(), "content"), [entry()]),
        (change(entry()), []),
        (change(None, "content"), []),
        (change(entry(), "content", obstacle=Obstacle(ObstacleKind.HELD, "", "")), []),
        (PageChange(PAGE.address, Action.ARCHIVE, ActionReason.FILE_GONE, entry()), []),
    ],
)
def test_pages_to_be_written_are_compared(made: PageChange, compared: list[PageState]) -> None:
    assert compared_pages(Plan("lineage", 1, (made,))) == compared
