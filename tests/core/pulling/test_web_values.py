"""Values that somebody changed on the web, as a file is to say them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from execsync.core.choices import Status
from execsync.core.directory import UNKNOWN, Directory, Listed, Names
from execsync.core.documents.document import parse
from execsync.core.pulling.web_values import (
    NOBODY_KNOWS,
    FileSide,
    WebValue,
    kept_title,
    title_value,
    web_values,
)
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.state import Observed, PageState
from tests.support.entries import entry, observed

FOLDERS = ("Sales", "Legal", "Twin", "Twin")
LISTS: Directory = {"folders": Names([Listed(f"f{n}", name) for n, name in enumerate(FOLDERS, 1)])}


def side(front: str = "", **fields: Any) -> FileSide:
    document, _ = parse("a.md", f"---\n{front}\n---\n\nText.".encode())
    assert document
    return FileSide(Page("a.md", "Title", Body.of("Text."), **fields), document)


def values(
    file: FileSide,
    known: PageState,
    web: Observed,
    *edited: str,
    urls: Sequence[str] = (),
    directory: Directory = LISTS,
) -> tuple[WebValue, ...]:
    return web_values(file, known, web, edited, urls=urls, directory=directory)


def folders(
    file: FileSide, base: Sequence[str], web: Sequence[str], directory: Directory = LISTS
) -> WebValue:
    known, shown = entry(folder_ids=tuple(base)), observed(folder_ids=tuple(web))
    (found,) = values(file, known, shown, "folder_ids", directory=directory)
    return found


@pytest.mark.parametrize(
    ("front", "ids", "names", "web", "expected"),
    [
        ("folders: [Sales]", ["f1"], ["Sales"], ["f2", "f1"], {"folders": ["Sales", "Legal"]}),
        ("folders: [Sales]", ["f1"], ["Sales"], [], {"folders": []}),
        (
            "folders: [Sales]",  # of two that are called the same, a name tells neither
            ["f1"],
            ["Sales"],
            ["f1", "f3"],
            {"folders": ["Sales"], "folder_ids": ["f3"]},
        ),
        ("folder_ids: [f2, f1]", ["f2", "f1"], [], ["f1", "f3"], {"folder_ids": ["f1", "f3"]}),
        (
            "folder_ids: [f2, f1]",
            ["f2", "f1"],
            [],
            ["f3", "f1", "f2"],
            {"folder_ids": ["f2", "f1", "f3"]},
        ),
        (
            "folders: [Sales]\nfolder_ids: [f3]",
            ["f1", "f3"],
            ["Sales"],
            ["f2", "f3"],
            {"folders": ["Legal"], "folder_ids": ["f3"]},
        ),
        (
            "folders: [Sales]\nfolder_ids: [f3]",
            ["f1", "f3"],
            ["Sales"],
            ["f1"],
            {"folders": ["Sales"], "folder_ids": []},
        ),
        ("folders: []", [], [], ["f2"], {"folders": ["Legal"]}),
        ("folder_ids: []", [], [], ["f2"], {"folder_ids": ["f2"]}),
        ("", [], [], ["f2"], {"folders": ["Legal"]}),
        ("", [], [], ["f9"], {"folder_ids": ["f9"]}),
        # What execsync.toml gives is written into the file in the same way.
        ("", ["f1"], [], ["f1", "f2"], {"folder_ids": ["f1", "f2"]}),
        ("", ["f1"], ["Sales"], ["f1", "f2"], {"folders": ["Sales", "Legal"]}),
        ("", ["f1"], [], [], {"folder_ids": []}),
    ],
)
def test_a_list_is_written_as_the_file_has_it(
    front: str, ids: list[str], names: list[str], web: list[str], expected: dict[str, list[str]]
) -> None:
    file = side(front, folder_ids=tuple(ids), folders=tuple(names))
    assert folders(file, ids, web).web == expected


def test_names_are_told_with_their_ids() -> None:
    file = side("folders: [Sales, Old]", folder_ids=("f1", "f8"), folders=("Sales", "Old"))
    found = folders(file, ["f1", "f8"], ["f3", "f2", "f1"])
    assert found.names == {"f1": "Sales", "f2": "Legal"}
    assert found.base == {"folders": ["Sales", "Old"]}
    assert not found.is_local


def test_without_the_hubs_list_only_names_of_the_file_are_known() -> None:
    file = side("folders: [Sales]", folder_ids=("f1",), folders=("Sales",))
    found = folders(file, ["f1"], ["f1", "f2"], UNKNOWN)
    assert found.web == {"folders": ["Sales"], "folder_ids": ["f2"]}
    assert folders(side(), [], ["f2"], UNKNOWN).web == {"folder_ids": ["f2"]}


@pytest.mark.parametrize(
    ("now", "is_local"),
    [(["f1", "f2"], False), (["f2", "f1"], False), (["f3", "f1"], False), (["f1"], True)],
)
def test_a_third_value_is_the_files_whatever_the_order(now: list[str], is_local: bool) -> None:
    file = side("folder_ids: []", folder_ids=tuple(now))
    assert folders(file, ["f1", "f2"], ["f1", "f3"]).is_local is is_local


@pytest.mark.parametrize(
    ("known", "base"),
    [
        (entry(status="published"), "published"),
        (entry(status="draft", stays_live=True), "published"),
        (entry(status="draft", stays_live=True, observed=None), "draft"),
        (entry(status="draft", observed=observed(status="published")), "draft"),
    ],
)
def test_a_draft_beside_a_live_version_leaves_the_status(known: PageState, base: str) -> None:
    file = side(status=Status.DRAFT)
    (found,) = values(file, known, observed(status="published"), "status")
    wanted = WebValue("status", {"status": base}, {"status": "published"})
    assert found == replace(wanted, is_local=base != "draft")


def test_sources_stay_as_they_are_written() -> None:
    front = "sources:\n  - {url: 'https://a.example/', title: A}\n  - https://b.example/"
    file = side(
        front, sources=(SourceRef("https://a.example/", "A"), SourceRef("https://b.example/"))
    )
    known = entry(sources=("https://a.example/", "https://b.example/"))
    urls = ["https://c.example/", "https://a.example/"]
    (found,) = values(file, known, observed(), "sources", urls=urls)
    kept = {"url": "https://a.example/", "title": "A"}
    assert found.web == {"sources": [kept, "https://c.example/"]}
    assert found.base == {"sources": [kept, "https://b.example/"]}
    assert not found.is_local


def test_sources_of_the_configuration_come_with_all_that_it_says_of_them() -> None:
    refs = (SourceRef("https://a.example/", "A", "c.png", ("f1",)), SourceRef("https://b.example/"))
    urls = ["https://a.example/", "https://b.example/"]
    (found,) = values(side(sources=refs), entry(), observed(), "sources", urls=urls)
    whole = {"url": "https://a.example/", "title": "A", "cover": "c.png", "folder_ids": ["f1"]}
    assert found.web == {"sources": [whole, "https://b.example/"]}
    assert not found.is_local  # the file says what the web does
    assert not values(side(), entry(), observed(), "sources", urls=urls)[0].is_local


def test_each_edited_field_has_its_value_and_no_other() -> None:
    web = observed(status="draft", folder_ids=("f1",), skill_ids=("s1",))
    edited = ("sources", "skill_ids", "content", "folder_ids", "title", "status")
    found = values(side(), entry(), web, *edited)
    assert [value.name for value in found] == ["status", "folder_ids", "skill_ids", "sources"]
    assert values(side(), entry(), web, "title", "content") == ()


def test_where_nobody_knows_what_was_before_each_difference_is_on_both_sides() -> None:
    file = side(folder_ids=("f1",), sources=(SourceRef("https://a.example/"),))
    known = entry(folder_ids=("f1",), sources=("https://a.example/",), unbased=True)
    web = observed(title="Other", folder_ids=("f2",))
    found = values(file, known, web, "folder_ids", "sources", urls=["https://b.example/"])
    assert [value.is_local for value in found] == [True, True]
    assert found[0].base == {"folder_ids": [NOBODY_KNOWS]}
    assert found[1].base == {"sources": [f"https://{NOBODY_KNOWS}.invalid/"]}
    title = title_value(file, known, web)
    assert (title.base, title.is_local) == ({"title": NOBODY_KNOWS}, True)


@pytest.mark.parametrize(("now", "is_local"), [("Title", False), ("New", False), ("Mine", True)])
def test_a_title_is_written_without_blanks_at_its_ends(now: str, is_local: bool) -> None:
    file = side()
    file = replace(file, page=replace(file.page, title=now))
    found = title_value(file, entry(), observed(title="  New "))
    assert found == WebValue("title", {"title": "Title"}, {"title": "New"}, is_local)


def test_a_title_that_is_kept_is_no_change() -> None:
    assert kept_title("Old") == WebValue("title", {"title": "Old"}, {"title": "Old"})
