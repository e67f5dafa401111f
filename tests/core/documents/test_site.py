"""Which page a link means."""

import pytest

from execsync.core.documents.links import Target
from execsync.core.documents.position import Span
from execsync.core.documents.site import Site
from execsync.core.documents.structure import Link, LinkKind
from execsync.core.link_settings import SITE_ROOTS, LinkSettings

PAGES = (
    "a.md",
    "A/todo.md",
    "b/todo.md",
    "b/Roles.md",
    "b/index.md",
    "c/x/todo.md",
    "d/Ü.md",
    "d/ü.md",
)


def target(
    written: str, page: str = "b/page.md", kind: LinkKind = LinkKind.INLINE
) -> Target | None:
    return Site(PAGES).target(Link(kind, written, 0, 0, Span(0, 0)), page)


@pytest.mark.parametrize(
    ("written", "page", "expected"),
    [
        ("b.md", "a.md", Target("b.md")),
        ("b.md#c", "x/a.md", Target("x/b.md", "c")),
        ("../b.md", "x/a.md", Target("b.md")),
        ("./y/../b.md?q=1#c", "x/a.md", Target("x/b.md", "c")),
        ("/b.md", "x/y/a.md", Target("b.md")),
        ("../../b.md", "x/a.md", Target("../b.md", outside=True)),
        ("../../b/", "x/a.md", Target("../b", outside=True)),
        ("#c", "a.md", Target("", "c")),
        ("u\u0308.md", "a.md", Target("\u00fc.md")),
        ("../", "x/a.md", Target(".")),
        ("a%23b%20c.md#d%20e", "a.md", Target("a#b c.md", "d e")),
        ("/", "a.md", Target(".")),
        ("../B/todo.md", "b/page.md", Target("b/todo.md", other_case=True)),
        ("roles", "b/page.md", Target("b/Roles.md", other_case=True)),
        ("/D/ü.md", "a.md", Target("D/ü.md")),
    ],
)
def test_targets_are_looked_up_from_the_page(written: str, page: str, expected: Target) -> None:
    assert target(written, page) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("todo", Target("", candidates=("A/todo.md", "b/todo.md", "c/x/todo.md"))),
        ("todo#x", Target("", "x", candidates=("A/todo.md", "b/todo.md", "c/x/todo.md"))),
        ("./todo", Target("b/todo.md")),
        ("x/todo", Target("c/x/todo.md")),
        ("A/todo", Target("A/todo.md")),
        ("a/todo", Target("A/todo.md")),
        ("roles", Target("b/Roles.md")),
        ("ü", Target("d/ü.md")),
        ("do", Target("do.md")),
        ("../../../x", Target("../../x", outside=True)),
    ],
)
def test_a_wikilink_names_a_page_by_the_end_of_its_path(written: str, expected: Target) -> None:
    assert target(written, kind=LinkKind.WIKILINK) == expected


def test_the_whole_path_names_one_of_several() -> None:
    site = Site(("x/todo.md", "y/x/todo.md"))
    link = Link(LinkKind.WIKILINK, "x/todo", 0, 0, Span(0, 0))
    assert site.target(link, "page.md") == Target("x/todo.md")


def test_of_the_folders_that_a_beginning_stands_for_the_longest_counts() -> None:
    roots = SITE_ROOTS.check({"/docs": "b", "/docs/old/": "./c/x", "/": "d"})
    assert roots == (("/docs/old/", "c/x/"), ("/docs/", "b/"), ("/", "d/"))
    site = Site(PAGES, LinkSettings(site_roots=roots))
    for written, path in (
        ("/docs/old/todo", "c/x/todo.md"),
        ("/docs/", "b/index.md"),
        ("/ü", "d/ü.md"),
    ):
        found = site.target(Link(LinkKind.INLINE, written, 0, 0, Span(0, 0)), "a.md")
        assert found == Target(path)
