from dataclasses import replace
from typing import Any

import pytest

from execsync.core.choices import Status
from execsync.core.meaning import BYTES, says
from execsync.core.planning.drift import web_edits
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.running.rebuild import adopt, adopt_sources, candidates, match
from execsync.core.snapshot import Draft, PageSnapshot, SourceSnapshot
from execsync.core.state import SourceState
from tests.support.entries import NOON, TEXT, row, snapshot

DEEP = "> " * 60
"""What stands before a text that costs too much to parse."""


def page(text: str, path: str = "a.md") -> Page:
    return Page(path, "Title", Body.of(text), Status.PUBLISHED)


def test_a_page_that_says_what_its_file_does_is_adopted_as_it_is() -> None:
    assert adopt(page("Some\n__words__.\n"), snapshot(text="Some **words**."), {}).drift is None
    assert adopt(page(f"{DEEP}{TEXT}\n"), snapshot(text=f"{DEEP}{TEXT}"), {}).drift is None


def test_a_page_that_says_something_else_is_adopted_as_edited() -> None:
    assert adopt(page("It costs $45."), snapshot(text="It costs €45."), {}).drift is not None


def test_a_text_that_cannot_be_compared_by_what_it_says_is_compared_by_its_bytes() -> None:
    assert says(DEEP + TEXT).startswith(BYTES)
    assert adopt(page(TEXT), snapshot(text=DEEP + TEXT), {}).drift is not None
    assert adopt(page(DEEP + TEXT), snapshot(text=TEXT), {}).drift is not None


def test_of_pages_with_one_title_each_is_matched_by_what_its_text_says() -> None:
    files = [page("It costs *$45*.", "a.md"), page("It costs *€45*.", "b.md")]
    pages = [snapshot("p1", text="It costs _€45_."), snapshot("p2", text="It costs _$45_.")]
    adopted = match(files, pages).adopted
    assert {path: found.row.id for path, found in adopted.items()} == {"a.md": "p2", "b.md": "p1"}


def test_the_candidates_of_a_file_are_the_pages_of_its_title() -> None:
    rows = [row("p1"), row("p2", title="Another"), row("p3", title="Title ")]
    files = [page(TEXT), Page("b.md", "Nobody's", Body.of(TEXT))]
    assert candidates(files, rows) == {"a.md": tuple(r for r in rows if r.id != "p2")}


def matched(files: list[Page], *pages: PageSnapshot) -> tuple[dict[str, str], dict[str, Any]]:
    found = match(files, pages)
    adopted = {path: one.row.id for path, one in found.adopted.items()}
    return adopted, {one.path: one.ids for one in found.unclear}


FILED = replace(page(TEXT), folder_ids=("f1",))


@pytest.mark.parametrize(
    ("files", "pages", "adopted", "unclear"),
    [
        pytest.param([page(TEXT)], [snapshot(title="Another")], {}, {}, id="another-title"),
        pytest.param(
            [FILED, page(TEXT, "b.md")],
            [snapshot("p1", text="1"), snapshot("p2", text="2", folder_ids=("f1",))],
            {"a.md": "p2", "b.md": "p1"},
            {},
            id="by-folders",
        ),
        pytest.param(
            [FILED, *(page(TEXT, f"{name}.md") for name in "bcd")],
            [*map(snapshot, ("p1", "p2", "p3")), snapshot("p4", folder_ids=("f1",))],
            {"a.md": "p4", "b.md": "p1", "c.md": "p2", "d.md": "p3"},
            {},
            id="alike-in-all-in-order",
        ),
        pytest.param(
            [page(TEXT), page(TEXT, "b.md")],
            [snapshot("p1"), snapshot("p2"), snapshot("p3")],
            {},
            {"a.md": ("p1", "p2", "p3"), "b.md": ("p1", "p2", "p3")},
            id="more-pages-than-files",
        ),
        pytest.param(
            [page(TEXT)],
            [snapshot("p1", text="1"), snapshot("p2", text="2"), snapshot("p3", title="Another")],
            {},
            {"a.md": ("p1", "p2")},
            id="rivals",
        ),
        pytest.param(
            [FILED, page("Other.", "b.md")],
            [snapshot("p1", folder_ids=("f1",))],
            {"a.md": "p1"},
            {},
            id="what-is-taken-is-no-choice",
        ),
        pytest.param(
            [FILED],
            [snapshot("p1", folder_ids=("f1",)), snapshot("p2", text=None, unread=("content",))],
            {},
            {"a.md": ("p1", "p2")},
            id="one-that-could-not-be-read",
        ),
    ],
)
def test_files_are_paired_with_pages_where_there_is_one_answer(
    files: list[Page], pages: list[PageSnapshot], adopted: dict[str, str], unclear: dict[str, Any]
) -> None:
    assert matched(files, *pages) == (adopted, unclear)


URLS = ("https://x.example/1", "https://x.example/2")
KNOWN = {url: SourceState(url, f"s{number}", "") for number, url in enumerate(URLS)}
LINKING = replace(page(TEXT), sources=tuple(map(SourceRef, URLS)))


@pytest.mark.parametrize(
    ("shown", "known", "linked", "sources"),
    [
        (("s0", "s1"), KNOWN, None, URLS),
        (("s0", "s1", "of others"), KNOWN, None, URLS),
        (("s0",), KNOWN, ("s0", "s1"), URLS[:1]),
        (("s0",), {URLS[0]: KNOWN[URLS[0]]}, None, URLS[:1]),
        (("s0", "of others"), KNOWN, ("s0", "s1", "of others"), URLS[:1]),
    ],
)
def test_a_page_is_adopted_with_the_sources_that_it_links(
    shown: tuple[str, ...],
    known: dict[str, SourceState],
    linked: tuple[str, ...] | None,
    sources: tuple[str, ...],
) -> None:
    adopted = adopt(LINKING, snapshot(source_ids=shown), known)
    assert adopted.sources == sources
    assert adopted.source_ids == (("s0", "s1") if len(known) == 2 else ("s0",))
    assert adopted.foreign_ids == tuple(i for i in shown if i == "of others")
    assert (adopted.drift is None) == (linked is None)
    assert adopted.observed is not None
    assert adopted.observed.source_ids == (linked or shown)


@pytest.mark.parametrize(("status", "is_open"), [(Status.PUBLISHED, True), (Status.DRAFT, False)])
def test_a_draft_beside_a_live_page_is_adopted_as_a_draft(status: Status, is_open: bool) -> None:
    """One that its file wants published is still to be; one that is to be a draft is as it is wanted."""
    wanted = replace(page("Mine."), status=status)
    adopted = adopt(wanted, snapshot(draft=Draft("Title", "Mine.")), {})
    assert (adopted.status, adopted.stays_live, adopted.created_at) == ("draft", is_open, NOON)


def test_a_draft_beside_a_live_page_that_differs_from_its_file_is_still_to_be_settled() -> None:
    adopted = adopt(page("Other."), snapshot(draft=Draft("Title", "Mine.")), {})
    assert (adopted.status, adopted.stays_live, adopted.drift is None) == ("draft", True, False)


def test_a_live_page_is_adopted_as_published() -> None:
    adopted = adopt(page(TEXT), snapshot(), {})
    assert (adopted.status, adopted.stays_live, adopted.drift) == ("published", False, None)


def test_a_live_page_whose_file_says_draft_is_adopted_as_published_by_somebody() -> None:
    adopted = adopt(replace(page(TEXT), status=Status.DRAFT), snapshot(), {})
    assert (adopted.status, web_edits(adopted), adopted.unbased) == ("draft", ("status",), True)


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_a_draft_and_a_page_of_a_status_that_nobody_knows_are_no_edit(status: str) -> None:
    adopted = adopt(replace(page(TEXT), status=Status.DRAFT), snapshot(status=status), {})
    assert (adopted.status, adopted.drift) == (status, None)


def source(url: str, source_id: str = "s1", status: str = "ready") -> SourceSnapshot:
    return SourceSnapshot(source_id, "Of the hub", status, url, "Anna")


NAMED = "https://x.example/%C3%BC"
SPELT = "https://X.example/ü"
FOUND = SourceState(NAMED, "s1", "Of the hub", "c.png", ("f1",), "ready", maker="Anna")


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ([source("https://other.example/")], {}),
        ([source(NAMED)], {NAMED: FOUND}),
        ([source(SPELT)], {NAMED: FOUND}),
        ([source(NAMED, status="")], {NAMED: replace(FOUND, status="pending")}),
        ([source(SPELT, "s2"), source(NAMED)], {NAMED: FOUND}),
        ([source(NAMED), source(SPELT, "s2")], {NAMED: FOUND}),
        ([source(SPELT), source(SPELT, "s2")], {NAMED: FOUND}),
    ],
)
def test_sources_that_files_name_are_adopted_and_of_two_spellings_ours(
    shown: list[SourceSnapshot], found: dict[str, SourceState]
) -> None:
    named = replace(page(TEXT), sources=(SourceRef(NAMED, "", "c.png", ("f1",)),))
    assert adopt_sources([named], shown) == found
