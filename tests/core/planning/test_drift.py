from typing import Any

import pytest

from execsync.core.digest import body_digest
from execsync.core.meaning import says
from execsync.core.planning.drift import drifted_fields, row_differs
from execsync.core.state import Seen
from tests.support.entries import TEXT, entry, row, seen


def test_a_row_like_the_last_answer_is_no_reason_to_look() -> None:
    assert not row_differs(row(), entry())


@pytest.mark.parametrize(
    "other",
    [
        {"updated_at": "2027-01-15T12:00:01Z"},
        {"version": 2},
        {"status": "draft"},
        {"folder_ids": ("f1",)},
        {"skill_ids": ("k1",)},
    ],
)
def test_any_other_row_is_a_reason_to_look(other: dict[str, Any]) -> None:
    assert row_differs(row(**other), entry())


def test_the_title_of_a_row_counts_where_nothing_is_live() -> None:
    draft = entry(status="draft", seen=seen(status="draft", version=None))
    assert row_differs(row(status="draft", version=None, title="New"), draft)
    assert not row_differs(row(title="the live title"), entry())


def test_a_web_edit_that_was_found_is_looked_at_again_only_when_it_changes() -> None:
    edited = entry(drift=seen(updated_at="2027-01-15T13:00:00Z", version=2))
    assert not row_differs(row(updated_at="2027-01-15T13:00:00Z", version=2), edited)
    assert row_differs(row(), edited)


@pytest.mark.parametrize(
    ("now", "fields"),
    [
        (seen(), ()),
        (seen(updated_at="2028-01-01T00:00:00Z", version=5), ()),
        (seen(title="New"), ("title",)),
        (seen(body=body_digest("New."), says=says("New.")), ("content",)),
        (seen(body=body_digest("Some\nwords."), says=says("Some\nwords.")), ()),
        (seen(status="draft", folder_ids=("f",)), ("status", "folder_ids")),
        (seen(skill_ids=("k",), source_ids=("s",)), ("skill_ids", "sources")),
    ],
)
def test_drift_is_what_the_hub_shows_other_than_it_answered(
    now: Seen, fields: tuple[str, ...]
) -> None:
    assert drifted_fields(now, seen()) == fields


def test_where_no_answer_showed_the_text_it_is_measured_by_what_we_sent() -> None:
    shown = seen(body="", title="It\u2019s  here")
    assert drifted_fields(seen(body=body_digest(TEXT), title="It's here"), shown) == ()
    other = seen(body=body_digest("Others."), says=says("Others."), title="It's here")
    assert drifted_fields(other, shown) == ("content",)


def test_a_digest_of_another_measure_is_no_drift_by_itself() -> None:
    before = seen(says="other-1:00", body="")
    assert drifted_fields(seen(), before) == ()
    assert drifted_fields(seen(updated_at="2027-01-15T13:00:00Z"), before) == ("content",)
    assert drifted_fields(seen(updated_at="2027-01-15T13:00:00Z"), seen(says="other-1:00")) == ()
