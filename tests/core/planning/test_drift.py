from dataclasses import replace
from typing import Any

import pytest

from execsync.core.digest import body_digest
from execsync.core.meaning import says
from execsync.core.planning.drift import (
    drifted_fields,
    is_as_shown,
    is_known_page,
    is_same_page,
    missing_sources,
    row_differs,
)
from execsync.core.state import Observed
from tests.support.entries import NOON, TEXT, entry, observed, row


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
    draft = entry(status="draft", observed=observed(status="draft", version=None))
    assert row_differs(row(status="draft", version=None, title="New"), draft)
    assert not row_differs(row(title="the live title"), entry())


def test_a_web_edit_that_was_found_is_looked_at_again_only_when_it_changes() -> None:
    edited = entry(drift=observed(updated_at="2027-01-15T13:00:00Z", version=2))
    assert not row_differs(row(updated_at="2027-01-15T13:00:00Z", version=2), edited)
    assert row_differs(row(), edited)


OTHER_TEXT = {"body": body_digest("New."), "says": says("New.")}


@pytest.mark.parametrize(
    ("now", "fields"),
    [
        (observed(), ()),
        (observed(updated_at="2028-01-01T00:00:00Z", version=5), ()),
        (observed(title="New"), ("title",)),
        (observed(body=body_digest("New."), says=says("New.")), ("content",)),
        (observed(body=body_digest("Some\nwords."), says=says("Some\nwords.")), ()),
        (observed(status="draft", folder_ids=("f",)), ("status", "folder_ids")),
        (observed(skill_ids=("k",), source_ids=("theirs",)), ("skill_ids",)),
        (observed(status="archived"), ("status",)),
        (observed(status="in_review"), ()),
    ],
)
def test_drift_is_what_the_hub_shows_other_than_it_answered(
    now: Observed, fields: tuple[str, ...]
) -> None:
    assert drifted_fields(now, observed(), ()) == fields


@pytest.mark.parametrize(
    ("now", "fields"),
    [
        pytest.param({"has_draft": True, "version": 2}, (), id="it-waits-still"),
        pytest.param({"version": 2}, ("status",), id="it-was-published"),
        pytest.param({"version": 1}, (), id="a-draft-of-the-same-was-thrown-away"),
        pytest.param({"version": None}, ("status",), id="no-version-tells-and-it-is-live"),
        pytest.param(
            {"version": None, **OTHER_TEXT}, ("content",), id="no-version-tells-of-another"
        ),
        pytest.param({"version": 1, **OTHER_TEXT}, ("content",), id="it-was-thrown-away"),
        pytest.param(
            {"version": 2, **OTHER_TEXT}, ("content", "status"), id="edited-and-published"
        ),
    ],
)
def test_a_draft_that_was_published_beside_a_live_version_is_drift_of_the_status(
    now: dict[str, Any], fields: tuple[str, ...]
) -> None:
    assert drifted_fields(observed(**now), observed(has_draft=True), ()) == fields


@pytest.mark.parametrize(
    ("shown", "fields"),
    [
        (("s",), ()),
        (("s", "theirs"), ()),
        (("theirs-before", "s"), ()),
        (("theirs-before",), ("sources",)),
        ((), ("sources",)),
    ],
)
def test_what_others_attach_or_take_off_is_no_drift_unless_it_is_ours(
    shown: tuple[str, ...], fields: tuple[str, ...]
) -> None:
    before = observed(source_ids=("s", "theirs-before"))
    assert drifted_fields(observed(source_ids=shown), before, {"s"}) == fields


def test_where_no_answer_showed_the_text_it_is_measured_by_what_we_sent() -> None:
    shown = observed(body="", title="It\u2019s  here")
    assert drifted_fields(observed(body=body_digest(TEXT), title="It's here"), shown, ()) == ()
    other = observed(body=body_digest("Others."), says=says("Others."), title="It's here")
    assert drifted_fields(other, shown, ()) == ("content",)


OLDER = "md0.1-1:00"
"""What the text said by the measure of another version."""
LATER = "2027-01-15T13:00:00Z"
EDITED = {"body": body_digest("Others."), "says": says("Others.")}


@pytest.mark.parametrize(
    ("now", "before", "fields"),
    [
        pytest.param(observed(), observed(says=OLDER), (), id="the same bytes"),
        pytest.param(
            observed(updated_at=LATER),
            observed(says=OLDER),
            (),
            id="the same bytes at another time",
        ),
        pytest.param(observed(**EDITED), observed(says=OLDER), ("content",), id="other bytes"),
        pytest.param(observed(), observed(says=OLDER, body=""), (), id="bytes never shown"),
        pytest.param(
            observed(updated_at=LATER),
            observed(says=OLDER, body=""),
            ("content",),
            id="bytes never shown, and another time",
        ),
        pytest.param(
            observed(version=2),
            observed(says=OLDER, body=""),
            ("content",),
            id="and another version",
        ),
    ],
)
def test_a_digest_of_another_measure_is_no_drift_but_bytes_and_times_are(
    now: Observed, before: Observed, fields: tuple[str, ...]
) -> None:
    assert drifted_fields(now, before, ()) == fields


OTHERS: list[dict[str, Any]] = [
    {"title": "Another"},
    {"status": "draft"},
    {"folder_ids": ("f1",)},
    {"skill_ids": ("k1",)},
    {"source_ids": ("s1",)},
    {"has_draft": True},
    EDITED,
]


@pytest.mark.parametrize("other", OTHERS)
def test_a_fingerprint_tells_what_a_person_can_change(other: dict[str, Any]) -> None:
    assert not is_as_shown(observed(**other), observed().fingerprint)


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"updated_at": LATER, "version": 2},
        {"body": body_digest("Some\nwords."), "says": says("Some\nwords.")},
    ],
)
def test_a_fingerprint_is_that_of_a_page_that_says_the_same(same: dict[str, Any]) -> None:
    assert is_as_shown(observed(**same), observed().fingerprint)


def test_a_fingerprint_of_another_measure_goes_by_bytes_or_by_times() -> None:
    assert is_as_shown(observed(updated_at=LATER), observed(says=OLDER).fingerprint)
    assert not is_as_shown(observed(**EDITED), observed(says=OLDER).fingerprint)
    assert is_as_shown(observed(), observed(says=OLDER, body="").fingerprint)
    assert not is_as_shown(observed(updated_at=LATER), observed(says=OLDER, body="").fingerprint)


@pytest.mark.parametrize("broken", ["x", "a/b", "/" * 9])
def test_a_fingerprint_that_is_none_fits_no_page(broken: str) -> None:
    assert not is_as_shown(observed(), broken)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("2026-07-01T12:00:00.250Z", True),
        ("2026-07-01T14:00:00+02:00", True),
        ("2026-07-01T12:00:01Z", False),
        ("2026-07-01T11:59:59Z", False),
    ],
)
def test_the_time_of_a_page_is_one_in_any_spelling_and_to_the_second(
    *, other: str, same: bool
) -> None:
    known = entry(created_at="2026-07-01T12:00:00Z")
    assert is_same_page(row(created_at=other), known) is same


@pytest.mark.parametrize(
    ("made", "known", "is_it"),
    [
        ("", "", True),
        ("", NOON, True),
        (NOON, NOON, True),
        (NOON, "", False),
        (NOON, "2027-01-15T13:00:00Z", False),
    ],
)
def test_a_page_is_known_only_where_state_tells_the_time_that_the_hub_tells(
    made: str, known: str, *, is_it: bool
) -> None:
    assert is_known_page(row(created_at=made), entry(created_at=known)) is is_it


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        (observed(source_ids=("s1",)), {"s2"}),
        (observed(), {"s1", "s2"}),
        (observed(source_ids=("s1", "s2")), set()),
        (observed(source_ids=("s1", "theirs")), {"s2"}),
        (observed(source_ids=("s1", "s2", "theirs")), set()),
        (observed(source_ids=("s1",), title="New"), set()),
    ],
)
def test_sources_are_missing_where_nothing_else_has_changed(
    now: Observed, missing: set[str]
) -> None:
    known = entry(source_ids=("s1", "s2"), observed=observed(source_ids=("s1", "s2", "taken-off")))
    assert missing_sources(known, now) == missing
    assert missing_sources(replace(known, observed=None), now) == set()


def test_where_one_side_tells_no_time_it_may_be_the_same_page() -> None:
    assert is_same_page(row(created_at=""), entry())
    assert is_same_page(row(), entry(created_at=""))
