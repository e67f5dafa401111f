"""Texts with links between pages, and the addresses in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.core.linked_text import Filling, LinkedText, PageLink, address_in, form_of

TEXT = "See [prices](prices.md#terms) and [[todo]]."
LINKED = LinkedText(
    TEXT,
    (
        PageLink(13, 28, "prices.md", "terms"),
        PageLink(34, 42, "notes/todo.md", "", "[todo](", ")"),
    ),
)
FORM = "https://hub.example/p/{id}"


def test_addresses_stand_where_targets_stood() -> None:
    filling = Filling("a.md", FORM, {"prices.md": "p1", "notes/todo.md": "p2"})
    assert LINKED.filled(filling.address) == (
        "See [prices](https://hub.example/p/p1#terms) and [todo](https://hub.example/p/p2)."
    )


def test_what_is_not_known_stays_as_it_is_written() -> None:
    assert LINKED.filled(Filling("a.md", FORM, {"notes/todo.md": "p2"}).address) == (
        "See [prices](prices.md#terms) and [todo](https://hub.example/p/p2)."
    )
    assert LINKED.filled(Filling("a.md", "", {"prices.md": "p1"}).address) == TEXT


def test_a_link_to_its_own_page_is_an_anchor_of_it() -> None:
    assert LINKED.filled(Filling("prices.md", FORM).address) == "See [prices](#terms) and [[todo]]."


@pytest.mark.parametrize(
    ("form", "address"),
    [
        ("https://h.example/{id}", "https://h.example/p1#a-b"),
        ("https://h.example/{id}?x=1", "https://h.example/p1?x=1#a-b"),
        ("https://h.example/{id}{anchor}?x=1", "https://h.example/p1#a-b?x=1"),
    ],
)
def test_an_anchor_goes_where_the_form_says_or_last(form: str, address: str) -> None:
    assert address_in(form, "p1", "a-b") == address
    assert address_in(form, "p1") == address.replace("#a-b", "")


def test_no_form_is_known_where_the_slug_is_not() -> None:
    page_url = "https://h.example/{workspace_slug}/{id}"
    assert form_of(page_url, "acme co") == "https://h.example/acme%20co/{id}"
    assert form_of(page_url, "") == ""
    assert form_of(FORM, "") == FORM


@given(st.text(max_size=20), st.text(max_size=20))
def test_nothing_that_a_hub_says_ends_a_link(page_id: str, anchor: str) -> None:
    assert not set("()<>[] \t\n\\\"'`{}") & set(address_in(FORM, page_id, anchor))


def test_links_are_loose_that_do_not_name_a_file_whole() -> None:
    whole = LinkedText("[a](x/prices.md)", (PageLink(4, 15, "x/prices.md"),))
    assert not whole.is_loose
    assert LinkedText("[a](x/prices)", (PageLink(4, 12, "x/prices.md"),)).is_loose
    assert LINKED.is_loose
