"""What the hub's answers say, and what State remembers of them."""

from dataclasses import replace
from typing import Any

import pytest

from execsync.core.digest import body_digest
from execsync.core.meaning import says
from execsync.core.page_fields import differing_lists
from execsync.core.snapshot import Draft, Listing, PageSnapshot, is_there
from execsync.core.state import Observed, State
from tests.support.entries import NOON, TEXT, entry, observed, row, snapshot

MINE = Draft("Mine", "My text.")


@pytest.mark.parametrize(
    ("listing", "ends", "goes_on"),
    [
        ((("r",), 1, 2, None, None), True, True),
        ((("r",), 2, 2, None, None), True, False),
        (((), 1, 2, None, None), True, False),
        ((("r",), 1, None, 101, 100), True, True),
        ((("r",), 1, None, 100, 100), True, False),
        ((("r",), 1, None, None, None), False, True),
        ((("r",), 1, None, 100, None), False, True),
        ((("r", "s"), 1, None, None, 2), False, True),
        ((("r",), 1, None, None, 2), False, False),
    ],
)
def test_a_list_goes_on_until_it_says_so_or_is_short(
    listing: tuple[Any, ...], ends: bool, goes_on: bool
) -> None:
    found: Listing[str] = Listing(*listing)
    assert (found.tells_its_end, found.goes_on) == (ends, goes_on)


@pytest.mark.parametrize(
    ("odd", "unread", "vague", "unclear"),
    [
        ((), (), False, False),
        ((), ("folders",), True, False),
        ((), ("title",), False, False),
        ((("title", "text"),), ("title",), False, True),
        ((("title", "text"),), ("folders",), True, False),
    ],
)
def test_a_row_tells_what_it_does_not_show(
    odd: tuple[tuple[str, str], ...], unread: tuple[str, ...], vague: bool, unclear: bool
) -> None:
    found = row(odd=odd, unread=unread)
    assert (found.is_vague, found.is_unclear) == (vague, unclear)


@pytest.mark.parametrize(
    ("page", "there", "body"),
    [
        (None, False, None),
        (snapshot(), True, TEXT),
        (snapshot(status="archived"), False, TEXT),
        (snapshot(draft=MINE), True, "My text."),
        (snapshot(draft=Draft("Mine", None)), True, TEXT),
        (snapshot(draft=Draft("Mine", "")), True, ""),
    ],
)
def test_the_body_is_what_the_next_publication_would_show(
    page: PageSnapshot | None, there: bool, body: str | None
) -> None:
    assert is_there(page) is there
    assert page is None or page.body == body


@pytest.mark.parametrize(
    ("page", "remembered"),
    [
        (
            snapshot(source_ids=("s1",), folder_ids=("f1",)),
            {"source_ids": ("s1",), "folder_ids": ("f1",)},
        ),
        (snapshot(text=None), {"body": "", "says": ""}),
        (
            snapshot(draft=MINE),
            {
                "title": "Mine",
                "body": body_digest("My text."),
                "says": says("My text."),
                "has_draft": True,
            },
        ),
        (snapshot(draft=Draft("Title", TEXT)), {}),
        (
            snapshot(draft=Draft("Title", "Other.")),
            {"body": body_digest("Other."), "says": says("Other."), "has_draft": True},
        ),
        (snapshot(status="draft", text=None, draft=Draft("Title", TEXT)), {"status": "draft"}),
    ],
)
def test_of_an_answer_digests_are_remembered(
    page: PageSnapshot, remembered: dict[str, Any]
) -> None:
    assert Observed.of(page) == replace(observed(), **remembered)


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Another"},
        {"status": "draft"},
        {"has_draft": True},
        {"folder_ids": ("f1",)},
        {"skill_ids": ("k1",)},
        {"source_ids": ("s1",)},
        {"body": body_digest("Other.")},
        {"says": says("Other.")},
        {"updated_at": ""},
        {"version": 2},
    ],
)
def test_a_fingerprint_tells_what_differs(other: dict[str, Any]) -> None:
    assert observed(**other).fingerprint != observed().fingerprint


def test_the_order_of_lists_makes_no_fingerprint() -> None:
    assert (
        observed(folder_ids=("f", "g")).fingerprint == observed(folder_ids=("g", "f")).fingerprint
    )


def test_lists_differ_by_what_is_in_them() -> None:
    one, other = observed(folder_ids=("f", "g"), skill_ids=("k",)), observed(folder_ids=("g", "f"))
    assert list(differing_lists(one, other)) == ["skill_ids"]
    assert list(differing_lists(one, one)) == []


def test_a_page_may_link_what_it_was_sent_with_and_what_it_showed() -> None:
    shown = entry(
        source_ids=("s1",),
        observed=observed(source_ids=("s2",)),
        drift=observed(source_ids=("s3",)),
    )
    assert shown.linked_ids == {"s1", "s2", "s3"}
    assert entry(source_ids=("s1",), observed=None).linked_ids == {"s1"}


RETIRING: dict[str, Any] = {
    "retiring": ("p8", "p9"),
    "retiring_seen": ("x", "y"),
    "retiring_edited": ("p8",),
}


def test_a_page_takes_over_what_another_one_has_replaced() -> None:
    assert entry().retiring_as(entry("b.md", **RETIRING)) == entry(**RETIRING)


def test_a_state_owns_its_pages_and_those_that_they_have_replaced() -> None:
    one, two = entry(**RETIRING), entry("b.md", id="p2")
    state = State("lineage").with_pages([one]).with_pages([two])
    assert state.pages == {"a.md": one, "b.md": two}
    assert state.owned_ids() == {"p1", "p2", "p8", "p9"}
    assert state.without_pages(["a.md"]).pages == {"b.md": two}
    assert State("lineage").shared_ids() == state.shared_ids() == frozenset()
    assert state.with_pages([entry("c.md", created_at=NOON)]).shared_ids() == {"p1"}
