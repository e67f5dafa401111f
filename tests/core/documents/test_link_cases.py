"""Each case of tests/cases/links is a body, the pages that it links, and the body with their addresses."""

import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given

from execsync.core.documents.markdown import parse
from execsync.core.documents.page_links import page_links
from execsync.core.documents.site import Site
from execsync.core.link_settings import SITE_ROOTS, LinkSettings
from execsync.core.linked_text import PageLink
from tests.core.documents.markdown_pieces import BODIES
from tests.support.examples import examples

FOLDER = Path(__file__).parents[2] / "cases" / "links"
CASES = {
    f"{path.stem}: {case['name']}": {**tables, **case}
    for path in sorted(FOLDER.glob("*.toml"))
    for tables in [tomllib.loads(path.read_text(encoding="utf-8"))]
    for case in tables.pop("case")
}


def address(link: PageLink) -> str:
    return f"hub:{quote(link.path)}" + (f"#{quote(link.anchor)}" if link.anchor else "")


def filled(body: str, links: Sequence[PageLink]) -> str:
    for link in reversed(links):
        put = f"{link.before}{address(link)}{link.after}"
        body = f"{body[: link.start]}{put}{body[link.end :]}"
    return body


def emptied(body: str, text: str, links: Sequence[PageLink]) -> str:
    """The body again, made of a text with addresses and of what stood in their places."""
    for link in links:
        put = f"{link.before}{address(link)}{link.after}"
        assert text.startswith(put, link.start)
        text = f"{text[: link.start]}{body[link.start : link.end]}{text[link.start + len(put) :]}"
    return text


@pytest.mark.parametrize("name", CASES)
def test_a_body_is_filled_where_it_links_pages_and_nowhere_else(name: str) -> None:
    case: dict[str, Any] = CASES[name]
    roots = SITE_ROOTS.check(case.get("site_roots", {}))
    site = Site(case["pages"], LinkSettings(site_roots=roots))
    body = case["body"]
    links = page_links(body, parse(body), case["page"], site)
    assert [f"{link.path}#{link.anchor}".rstrip("#") for link in links] == case["links"]
    assert filled(body, links) == case.get("filled", body)


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 120


NAMES = ("b", "b c", "b(c)", "ref", "q", "quote", "list", "w", "e")
SITE = Site([f"{name}.md" for name in NAMES])


@examples(400)
@given(BODIES)
def test_what_was_filled_can_be_undone_and_code_stays_as_it_is(body: str) -> None:
    structure = parse(body)
    links = page_links(body, structure, "page.md", SITE)
    text = filled(body, links)
    assert emptied(body, text, links) == body
    covered = {offset for link in links for offset in range(link.start, link.end)}
    assert not any(covered & set(range(*code)) for code in (*structure.code, *structure.comments))
    assert all(one.end <= two.start for one, two in pairwise(links))
