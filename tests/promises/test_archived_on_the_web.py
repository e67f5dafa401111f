"""A page that somebody archived on the web is named in each apply, and not made again silently."""

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes


def apply(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("apply", "--yes", *options)


@pytest.fixture(params=[True, False], ids=["times-move", "times-stay"])
def applied(request: pytest.FixtureRequest, checkout: Checkout, hub: LocalHub) -> Checkout:
    """Five pages, long applied, on a hub where archiving moves the time of a page, or does not."""
    hub.change(quirks={"archiving_moves_updated_at": request.param})
    for number in range(5):
        checkout.page(f"{number}.md", title=f"Page {number}", body=f"Of {number}.")
    assert apply(checkout).code == 0
    hub.advance(86_400)
    assert apply(checkout).code == 0
    return checkout


def test_it_is_named_in_each_apply_with_what_can_be_done(applied: Checkout, hub: LocalHub) -> None:
    hub.web.archive(applied.state().pages["2.md"].id)
    before = len(writes(hub))
    for _ in range(3):
        ended = apply(applied)
        assert ended.code == 0
        assert "2.md" in ended.out
        assert "archived on the web" in ended.out
        assert "execsync state rm page:2.md" in ended.out
    assert len(writes(hub)) == before


def test_so_are_several_among_pages_that_were_made_meanwhile(
    applied: Checkout, hub: LocalHub
) -> None:
    hub.web.create("Something else")
    for name in ("1.md", "3.md"):
        hub.web.archive(applied.state().pages[name].id)
    applied.page("new.md", title="New")
    ended = apply(applied)
    assert ended.code == 0
    for name in ("1.md", "3.md"):
        assert f"{name}" in ended.out
    assert sum(page.archived for page in applied.state().pages.values()) == 2


def test_a_page_that_is_back_is_ours_again(applied: Checkout, hub: LocalHub) -> None:
    page_id = applied.state().pages["2.md"].id
    hub.web.archive(page_id)
    assert "archived" in apply(applied).out
    hub.advance(60)
    hub.web.unarchive(page_id)
    apply(applied)
    assert "archived" not in apply(applied).out
    applied.page("2.md", title="Page 2", body="New.")
    assert apply(applied).code == 0
    assert next(p for p in hub.pages() if p.id == page_id).draft_content == "New."


def test_its_file_is_not_said_to_be_gone_while_it_is_there(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(3_600)
    hub.web.archive(checkout.state().pages["a.md"].id)
    ended = checkout.call("apply", "--yes")
    assert "archived on the web; it stays so" in ended.out
    assert "file is gone" not in ended.out


def test_forgotten_it_is_made_anew(applied: Checkout, hub: LocalHub) -> None:
    hub.web.archive(applied.state().pages["2.md"].id)
    apply(applied)
    assert applied.call("state", "rm", "page:2.md").code == 0
    assert apply(applied).code == 0
    assert len(live_pages(hub)) == 5


def test_the_archiving_of_others_pages_is_no_matter(applied: Checkout, hub: LocalHub) -> None:
    theirs = hub.web.create("Something else")
    assert apply(applied).code == 0
    hub.advance(60)
    hub.web.archive(theirs.id)
    ended = apply(applied)
    assert (ended.code, "archived" in ended.out) == (0, False)
    before = len(hub.requests())
    assert apply(applied).code == 0
    assert len(hub.requests()) - before == 2


@pytest.mark.parametrize("options", [(), ("--format", "json")], ids=["text", "json"])
def test_one_whose_file_is_gone_as_well_is_forgotten(
    applied: Checkout, hub: LocalHub, options: tuple[str, ...]
) -> None:
    hub.web.archive(applied.state().pages["2.md"].id)
    applied.remove("2.md")
    before = len(writes(hub))
    ended = apply(applied, *options)
    assert ended.code == 0, ended
    assert "2.md" in ended.out
    assert "2.md" not in applied.state().pages
    assert len(writes(hub)) == before
    assert applied.call("plan").out.startswith("No changes")
