from dataclasses import replace
from typing import Any

import pytest

from execsync.core.digest import words_digest
from execsync.core.hub_time import earliest, parse_time
from execsync.core.planning.drift import WORDS
from execsync.core.running.doubt import (
    Verdict,
    candidates,
    choose,
    is_as_sent,
    judge_update,
)
from execsync.core.snapshot import Draft, PageSnapshot
from execsync.core.state import Doubt, PageState
from tests.support.entries import TEXT, creation, entry, row, seen, snapshot, update

NONE: frozenset[str] = frozenset()


def test_a_page_like_the_one_that_was_sent_is_a_candidate() -> None:
    assert candidates(creation(), [row()], NONE) == (row(),)


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Another"},
        {"folder_ids": ("f1",)},
        {"visibility": "private"},
        {"created_at": "2027-01-15T11:59:54Z"},
    ],
)
def test_a_page_unlike_the_one_that_was_sent_is_no_candidate(other: dict[str, Any]) -> None:
    assert candidates(creation(), [row(**other)], NONE) == ()


def test_a_page_that_state_owns_is_no_candidate() -> None:
    assert candidates(creation(), [row("p1"), row("p2")], frozenset({"p1"})) == (row("p2"),)


def test_the_hubs_clocks_may_differ_by_some_seconds() -> None:
    early = row(created_at="2027-01-15T11:59:56Z")
    assert candidates(creation(since="2027-01-15T12:00:00.9Z"), [early], NONE) == (early,)


def test_the_order_of_folders_means_nothing() -> None:
    doubt = creation(folder_ids=("f1", "f2"))
    assert candidates(doubt, [row(folder_ids=("f2", "f1"))], NONE)


def test_among_twins_the_text_decides_then_the_words_then_the_age() -> None:
    doubt = creation(text="* a list")
    other, rewritten, exact = (
        snapshot("p1", text="something else"),
        snapshot("p2", text="- a list\n"),
        snapshot("p3", text="* a list"),
    )
    assert choose(doubt, [other, rewritten, exact]) is exact
    assert choose(doubt, [other, rewritten]) is rewritten
    assert choose(doubt, [other, snapshot("p4", text="else")]) is other


def test_a_doubt_without_a_time_reaches_back_to_the_beginning() -> None:
    assert earliest("") == parse_time("nonsense") == parse_time("")


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        (snapshot(text=f"\n{TEXT}\n"), True),
        (snapshot(text="Other words."), False),
        (snapshot(status="draft"), False),
        (snapshot(source_ids=("s1",)), False),
    ],
)
def test_a_found_page_is_ours_if_it_shows_all_that_was_sent(
    shown: PageSnapshot, same: bool
) -> None:
    assert is_as_sent(creation(), shown) is same


KNOWN = entry()
DRAFT = entry(
    status="draft", seen=seen(status="draft", version=None, body=f"{WORDS}{words_digest(TEXT)}")
)
BESIDE = entry(status="draft", stays_live=True)
NEW = "Quite another text."


@pytest.mark.parametrize(
    ("known", "doubt", "shown", "verdict"),
    [
        pytest.param(
            KNOWN, update(KNOWN, text=NEW), snapshot(), Verdict.NOT_DONE, id="nothing-changed"
        ),
        pytest.param(
            KNOWN, update(KNOWN, text=NEW), snapshot(text=NEW), Verdict.LANDED, id="text-landed"
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, text="* a"),
            snapshot(text="- a\n"),
            Verdict.LANDED,
            id="text-landed-and-was-rewritten",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, text=NEW),
            snapshot(text="Of a colleague."),
            Verdict.EDITED,
            id="text-is-somebodys",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, folder_ids=("f1",)),
            snapshot(folder_ids=("f1",), text="Of a colleague."),
            Verdict.EDITED,
            id="folders-landed-and-text-is-somebodys",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, folder_ids=("f1",)),
            snapshot(folder_ids=("f1",), text="some words!"),
            Verdict.EDITED,
            id="another-spelling-of-a-text-that-was-not-sent",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, title="New", text=NEW),
            snapshot(title="New"),
            Verdict.NOT_DONE,
            id="only-a-part-is-there",
        ),
        pytest.param(
            DRAFT,
            update(DRAFT, status="published"),
            snapshot(status="draft", version=None, text=None, draft=Draft("Title", "SOME *words*")),
            Verdict.NOT_DONE,
            id="a-rewritten-draft-that-was-not-published",
        ),
        pytest.param(
            DRAFT,
            update(DRAFT, text=NEW),
            snapshot(status="draft", version=None, text=None, draft=Draft("Title", "SOME *words*")),
            Verdict.NOT_DONE,
            id="a-rewritten-draft-that-was-not-changed",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, status="draft", text=NEW),
            snapshot(draft=Draft("Title", NEW)),
            Verdict.LANDED,
            id="a-draft-beside-the-live-page",
        ),
        pytest.param(
            BESIDE,
            update(BESIDE),
            snapshot(status="draft", text=None, draft=Draft("Title", TEXT)),
            Verdict.LANDED,
            id="a-live-page-that-was-taken-down",
        ),
        pytest.param(
            replace(KNOWN, drift=seen(body="of a colleague")),
            update(KNOWN, text=NEW),
            snapshot(text="Of a colleague."),
            Verdict.EDITED,
            id="a-web-edit-that-was-to-be-overwritten",
        ),
    ],
)
def test_an_update_is_judged_by_what_the_hub_shows(
    known: PageState, doubt: Doubt, shown: PageSnapshot, verdict: Verdict
) -> None:
    assert judge_update(doubt, known, shown) is verdict
