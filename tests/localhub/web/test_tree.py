"""The tree: every page is in it, wherever its folders are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execsync.localhub.web.tree import grow

if TYPE_CHECKING:
    import sqlite3

from execsync.localhub.web.library import Entry


def folder(id: str, parent: str | None = None) -> sqlite3.Row:
    row: sqlite3.Row = {"id": id, "name": id.upper(), "emoji": None, "parent": parent}  # type: ignore[assignment]
    return row


def entry(
    id: str, *folder_ids: str, status: str = "published", title: str = "", file: str = ""
) -> Entry:
    return Entry(id, title or id, status, "workspace", 0, False, folder_ids, file)


def test_folders_nest_and_count_what_is_below() -> None:
    rows = [folder("a"), folder("c", "b"), folder("b", "a")]
    tree = grow(rows, [entry("1", "c"), entry("2", "a")])
    assert [(f.path, f.count) for f in tree.all_folders()] == [
        (("A",), 2),
        (("A", "B"), 1),
        (("A", "B", "C"), 1),
    ]


def test_page_stands_in_each_of_its_folders() -> None:
    tree = grow([folder("a"), folder("b")], [entry("1", "b", "a")])
    assert [[e.id for e in f.entries] for f in tree.folders] == [["1"], ["1"]]


def test_page_without_a_known_folder_is_unfiled() -> None:
    tree = grow([folder("a")], [entry("1"), entry("2", "gone")])
    assert [e.id for e in tree.unfiled.entries] == ["1", "2"]


def test_archived_pages_stand_apart() -> None:
    tree = grow([folder("a")], [entry("1", "a", status="archived")])
    assert [e.id for e in tree.archived] == ["1"]
    assert (tree.folders[0].entries, tree.entries) == ([], [])


def test_folders_without_a_known_parent_are_at_the_top() -> None:
    tree = grow([folder("a", "gone"), folder("b", "b")], [])
    assert [f.id for f in tree.folders] == ["a", "b"]


def test_folder_holds_what_is_in_its_folders() -> None:
    tree = grow([folder("a"), folder("b", "a")], [entry("1", "b")])
    assert tree.folders[0].holds("1")
    assert tree.folders[0].holds("b")
    assert not tree.folders[0].holds("2")
    assert not tree.folders[0].holds(None)


def test_a_page_whose_title_is_not_its_own_says_where_it_is() -> None:
    rows = [folder("a"), folder("b", "a")]
    pages = [
        entry("1", "b", title="Overview"),
        entry("2", title="overview", file="x/overview.md"),
        entry("3", "a"),
        entry("4", title="Overview"),
    ]
    tree = grow(rows, pages)
    assert [tree.twin_place(page) for page in pages] == ["A / B", "x/overview.md", "", ""]
    assert [tree.place(page) for page in pages] == ["A / B", "x/overview.md", "A", ""]
