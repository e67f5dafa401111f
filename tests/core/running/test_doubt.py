from dataclasses import replace
from typing import Any

import pytest

from execsync.core.hub_time import earliest, parse_time
from execsync.core.meaning import says
from execsync.core.page_fields import FIELDS
from execsync.core.running.in_doubt import (
    Resolution,
    is_as_sent,
    is_as_wanted,
    is_overtaken,
    judge_update,
    not_shown,
    shares_text,
    sort_out,
    suspect_ids,
    was_sent,
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


@pytest.mark.parametrize(
    ("shown", "was"),
    [
        ({}, True),
        ({"owner": "us"}, True),
        ({"text": None, "source_ids": ("s1",)}, True),
        ({"source_ids": ("s1",)}, False),
        ({"text": "Other words."}, False),
        ({"title": "Another"}, False),
        ({"visibility": "private"}, False),
        ({"folder_ids": ("f1",)}, False),
        ({"owner": "colleague"}, False),
    ],
)
def test_an_archived_page_was_sent_if_all_that_is_still_shown_is_as_sent(
    shown: dict[str, Any], was: bool
) -> None:
    assert was_sent(creation(), snapshot(status="archived", **shown), "us") is was


@pytest.mark.parametrize(
    ("known", "sent", "version", "overtaken"),
    [
        (KNOWN, {"text": NEW}, 2, False),
        (KNOWN, {"text": NEW}, 3, True),
        (KNOWN, {"title": "New"}, 2, False),
        (KNOWN, {"folder_ids": ("f1",)}, 1, False),
        (KNOWN, {"folder_ids": ("f1",)}, 2, True),
        (KNOWN, {"text": NEW, "status": "draft"}, 1, False),
        (KNOWN, {"text": NEW, "status": "draft"}, 2, True),
        (KNOWN, {"text": NEW}, None, False),
        (entry(observed=observed(version=None)), {"text": NEW}, 9, False),
        (entry(observed=None), {"text": NEW}, 9, False),
        (entry(drift=observed(version=4)), {"text": NEW}, 5, False),
        (entry(drift=observed(version=4)), {"text": NEW}, 6, True),
    ],
)
def test_who_else_has_published_a_page_is_told_by_its_version(
    known: PageState, sent: dict[str, Any], version: int | None, overtaken: bool
) -> None:
    shown = snapshot(version=version)
    assert is_overtaken(update(known, **sent), known, shown) is overtaken


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [((), True), (("title",), True), (("title", "content"), False), (("content",), False)],
)
def test_a_page_is_as_wanted_in_the_fields_that_are_asked_for(
    fields: tuple[str, ...], wanted: bool
) -> None:
    assert is_as_wanted(update(KNOWN, text=NEW), snapshot(), fields) is wanted


def test_a_page_may_be_as_wanted_in_all_its_fields() -> None:
    assert is_as_wanted(update(KNOWN, text=NEW), snapshot(text=NEW), FIELDS)


@pytest.mark.parametrize(
    ("sent", "fields", "shown", "missing"),
    [
        ({"text": NEW}, {"content": NEW, "title": "A"}, {}, {"content"}),
        ({"text": NEW}, {"content": NEW, "title": "A"}, {"text": NEW}, set()),
        ({"source_ids": ("s1",)}, {"source_ids": ("s1",)}, {}, {"sources"}),
        ({"source_ids": ("s1",)}, {"source_ids": ("s1",)}, {"source_ids": ("s1",)}, set()),
        (
            {"source_ids": ("s1",)},
            {"source_ids": ("s1", "theirs")},
            {"source_ids": ("s1",)},
            {"sources"},
        ),
        ({"source_ids": ()}, {"source_ids": ()}, {"source_ids": ("s1",)}, {"sources"}),
        ({"status": "draft"}, {"status": "draft", "title": "A"}, {}, set()),
        ({}, {"status": "published"}, {"status": "draft"}, {"status"}),
    ],
)
def test_what_an_update_sent_and_a_page_does_not_show(
    sent: dict[str, Any], fields: dict[str, object], shown: dict[str, Any], missing: set[str]
) -> None:
    assert not_shown(update(KNOWN, **sent), snapshot(**shown), fields) == missing


@pytest.mark.parametrize(
    ("sent", "shown", "shares"),
    [(TEXT, TEXT, True), ("* a", "- a", True), (TEXT, NEW, False), ("", "", False)],
)
def test_a_text_is_shared_if_there_is_any(sent: str, shown: str, shares: bool) -> None:
    assert shares_text(creation(text=sent), snapshot(text=shown)) is shares


def test_a_page_whose_title_could_not_be_read_may_be_it() -> None:
    unread = snapshot(title="", text=NEW, owner="colleague", unread=("title",))
    assert sorted_out(creation(), unread) == ([], ["p1"])


def test_a_page_that_could_not_be_read_in_full_is_not_as_sent() -> None:
    assert not is_as_sent(creation(), snapshot(unread=("skills",)))


def test_an_announced_creation_has_no_more_sources_than_its_file_names() -> None:
    doubt = creation(sources=("https://x.example/1",))
    assert sorted_out(doubt, snapshot(source_ids=("s1", "s1"))) == (["p1"], [])
    assert sorted_out(doubt, snapshot(source_ids=("s1", "s2"))) == ([], ["p1"])


def test_suspects_are_kept_by_their_ids() -> None:
    assert suspect_ids((snapshot("p2"), snapshot("p1"))) == ("p2", "p1")
