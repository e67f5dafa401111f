"""The form of addresses, made of one that was copied."""

import pytest

from execsync.core.page_url import Copied, page_url_of

IDS = ("pg_1", "pg_12", "a b", "7f3c-9")


@pytest.mark.parametrize(
    ("address", "page_url", "left_out"),
    [
        ("https://hub.example/pages/pg_1", "https://hub.example/pages/{id}", ""),
        (" https://hub.example/pages/pg_1\n", "https://hub.example/pages/{id}", ""),
        ("https://hub.example/pages/pg_12/", "https://hub.example/pages/{id}/", ""),
        ("https://hub.example/pages/pg_1.html", "https://hub.example/pages/{id}.html", ""),
        ("https://hub.example/pages/a%20b", "https://hub.example/pages/{id}", ""),
        ("https://hub.example/acme/pg_1", "https://hub.example/{workspace_slug}/{id}", ""),
        ("https://acme.example/acme/pg_1", "https://acme.example/{workspace_slug}/{id}", ""),
        ("https://hub.example/acme/acme/pg_1", "https://hub.example/acme/acme/{id}", ""),
        ("https://hub.example/acmes/pg_1", "https://hub.example/acmes/{id}", ""),
        (
            "https://hub.example/pages/pg_1#discounts",
            "https://hub.example/pages/{id}",
            "#discounts",
        ),
        ("https://hub.example/p/pg_1?tab=2#top", "https://hub.example/p/{id}", "?tab=2#top"),
        ("https://hub.example/p?page=pg_1&v=2", "https://hub.example/p?page={id}&v=2", ""),
        (
            "https://hub.example/p/pg_1?in=acme",
            "https://hub.example/p/{id}?in={workspace_slug}",
            "",
        ),
        ("https://hub.example/app#/pages/pg_1", "https://hub.example/app#/pages/{id}", ""),
        ("https://hub.example/7f3c-9/7f3c-9", "https://hub.example/{id}/{id}", ""),
    ],
)
def test_a_known_id_and_the_slug_become_places(address: str, page_url: str, left_out: str) -> None:
    assert page_url_of(address, IDS, "acme") == Copied(page_url, left_out)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://hub.example/pages/pg_2", "no id that State knows"),
        ("https://hub.example/pages/pg_123", "no id that State knows"),
        ("https://hub.example/pages/title-pg_1", "no id that State knows"),
        ("https://hub.example/pages/PG_1", "no id that State knows"),
        ("https://pg_1.example/pages/", "no id that State knows"),
        ("https://hub.example/pg_1/pg_12", "ids of several pages"),
        ("https://hub.example", "no address of a page"),
        ("https://me:word@hub.example/pg_1", "no address of a page"),
        ("javascript:pg_1", "no address of a page"),
        ("pg_1", "no address of a page"),
        ("", "no address of a page"),
        ("https://hub.example/{x}/pg_1", "nothing else in braces"),
        ("https://hub.example/a b/pg_1", "cannot be used"),
        ("https://hub.example/\x1b[31m/pg_1", "cannot be used"),
    ],
)
def test_nothing_is_guessed(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        page_url_of(address, IDS, "acme")


def test_no_slug_is_no_slug() -> None:
    assert page_url_of("https://hub.example//pg_1", IDS, "").page_url == "https://hub.example//{id}"
