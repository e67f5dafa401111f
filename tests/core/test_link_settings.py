"""`[links]`: what is taken, and what is refused."""

from typing import Any

import pytest

from execsync.core.link_settings import PAGE_URL, SITE_ROOTS, LinkSettings
from execsync.core.settings import RuleSettings, digest_of


@pytest.mark.parametrize(
    "address",
    [
        "https://hub.example.com/pages/{id}",
        "http://127.0.0.1:8080/{workspace_slug}/p/{id}{anchor}?view=full",
    ],
)
def test_an_address_of_a_page_is_taken(address: str) -> None:
    assert PAGE_URL.check(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        1,
        "https://hub.example.com/pages/",
        "https://hub.example.com/{slug}/{id}",
        "https://hub.example.com/{id}/{",
        "https://hub.example.com/{id}/}{anchor}",
        "javascript:alert({id})",
        "/pages/{id}",
        "https://{id}",
        "https://hub.example.com/a b/{id}",
        "https://hub.example.com/{id})",
        "https://hub.example.com/{id}\n",
        'https://hub.example.com/"{id}',
    ],
)
def test_anything_else_is_refused(address: object) -> None:
    with pytest.raises(ValueError, match="an http or https address of a page"):
        PAGE_URL.check(address)


@pytest.mark.parametrize(
    "roots",
    [
        [],
        {"docs/": "."},
        {"/docs/": ""},
        {"/docs/": "../x"},
        {"/docs/": "/x"},
        {"/a": 1},
        {"/a": "x//y"},
    ],
)
def test_roots_that_lead_nowhere_are_refused(roots: Any) -> None:
    with pytest.raises(ValueError, match="a table of beginnings of links"):
        SITE_ROOTS.check(roots)


def test_what_links_become_is_a_part_of_what_makes_a_page() -> None:
    other = RuleSettings(links=LinkSettings(site_roots=(("/docs/", ""),)))
    assert digest_of(other) != digest_of(RuleSettings())
