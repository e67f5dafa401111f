"""No page twice: a page that a reader could not tell from one that is there is not made."""

import shutil

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes


def apply(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("apply", "--yes", *options)


def titled(hub: LocalHub, title: str) -> int:
    """How many live pages have this title."""
    return sum(page.title == title for page in live_pages(hub))


@pytest.fixture
def old(checkout: Checkout, hub: LocalHub) -> Checkout:
    """A page of a colleague that is older by days than all that State has seen."""
    hub.web.create("Refunds", "Of a colleague.")
    for _ in range(3):
        hub.advance(86_400)
        hub.web.create(f"Something else {len(hub.pages())}")
    checkout.page("start.md", title="Start")
    assert apply(checkout).code == 0
    hub.advance(86_400)
    return checkout


def test_a_page_that_is_blocked_stays_so_in_every_later_run(old: Checkout, hub: LocalHub) -> None:
    old.page("refunds.md", title="Refunds")
    for _ in range(4):
        ended = apply(old)
        assert ended.code == 1
        assert "blocked" in ended.out
        hub.advance(3_600)
    assert titled(hub, "Refunds") == 1


def test_it_stays_blocked_in_a_clone_without_the_cache(old: Checkout, hub: LocalHub) -> None:
    old.page("refunds.md", title="Refunds")
    for _ in range(3):
        assert apply(old).code == 1
        shutil.rmtree(old.state_folder / "cache")
    assert titled(hub, "Refunds") == 1


def test_wide_letters_make_no_other_title(old: Checkout, hub: LocalHub) -> None:
    old.page("refunds.md", title="\N{FULLWIDTH LATIN CAPITAL LETTER R}efunds")
    assert apply(old).code == 1
    assert len(live_pages(hub)) == 5


def test_quotes_and_blanks_make_no_other_title(checkout: Checkout, hub: LocalHub) -> None:
    hub.web.create("What\u2019s  \u201cnew\u201d")
    checkout.page("new.md", title='What\'s "new"')
    assert apply(checkout).code == 1
    assert len(live_pages(hub)) == 1


def test_a_person_settles_it_by_adopting_the_page(old: Checkout, hub: LocalHub) -> None:
    old.page("refunds.md", title="Refunds")
    assert apply(old).code == 1
    theirs = next(page.id for page in hub.pages() if page.title == "Refunds")
    assert old.call("state", "adopt", "page:refunds.md", theirs).code == 0
    # It says something else than its file: a conflict, and no write.
    before = len(writes(hub))
    ended = apply(old)
    assert (ended.code, len(writes(hub))) == (1, before)
    assert "conflict" in ended.out
    assert apply(old, "--on-drift", "overwrite").code == 0
    assert titled(hub, "Refunds") == 1


def test_every_page_that_looks_alike_is_named(old: Checkout, hub: LocalHub) -> None:
    hub.web.create("Refunds", "Of another colleague.")
    old.page("refunds.md", title="Refunds")
    ended = apply(old)
    assert ended.code == 1
    for page in live_pages(hub):
        assert (page.id in ended.out) is (page.title == "Refunds")


@pytest.mark.parametrize("cache", ["kept", "lost"])
def test_the_page_that_was_not_adopted_is_named_until_it_is_settled(
    cache: str, old: Checkout, hub: LocalHub
) -> None:
    other = hub.web.create("Refunds", "Another one.")
    old.page("refunds.md", title="Refunds", body="Of a colleague.")
    assert apply(old).code == 1
    if cache == "lost":
        shutil.rmtree(old.state_folder / "cache")
    page = next(page for page in live_pages(hub) if page.title == "Refunds")
    assert old.call("state", "adopt", "page:refunds.md", page.id).code == 0
    for _ in range(2):
        ended = apply(old)
        assert ended.code == 1
        assert f"a second page that looks like this one: {other.id}" in ended.err
    hub.web.archive(other.id)
    assert apply(old).code == 0


def test_a_page_archived_meanwhile_blocks_nothing(old: Checkout, hub: LocalHub) -> None:
    old.page("refunds.md", title="Refunds")
    assert apply(old).code == 1
    hub.web.archive(next(page.id for page in hub.pages() if page.title == "Refunds"))
    assert apply(old).code == 0
    assert titled(hub, "Refunds") == 1


def test_a_renaming_that_would_make_a_look_alike_is_blocked(old: Checkout, hub: LocalHub) -> None:
    old.page("start.md", title="Refunds")
    ended = apply(old)
    assert ended.code == 1
    assert "blocked" in ended.out
    assert titled(hub, "Refunds") == 1


def test_another_spelling_of_the_same_title_is_not_blocked(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="It's ours", body="Text.")
    assert apply(checkout).code == 0
    hub.advance(86_400)
    hub.web.create("It's ours", "Of a colleague.")
    checkout.page("a.md", title="It\u2019s  ours", body="Text.")
    assert apply(checkout).code == 0


def test_old_state_does_not_replace_a_page_a_second_time(old: Checkout, hub: LocalHub) -> None:
    kept = old.state_file.read_bytes()
    old.page("start.md", title="Start", visibility="private")
    assert apply(old, "--allow-replace", "start.md").code == 0
    hub.advance(86_400)
    shutil.rmtree(old.state_folder)
    old.state_folder.mkdir()
    old.state_file.write_bytes(kept)
    (new,) = [page for page in live_pages(hub) if page.title == "Start"]
    ended = apply(old, "--allow-replace", "start.md")
    assert ended.code == 1
    assert "archived on the web" in ended.out  # by the run whose State was lost
    assert new.id in ended.out
    assert old.call("state", "adopt", "page:start.md", new.id).code == 0
    assert apply(old).code == 0
    assert titled(hub, "Start") == 1


def test_two_clones_at_once_are_told_of_the_second_page(
    checkout: Checkout, hub: LocalHub, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Between the other one's list and its creation ours is made: nothing could have shown it."""
    other = Checkout(tmp_path_factory.mktemp("other"), hub.url)
    other.configure("[limits]\nper_minute = 0\nper_day = 0\n")
    for clone in (checkout, other):
        clone.page("start.md", title="Start")
    hub.before("POST", "/knowledge-hub/pages", 1, lambda: other.run("apply", "--yes"))
    ended = apply(checkout)
    assert ended.code == 1
    assert "second page" in ended.err + ended.out
    assert titled(hub, "Start") == 2
    for _ in range(2):  # named until it is settled
        again = apply(checkout)
        assert again.code == 1
        assert "second page" in again.err + again.out
    assert checkout.call("state", "doubles").code == 1
    hub.web.archive(next(p.id for p in live_pages(hub) if p.id != owned(checkout, "start.md")))
    assert apply(checkout).code == 0
    assert checkout.call("state", "doubles").code == 0


def one_of_two_without_its_file(old: Checkout, hub: LocalHub) -> tuple[str, str]:
    """The ids of a page that is ours, whose file is gone, and of the one that looks like it."""
    other = hub.web.create("Refunds", "Another one.")
    old.page("refunds.md", title="Refunds", body="Of a colleague.")
    assert apply(old).code == 1
    page = next(page for page in live_pages(hub) if page.title == "Refunds")
    assert old.call("state", "adopt", "page:refunds.md", page.id).code == 0
    old.remove("refunds.md")
    return page.id, other.id


@pytest.mark.parametrize(
    ("way", "left"), [("archive that", 0), ("archive ours", 1), ("leave it", 1)]
)
def test_a_file_that_is_gone_takes_its_page_with_it_once_its_second_page_is_settled(
    way: str, left: int, old: Checkout, hub: LocalHub
) -> None:
    page, other = one_of_two_without_its_file(old, hub)
    for _ in range(2):
        ended = apply(old, "--prune")
        assert (ended.code, titled(hub, "Refunds")) == (1, 2)
        assert f"a second page that looks like it ({other}), and its file is gone" in ended.out
    if way != "leave it":
        hub.web.archive(other if way == "archive that" else page)
    settled = apply(old, "--prune", *(["--allow-same-title"] if way == "leave it" else []))
    assert (settled.code, titled(hub, "Refunds")) == (0, left), settled.out


def test_a_word_for_one_page_settles_nothing_of_another(old: Checkout, hub: LocalHub) -> None:
    one_of_two_without_its_file(old, hub)
    assert apply(old, "--prune").code == 1
    apply(old, "--target", "start.md", "--allow-same-title")
    assert apply(old, "--prune").code == 1
    assert titled(hub, "Refunds") == 2


def test_a_saved_plan_that_archives_one_of_two_is_what_an_apply_does(
    old: Checkout, hub: LocalHub
) -> None:
    one_of_two_without_its_file(old, hub)
    assert apply(old, "--prune").code == 1
    planned = old.call("plan", "--prune", "--allow-same-title", "--out", "saved.json")
    assert "conflict" not in planned.out
    assert apply(old, "saved.json").code == 0
    assert titled(hub, "Refunds") == 1


def owned(checkout: Checkout, path: str) -> str:
    return checkout.state().pages[path].id


def test_a_chain_of_renames_keeps_every_page(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", body="Of a.\n")
    checkout.page("b.md", title="B", body="Of b.\n")
    assert apply(checkout).code == 0
    ids = {page.id for page in checkout.state().pages.values()}
    checkout.rename("b.md", "c.md")
    checkout.rename("a.md", "b.md")
    before = len(writes(hub))
    assert apply(checkout).code == 0
    assert len(writes(hub)) == before
    assert {page.id for page in checkout.state().pages.values()} == ids
    assert {p.path: p.title for p in checkout.state().pages.values()} == {"b.md": "A", "c.md": "B"}


def test_a_swap_keeps_every_page(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", body="Of a.\n")
    checkout.page("b.md", title="B", body="Of b.\n")
    assert apply(checkout).code == 0
    was = {page.title: page.id for page in checkout.state().pages.values()}
    checkout.rename("a.md", "x.md")
    checkout.rename("b.md", "a.md")
    checkout.rename("x.md", "b.md")
    before = len(writes(hub))
    assert apply(checkout).code == 0
    assert len(writes(hub)) == before
    assert {page.title: page.id for page in checkout.state().pages.values()} == was
