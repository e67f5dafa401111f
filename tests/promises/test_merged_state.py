"""Nothing archived by accident: Git may merge State so that one page has two paths."""

from dataclasses import replace

import pytest

from execsync.core.state_text import dump_state
from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes


@pytest.fixture
def merged(checkout: Checkout, hub: LocalHub) -> Checkout:
    """A page that is named at two paths: its file was renamed on one side, and edited on the other."""
    for name in "abcd":
        checkout.page(f"{name}.md", title=name.upper(), body=f"Text of {name}.")
    assert checkout.call("apply", "--yes").code == 0
    state = checkout.state()
    moved = replace(state.pages["a.md"], path="new.md", clean="")
    checkout.state_file.write_bytes(dump_state(state.with_pages([moved])))
    return checkout


@pytest.mark.parametrize("name", ["a.md", "new.md"])
def test_the_page_stays_as_long_as_one_of_its_files_is_there(
    name: str, merged: Checkout, hub: LocalHub
) -> None:
    merged.rename("a.md", name)
    before = len(writes(hub))
    ended = merged.call("apply", "--yes", "--prune")
    assert ended.code == 0, ended
    assert len(writes(hub)) == before
    assert len(live_pages(hub)) == 4
    assert merged.state().pages.keys() == {name, "b.md", "c.md", "d.md"}
    assert merged.call("apply", "--yes", "--prune").out.startswith("No changes")


def test_where_both_files_are_there_the_one_that_says_what_it_says_keeps_it(
    merged: Checkout, hub: LocalHub
) -> None:
    page_id = merged.state().pages["a.md"].id
    merged.page("new.md", title="New", body="Another text.")
    assert merged.call("apply", "--yes").code == 0
    pages = merged.state().pages
    assert pages["a.md"].id == page_id
    assert pages["new.md"].id != page_id
    texts = {page.id: page.draft_content for page in live_pages(hub)}
    assert texts[page_id] == "Text of a."
    assert texts[pages["new.md"].id] == "Another text."


def test_a_web_edit_of_it_is_a_conflict_whichever_path_keeps_it(
    merged: Checkout, hub: LocalHub
) -> None:
    page_id = merged.state().pages["a.md"].id
    hub.advance(60)
    hub.web.edit(page_id, content="Of a colleague.")
    merged.rename("a.md", "new.md")
    merged.page("new.md", title="A", body="Text of a, and more.")
    assert merged.call("apply", "--yes", "--prune").code == 1
    assert "! new.md  conflict" in merged.call("apply", "--yes", "--prune").out


def test_once_both_files_are_gone_it_is_archived_once(merged: Checkout, hub: LocalHub) -> None:
    merged.remove("a.md")
    assert merged.call("apply", "--yes", "--prune").code == 0
    assert len(live_pages(hub)) == 3
    assert merged.state().pages.keys() == {"b.md", "c.md", "d.md"}
    assert len(hub.requests("DELETE")) == 1
