"""A plan that publishes nothing."""

from typing import Any

import pytest

from execsync.core.address import Address
from execsync.core.choices import Status
from execsync.core.planning.diff import FieldChange
from execsync.core.planning.drafting import as_drafts
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    Change,
    Obstacle,
    PageChange,
    Plan,
    SourceChange,
)
from execsync.core.planning.plan import ObstacleKind as Kind
from execsync.core.resource import Body, Page
from execsync.core.state import SourceState
from tests.support.entries import entry

PUBLISHED = Page("a.md", "Title", Body.of("Others."), status=Status.PUBLISHED)
DRAFT = Page("a.md", "Title", Body.of("Others."))


def drafted(change: Change) -> Change:
    (found,) = as_drafts(Plan("lineage", 1, (change,))).changes
    return found


def update(*fields: str, page: Page = PUBLISHED, **more: Any) -> Change:
    changed = tuple(FieldChange(name, "old", "new") for name in fields)
    reason = ActionReason.FIELDS_CHANGED
    return PageChange(page.address, Action.UPDATE, reason, entry(), page, changed, **more)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(update("title", page=DRAFT), id="a draft"),
        pytest.param(update("folder_ids"), id="nothing that readers see"),
        pytest.param(update("title", obstacle=Obstacle(Kind.HELD, "", "")), id="held"),
        pytest.param(
            SourceChange(
                Address("source", "x"),
                Action.FORGET,
                ActionReason.NOT_NAMED,
                SourceState("x", "s", "X"),
            ),
            id="a source",
        ),
    ],
)
def test_what_shows_readers_nothing_new_stays_as_it_is(change: Change) -> None:
    assert drafted(change) is change


def test_what_readers_would_see_becomes_a_draft() -> None:
    found = drafted(update("title", "status", "folder_ids"))
    assert isinstance(found.after, Page)
    assert found.after.status is Status.DRAFT
    assert [field.field for field in found.fields] == ["title", "folder_ids"]
    new = drafted(
        PageChange(Address("page", "a.md"), Action.CREATE, ActionReason.NEW_FILE, None, PUBLISHED)
    )
    assert isinstance(new.after, Page)
    assert new.after.status is Status.DRAFT


def test_a_page_that_would_only_be_published_is_left_alone() -> None:
    assert drafted(update("status")).action is Action.NOOP
    assert drafted(update("status", web_fields=("title",))).action is Action.UPDATE
