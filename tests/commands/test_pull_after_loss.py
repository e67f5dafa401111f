"""A pull after State was lost: nobody knows what a page was before, so neither side gives way unasked."""

import re
import shutil

import pytest

from execsync.localhub import LocalHub
from tests.commands.conftest import NO_LIMITS
from tests.commands.pulling import MARIA, begun, change, live, pull, text
from tests.support.checkout import Checkout

WAYS = [("state", "rebuild", "--yes"), ("import", "--all", "--adopt", "--yes")]


def lost(hub: LocalHub, checkout: Checkout, way: tuple[str, ...], **web: str) -> None:
    """A file and its page that were changed in different places, and a State that was lost and made anew."""
    page_id = begun(checkout)
    hub.web.edit(page_id, publish=True, **web)
    change(checkout, "Four.", "Four, here.")
    shutil.rmtree(checkout.state_folder)
    ended = checkout.call(*way)
    assert ended.code == 0, ended


@pytest.mark.parametrize("way", WAYS, ids=["rebuild", "import"])
def test_after_a_lost_state_both_texts_stand_side_by_side(
    hub: LocalHub, checkout: Checkout, way: tuple[str, ...]
) -> None:
    lost(hub, checkout, way, content=MARIA)
    ended = pull(checkout)
    assert ended.code == 1, ended
    assert "Four, here." in text(checkout)
    assert "Two, by Maria." in text(checkout)
    assert "<<<<<<<" in text(checkout)
    assert "nobody knows any more what its text was" in ended.out
    checkout.write("a.md", resolved(text(checkout)))
    assert checkout.call("apply", "--yes").code == 0
    assert "Four, here." in live(hub)
    page_id = checkout.state().pages["a.md"].id
    hub.web.edit(page_id, content=live(hub).replace("Five.", "Fünf."), publish=True)
    change(checkout, "One.", "Eins.")
    assert pull(checkout).code == 0, "settled, the page has a base again"
    assert "Eins." in text(checkout)
    assert "Fünf." in text(checkout)


def resolved(marked: str) -> str:
    """The file's side of each conflict."""
    return re.sub(r"<<<<<<<[^\n]*\n(.*?)=======\n.*?>>>>>>>[^\n]*\n", r"\1", marked, flags=re.S)


@pytest.mark.parametrize("way", WAYS, ids=["rebuild", "import"])
def test_after_a_lost_state_to_fail_writes_nothing(
    hub: LocalHub, checkout: Checkout, way: tuple[str, ...]
) -> None:
    lost(hub, checkout, way, content=MARIA)
    before, state = text(checkout), checkout.state()
    ended = pull(checkout, "--on-conflict", "fail")
    assert ended.code == 1, ended
    assert text(checkout) == before
    assert checkout.state().pages == state.pages


@pytest.mark.parametrize("choice", ["ours", "theirs"])
def test_after_a_lost_state_one_side_may_be_taken(
    hub: LocalHub, checkout: Checkout, choice: str
) -> None:
    lost(hub, checkout, WAYS[0], content=MARIA)
    assert pull(checkout, "--on-conflict", choice).code == 0
    assert ("Four, here." in text(checkout)) is (choice == "ours")
    assert ("by Maria" in text(checkout)) is (choice == "theirs")
    assert not checkout.state().pages["a.md"].unbased


@pytest.mark.parametrize("where", ["front matter", "heading"])
def test_after_a_lost_state_titles_stand_side_by_side(
    hub: LocalHub, checkout: Checkout, where: str
) -> None:
    if where == "heading":
        checkout.configure(
            f'{NO_LIMITS}[content]\ntitle_from = ["heading"]\nstrip_title_heading = true\n'
        )
        checkout.write("a.md", "---\nstatus: published\n---\n# Guide\n\nText.\n")
    else:
        checkout.page("a.md", title="Guide", status="published", body="Text.\n")
    assert checkout.call("apply", "--yes").code == 0
    page_id = checkout.state().pages["a.md"].id
    shutil.rmtree(checkout.state_folder)
    hub.web.edit(page_id, title="By Maria", publish=True)
    ended = checkout.call("state", "adopt", "page:a.md", page_id)
    assert ended.code == 0, ended
    ended = pull(checkout)
    assert ended.code == 1, ended
    assert "Guide" in text(checkout)
    assert "By Maria" in text(checkout)
    assert "<<<<<<<" in text(checkout)


def test_after_a_lost_state_lists_stand_side_by_side(hub: LocalHub, checkout: Checkout) -> None:
    hub.change(invent_ids=False)
    sales, support = hub.catalogue.add_folder("Sales"), hub.catalogue.add_folder("Support")
    page_id = begun(checkout, folders=["Sales"], sources=["https://a.example/1"])
    hub.web.edit(page_id, folder_ids=[support], publish=True)
    shutil.rmtree(checkout.state_folder)
    ended = checkout.call("state", "adopt", "page:a.md", page_id)
    assert ended.code == 0, ended
    ended = pull(checkout)
    assert ended.code == 1, ended
    assert "Sales" in text(checkout), sales
    assert "Support" in text(checkout)
    assert "<<<<<<<" in text(checkout)
    assert "nobody-knows" not in text(checkout)
