"""Beginnings of links, and what they stand for."""

from collections.abc import Sequence

from execsync.core.documents.document import NO_FRONT, Document
from execsync.core.documents.site_roots import SiteRoot, likely_site_roots

PATHS = ("en/a.md", "en/guide/b.md", "de/a.md", "c.md")


def roots(*targets: str, paths: Sequence[str] = PATHS) -> dict[SiteRoot, int]:
    body = "\n\n".join(f"[x]({target})" for target in targets)
    return dict(likely_site_roots([Document("c.md", NO_FRONT, body)], paths))


def test_a_name_that_is_no_folder_may_stand_for_the_root() -> None:
    assert roots("/docs/en/a", "/docs/c", "/docs/none") == {SiteRoot("/docs/", ""): 2}


def test_so_may_two_names() -> None:
    assert roots("/x/y/en/a", "/x/z/none") == {SiteRoot("/x/y/", ""): 1}


def test_a_slash_may_stand_for_a_folder_at_the_top() -> None:
    assert roots("/a/", "/guide/b/", "/c") == {SiteRoot("/", "en/"): 1}


def test_it_may_stand_for_one_that_lies_deeper() -> None:
    paths = ["archetypes/a.md", *(f"content/en/{name}.md" for name in ("a", "b", "x/c"))]
    assert roots("/a", "/b", "/x/c", paths=paths) == {SiteRoot("/", "content/en/"): 3}


def test_a_folder_that_few_of_the_links_hit_is_none() -> None:
    assert not roots("/a", "/none", "/neither", "/more/still", "/x")
    assert not roots("/docs/c", "/docs/none", "/docs/more")
    assert roots("/docs/c", "/docs/none") == {SiteRoot("/docs/", ""): 1}


def test_each_has_to_gain_something() -> None:
    assert roots("/docs/c", "/more/c", "/guide/b") == {
        SiteRoot("/docs/", ""): 1,
        SiteRoot("/more/", ""): 1,
        SiteRoot("/", "en/"): 1,
    }


def test_a_folder_named_twice_is_a_slip() -> None:
    assert not roots("/en/en/a.md")


def test_links_that_lead_somewhere_need_nothing() -> None:
    assert not roots("/en/a", "/c.md", "/none", "https://example.com/docs/c", "//docs/c")


def test_an_image_stands_for_no_page() -> None:
    assert not dict(likely_site_roots([Document("c.md", NO_FRONT, "![x](/docs/c)")], PATHS))
