"""A pull of titles that headings give: none is lost, none comes of itself, and none stands there twice."""

import shutil

import pytest

from execsync.localhub import LocalHub
from tests.commands.conftest import NO_LIMITS
from tests.commands.pulling import change, is_planned, live, pull, text
from tests.support.checkout import Checkout
from tests.support.git import Repository

FRONT = "---\nstatus: published\n---\n"


def begun(checkout: Checkout, body: str, *title_from: str, strip: bool = True) -> str:
    """Have one page on the hub whose title its heading gives, and return its id."""
    given = ", ".join(f'"{one}"' for one in title_from)
    told = "true" if strip else "false"
    checkout.configure(
        f"{NO_LIMITS}[content]\ntitle_from = [{given}]\nstrip_title_heading = {told}\n"
    )
    checkout.write("guide.md", f"{FRONT}{body}")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended
    return checkout.state().pages["guide.md"].id


@pytest.mark.parametrize("title", ["1. Guide", "- X", "+ X", "= X", "> X", "A & B", "1) _X_ `y`"])
@pytest.mark.parametrize("head", ["# Guide", "Guide\n====="])
@pytest.mark.parametrize("sources", [("heading",), ("front-matter", "heading")])
def test_a_title_of_any_signs_is_pulled_into_the_heading(
    hub: LocalHub, checkout: Checkout, title: str, head: str, sources: tuple[str, ...]
) -> None:
    page_id = begun(checkout, f"{head}\n\nText.\n", *sources)
    hub.web.edit(page_id, title=title, publish=True)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert text(checkout, "guide.md").startswith(FRONT)
    assert not is_planned(checkout)


def test_a_title_that_no_heading_can_hold_moves_into_front_matter(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout, "# Guide\n\nText.\n", "front-matter", "heading")
    hub.web.edit(page_id, title="Guide {#old}", publish=True)
    assert pull(checkout).code == 0
    assert text(checkout, "guide.md").endswith("---\nText.\n")
    assert not is_planned(checkout)
    assert hub.pages()[0].live_title == "Guide {#old}"


def test_a_title_that_the_file_cannot_say_is_told_and_stays_on_the_web(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout, "# Guide\n\nText.\n", "heading")
    title = "Guide {#old}"
    before = text(checkout, "guide.md")
    hub.web.edit(page_id, title=title, publish=True)
    ended = pull(checkout)
    assert ended.code == 1
    assert "it cannot say the title" in ended.out
    assert text(checkout, "guide.md") == before
    assert checkout.state().pages["guide.md"].drift
    assert checkout.call("apply", "--yes").code == 1
    assert hub.pages()[0].live_title == title


@pytest.mark.parametrize("web", ["# The guide\n\nText.", "Text.", "# New\n\n# Guide\n\nText."])
@pytest.mark.parametrize("body", ["# Guide\n\nText.\n", "Text.\n"])
def test_a_heading_of_the_webs_text_gives_the_page_no_other_title(
    hub: LocalHub, checkout: Checkout, web: str, body: str
) -> None:
    page_id = begun(checkout, body, "front-matter", "heading", "file-name", strip=False)
    title = hub.pages()[0].live_title
    hub.web.edit(page_id, content=web, publish=True)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert not is_planned(checkout)
    assert checkout.call("apply", "--yes").code == 0
    assert hub.pages()[0].live_title == title
    assert live(hub) == web


def test_a_title_that_only_a_heading_in_the_text_can_give_is_pulled_and_told(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout, "# Guide\n\nText.\n", "heading", strip=False)
    hub.web.edit(page_id, title="New", publish=True)
    ended = pull(checkout)
    assert ended.code == 0
    assert "the next plan shows how" in ended.out
    assert checkout.call("apply", "--yes").code == 0
    assert (hub.pages()[0].live_title, live(hub)) == ("New", "# New\n\nText.")


@pytest.mark.parametrize("sources", [("heading",), ("heading", "file-name")])
def test_a_heading_beside_a_title_that_nothing_else_can_give_is_told_and_stays_on_the_web(
    hub: LocalHub, checkout: Checkout, sources: tuple[str, ...]
) -> None:
    page_id = begun(checkout, "# Guide\n\nText.\n", *sources, strip=False)
    before = text(checkout, "guide.md")
    hub.web.edit(page_id, content="# The guide\n\nMore text.", publish=True)
    ended = pull(checkout)
    assert ended.code == 1
    assert "would give the page another one" in ended.out
    assert text(checkout, "guide.md") == before
    assert checkout.state().pages["guide.md"].drift


def test_a_title_of_our_own_stays_where_the_web_has_touched_the_heading(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout, "# Guide\n\nText.\n", "front-matter", "heading", strip=False)
    change(checkout, "status:", "title: Mine\nstatus:", "guide.md")
    hub.web.edit(page_id, content="# The guide\n\nText.", publish=True)
    assert pull(checkout).code == 0
    assert text(checkout, "guide.md") == (
        "---\ntitle: Mine\nstatus: published\n---\n# The guide\n\nText.\n"
    )


@pytest.mark.parametrize("choice", ["markers", "fail", "ours", "theirs"])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_heading_that_both_sides_have_changed_clashes(
    hub: LocalHub, checkout: Checkout, choice: str, *, is_kept: bool
) -> None:
    page_id = begun(checkout, "# Guide\n\nText.\n", "front-matter", "heading")
    if not is_kept:
        shutil.rmtree(checkout.state_folder / "cache" / "bodies")
    hub.web.edit(page_id, title="Web guide", publish=True)
    change(checkout, "# Guide", "# My guide", "guide.md")
    ended = pull(checkout, "--on-conflict", choice)
    now = text(checkout, "guide.md")
    assert ended.code == (choice in ("markers", "fail"))
    assert ("# My guide" in now) == (choice != "theirs")
    assert ("# Web guide" in now) == (choice in ("markers", "theirs"))
    if choice == "ours":
        assert checkout.call("apply", "--yes").code == 0
        assert hub.pages()[0].live_title == "My guide"


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize("head", ["# My guide", "My guide\n===="])
def test_a_heading_of_our_own_stays_where_the_web_has_edited_the_text(
    hub: LocalHub, checkout: Checkout, head: str, *, is_committed: bool
) -> None:
    page_id = begun(checkout, "# Guide\n\nOne.\n\nTwo.\n", "front-matter", "heading")
    if is_committed:
        Repository(checkout.folder).commit()
    hub.web.edit(page_id, content="One.\n\nTwo, web.", publish=True)
    change(checkout, "# Guide", head, "guide.md")
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert text(checkout, "guide.md") == f"{FRONT}{head}\n\nOne.\n\nTwo, web.\n"
    assert checkout.call("apply", "--yes").code == 0
    assert (hub.pages()[0].live_title, live(hub)) == ("My guide", "One.\n\nTwo, web.")


@pytest.mark.parametrize("title", [" B ", "\u2028B", "\u00a0B\u2003"])
@pytest.mark.parametrize(
    "front",
    ["---\ntitle: A\nstatus: published\n---\n", '+++\ntitle = "A"\nstatus = "published"\n+++\n'],
)
def test_blanks_around_a_title_are_no_change(
    hub: LocalHub, checkout: Checkout, title: str, front: str
) -> None:
    checkout.write("guide.md", f"{front}Text.\n")
    assert checkout.call("apply", "--yes").code == 0
    hub.web.edit(checkout.state().pages["guide.md"].id, title=title, publish=True)
    assert pull(checkout).code == 0
    assert text(checkout, "guide.md") == f"{front}Text.\n".replace("A", "B")
    assert not is_planned(checkout)
    assert not checkout.state().pages["guide.md"].drift


@pytest.mark.parametrize("title", [" B ", "\u2028B"])
def test_blanks_around_a_title_in_a_heading_are_no_change(
    hub: LocalHub, checkout: Checkout, title: str
) -> None:
    page_id = begun(checkout, "# A\n\nText.\n", "front-matter", "heading")
    hub.web.edit(page_id, title=title, publish=True)
    assert pull(checkout).code == 0
    assert text(checkout, "guide.md") == f"{FRONT}# B\n\nText.\n"
    assert not is_planned(checkout)
