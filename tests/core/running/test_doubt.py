from dataclasses import replace
from typing import Any

import pytest

from execsync.core.hub_time import earliest, parse_time
from execsync.core.meaning import says
from execsync.core.running.in_doubt import (
    Resolution,
    is_as_sent,
    judge_update,
    sort_out,
)
from execsync.core.snapshot import Draft, PageSnapshot
from execsync.core.state import InDoubtWrite, PageState
from tests.support.entries import TEXT, creation, entry, observed, snapshot, update


def sorted_out(
    doubt: InDoubtWrite, *pages: PageSnapshot, made: int = 0
) -> tuple[list[str], list[str]]:
    found = sort_out(doubt, pages, maker="us", made=made)
    return [p.row.id for p in found.made], [p.row.id for p in found.suspects]


def test_a_page_exactly_as_sent_was_made_by_it() -> None:
    assert sorted_out(creation(), snapshot(owner="us")) == (["p1"], [])
    folders = creation(folder_ids=("f", "g"))
    assert sorted_out(folders, snapshot(folder_ids=("g", "f"))) == (["p1"], [])


def test_of_two_the_older_one_comes_first() -> None:
    later = snapshot("p1", created_at="2027-01-15T12:00:01Z")
    assert sorted_out(creation(), later, snapshot("p2")) == (["p2", "p1"], [])


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Another", "text": "Another text.", "owner": "colleague"},
        {"title": "Another", "text": "Another text."},
    ],
)
def test_pages_of_others_are_their_own_business(other: dict[str, Any]) -> None:
    assert sorted_out(creation(), snapshot(**other)) == ([], [])


@pytest.mark.parametrize(
    "changed",
    [
        {"folder_ids": ("f1",)},
        {"visibility": "private"},
        {"text": "Edited since."},
        {"title": "Another"},
        {"status": "draft"},
        {"owner": "colleague"},
        {"source_ids": ("s1",)},
    ],
)
def test_a_page_that_shares_its_title_or_text_may_be_it(changed: dict[str, Any]) -> None:
    assert sorted_out(creation(), snapshot(**{"owner": "us", **changed})) == ([], ["p1"])


def test_a_page_that_shares_nothing_may_be_it_if_our_key_made_no_other() -> None:
    edited = snapshot("p1", title="Another", text="Another text.", owner="us")
    assert sorted_out(creation(), edited) == ([], ["p1"])
    assert sorted_out(creation(), edited, made=1) == ([], [])
    second = snapshot("p2", title="More", text="More text.", owner="us")
    assert sorted_out(creation(), edited, second) == ([], [])


def test_pages_without_text_are_not_alike_for_that() -> None:
    empty = snapshot(title="Another", text="", owner="colleague")
    assert sorted_out(creation(text=""), empty) == ([], [])


def test_of_an_announced_creation_the_number_of_its_sources_is_known() -> None:
    doubt = creation(sources=("https://x.example/1",))
    assert sorted_out(doubt, snapshot(source_ids=("s1",))) == (["p1"], [])
    assert sorted_out(doubt, snapshot()) == ([], ["p1"])


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
    status="draft", observed=observed(status="draft", version=None, body="", says=says(TEXT))
)
BESIDE = entry(status="draft", stays_live=True)
NEW = "Quite another text."


@pytest.mark.parametrize(
    ("known", "doubt", "shown", "resolution"),
    [
        pytest.param(
            KNOWN, update(KNOWN, text=NEW), snapshot(), Resolution.NOT_DONE, id="nothing-changed"
        ),
        pytest.param(
            KNOWN, update(KNOWN, text=NEW), snapshot(text=NEW), Resolution.LANDED, id="text-landed"
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, text=NEW),
            snapshot(version=3),
            Resolution.REVERTED,
            id="text-landed-and-the-old-one-was-restored",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, text=NEW, folder_ids=("f1",)),
            snapshot(version=3, folder_ids=("f1",)),
            Resolution.REVERTED,
            id="all-landed-and-the-old-text-was-restored",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, text=NEW),
            snapshot(version=2),
            Resolution.NOT_DONE,
            id="somebody-published-what-was-there",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, folder_ids=("f1",)),
            snapshot(version=3),
            Resolution.NOT_DONE,
            id="somebody-edited-and-restored-the-text-and-ours-is-about-folders",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, text="* a"),
            snapshot(text="- a\n"),
            Resolution.LANDED,
            id="text-landed-and-was-rewritten",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, text=NEW),
            snapshot(text="Of a colleague."),
            Resolution.EDITED,
            id="text-is-somebodys",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, folder_ids=("f1",)),
            snapshot(folder_ids=("f1",), text="Of a colleague."),
            Resolution.EDITED,
            id="folders-landed-and-text-is-somebodys",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, folder_ids=("f1",)),
            snapshot(folder_ids=("f1",), text="Some\nwords."),
            Resolution.LANDED,
            id="another-spelling-of-a-text-that-was-not-sent",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, title="New", text=NEW),
            snapshot(title="New"),
            Resolution.NOT_DONE,
            id="only-a-part-is-there",
        ),
        pytest.param(
            DRAFT,
            update(DRAFT, status="published"),
            snapshot(status="draft", version=None, text=None, draft=Draft("Title", "Some\nwords.")),
            Resolution.NOT_DONE,
            id="a-rewritten-draft-that-was-not-published",
        ),
        pytest.param(
            DRAFT,
            update(DRAFT, text=NEW),
            snapshot(status="draft", version=None, text=None, draft=Draft("Title", "Some\nwords.")),
            Resolution.NOT_DONE,
            id="a-rewritten-draft-that-was-not-changed",
        ),
        pytest.param(
            KNOWN,
            update(KNOWN, status="draft", text=NEW),
            snapshot(draft=Draft("Title", NEW)),
            Resolution.LANDED,
            id="a-draft-beside-the-live-page",
        ),
        pytest.param(
            BESIDE,
            update(BESIDE),
            snapshot(status="draft", text=None, draft=Draft("Title", TEXT)),
            Resolution.LANDED,
            id="a-live-page-that-was-taken-down",
        ),
        pytest.param(
            replace(KNOWN, drift=observed(body="of a colleague")),
            update(KNOWN, text=NEW),
            snapshot(text="Of a colleague."),
            Resolution.EDITED,
            id="a-web-edit-that-was-to-be-overwritten",
        ),
    ],
)
def test_an_update_is_judged_by_what_the_hub_shows(
    known: PageState, doubt: InDoubtWrite, shown: PageSnapshot, resolution: Resolution
) -> None:
    assert judge_update(doubt, known, shown) is resolution
