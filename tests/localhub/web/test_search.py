"""Finding pages: what is meant by some words, and in which order it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execsync.localhub.web.search import search
from execsync.localhub.web.tree import grow

from .test_tree import entry, folder

if TYPE_CHECKING:
    from werkzeug.test import Client

    from execsync.localhub import LocalHub

TREE = grow(
    [folder("support"), folder("sales")],
    [
        entry("1", "support", title="Refunds", file="support/refunds.md"),
        entry("2", "sales", title="Our refund policy"),
        entry("3", "sales", title="Prefunding"),
        entry("4", title="Money back", file="archive/refund-law.md"),
        entry("5", "sales", title="Müller & Söhne"),
        entry("6", "sales", title="Old refunds", status="archived"),
    ],
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("refund", ["1", "2", "3", "4"]),
        ("REFUND sales", ["3", "2"]),
        ("policy refund", ["2"]),
        ("muller", ["5"]),
        ("mü söh", ["5"]),
        ("support/ref", ["1"]),
        ("nowhere", []),
        ("  ", []),
        ("refunds " + "x" * 300, []),
    ],
)
def test_pages_are_found_by_title_and_place(asked: str, found: list[str]) -> None:
    assert [hit.entry.id for hit in search(TREE, asked)] == found


def test_what_is_found_is_shown_without_scripts(hub: LocalHub, site: Client) -> None:
    folder_id = hub.catalogue.add_folder("Deals", id="deals")
    for number in range(60):
        hub.web.create(f"Page <b>{number}</b>", folder_ids=[folder_id])
    shown = site.get("/search?q=page+deals").text.partition("<main")[2]
    assert shown.count('<a href="/pages/') == 50
    assert "And 10 more" in shown
    assert "Page &lt;b&gt;1&lt;/b&gt;" in shown
    assert "<bdi>Deals</bdi>" in shown
    assert "No page has that" in site.get("/search?q=nowhere").text
    assert "Words of a title" in site.get("/search").text
    assert 'value="&#34;&gt;&lt;script&gt;"' in site.get("/search?q=%22%3E%3Cscript%3E").text
