"""No page twice: one that looks like ours is named until it is settled, and never again after that."""

import shutil
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages

SECOND = "a second page that looks like this one"


def apply(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("apply", "--yes", *options)


def clone(checkout: Checkout, folder: Path, *, state: bool = True) -> Checkout:
    """Another checkout of the same files, and of State: nothing else is shared."""
    fresh = Checkout(folder, checkout.url, config="[limits]\nper_minute = 0\nper_day = 0\n")
    shutil.copytree(checkout.content, fresh.content, dirs_exist_ok=True)
    if state:
        fresh.state_folder.mkdir()
        shutil.copy(checkout.state_file, fresh.state_file)
    return fresh


@pytest.fixture
def doubled(checkout: Checkout, hub: LocalHub, tmp_path: Path) -> Checkout:
    """Two clones have made a page of one file, for a colleague had called the first one otherwise meanwhile.

    By now it has its title again, days later.
    """
    checkout.page("start.md", title="Start")
    assert apply(checkout).code == 0
    checkout.page("a.md", title="A", body="Text of a.")
    other = clone(checkout, tmp_path / "other")
    assert apply(other).code == 0
    lost = other.state().pages["a.md"].id
    hub.web.edit(lost, title="Another title", publish=True)
    checkout.remove("a.md")
    for name, title in (("next.md", "Next"), ("a.md", "A")):
        hub.advance(86_400)
        checkout.page(name, title=title, body=f"Text of {name[0]}.")
        assert apply(checkout).code == 0
    hub.advance(86_400)
    hub.web.edit(lost, title="A", publish=True)
    return checkout


def test_a_page_of_ours_that_no_state_knows_is_named_whenever_it_was_made(
    doubled: Checkout, hub: LocalHub
) -> None:
    (lost,) = {page.id for page in live_pages(hub)} - doubled.state().owned_ids()
    for _ in range(2):
        ended = apply(doubled)
        assert ended.code == 1
        assert f"{SECOND}: {lost}" in ended.err
    hub.web.archive(lost)
    assert apply(doubled).code == 0


def test_it_is_named_from_a_state_that_has_made_no_page_itself(
    doubled: Checkout, hub: LocalHub
) -> None:
    (lost,) = {page.id for page in live_pages(hub)} - doubled.state().owned_ids()
    hub.web.edit(lost, title="Yet another title", publish=True)
    shutil.rmtree(doubled.state_folder)
    assert doubled.call("state", "rebuild", "--yes").code == 0
    hub.advance(86_400)
    hub.web.edit(lost, title="A", publish=True)
    assert apply(doubled).code == 1


def test_what_was_allowed_is_not_named_again_where_nothing_but_state_is_kept(
    doubled: Checkout, tmp_path: Path
) -> None:
    assert apply(doubled).code == 1
    assert apply(doubled, "--allow-same-title").code == 0
    assert apply(doubled).code == 0
    assert apply(clone(doubled, tmp_path / "runner")).code == 0


def test_what_was_allowed_at_creation_is_not_named_again_either(
    checkout: Checkout, hub: LocalHub, tmp_path: Path
) -> None:
    hub.web.create("A", "Of the key's owner.", by="user_owner")
    checkout.page("a.md", title="A", body="Text of a.")
    assert apply(checkout).code == 1
    assert apply(checkout, "--allow-same-title").code == 0
    for number in range(2):
        ended = apply(clone(checkout, tmp_path / f"runner-{number}"))
        assert ended.code == 0, ended.err


def test_a_page_that_a_colleague_calls_as_ours_is_called_is_their_business(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", body="Text of a.")
    assert apply(checkout).code == 0
    hub.advance(86_400)
    hub.web.create("A", "Of a colleague.")
    assert apply(checkout).code == 0


def test_a_page_that_we_archived_is_no_second_one_while_lists_still_show_it(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.change(quirks={"list_lag": 12.0})
    checkout.page("a.md", title="A", body="Text of a.")
    assert apply(checkout).code == 0
    hub.advance(30)
    checkout.page("a.md", title="A", body="Text of a.", visibility="private")
    for options in (["--allow-replace", "a.md"], [], []):
        ended = apply(checkout, *options)
        assert (ended.code, SECOND in ended.err) == (0, False), ended


def test_one_that_ours_looks_like_since_a_web_edit_is_named_at_once(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Not only once the file says the same as the web."""
    checkout.page("a.md", title="A")
    assert apply(checkout).code == 0
    theirs = hub.web.create("B", "Of a colleague.", publish=True).id
    hub.web.edit(checkout.state().pages["a.md"].id, title="B")
    ended = apply(checkout)
    assert ended.code == 1
    assert f"{SECOND}: {theirs}" in ended.err


def test_a_colleagues_page_is_no_second_one_where_ours_was_archived(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Nobody can take it for ours any more; one that our key has made stays named."""
    checkout.page("a.md", title="A")
    assert apply(checkout).code == 0
    ours = checkout.state().pages["a.md"].id
    theirs = hub.web.create("B", "Of a colleague.", publish=True).id
    hub.web.edit(ours, title="B")
    assert apply(checkout).code == 1
    hub.web.archive(ours)
    ended = apply(checkout)
    assert (ended.code, theirs in ended.err) == (0, False), ended
