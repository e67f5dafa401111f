"""Pages are compared by the hub's own rows: its `Date`, late lists and whole seconds mislead nobody."""

import shutil

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes

THEIRS = "Of a colleague."


def apply(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("apply", "--yes", *options)


@pytest.fixture(params=[-600.0, 20.0, 600.0])
def odd_clock(request: pytest.FixtureRequest, hub: LocalHub) -> LocalHub:
    """A hub whose `Date` is not the time of its rows."""
    hub.change(quirks={"date_offset": request.param})
    return hub


def test_a_date_of_its_own_hides_no_page(odd_clock: LocalHub, checkout: Checkout) -> None:
    checkout.page("start.md", title="Start")
    assert apply(checkout).code == 0
    odd_clock.advance(5)
    odd_clock.web.create("Refunds", THEIRS)
    odd_clock.advance(5)
    checkout.page("refunds.md", title="Refunds")
    assert apply(checkout).code == 1
    assert sum(page.title == "Refunds" for page in live_pages(odd_clock)) == 1


def test_a_date_of_its_own_hides_no_edit(odd_clock: LocalHub, checkout: Checkout) -> None:
    checkout.page("start.md", title="Start", status="published")
    assert apply(checkout).code == 0
    odd_clock.advance(5)
    (page,) = odd_clock.pages()
    odd_clock.web.edit(page.id, content=THEIRS, publish=True)
    checkout.page("start.md", title="Start", body="New.", status="published")
    assert apply(checkout, "--look", "list").code == 1
    assert odd_clock.pages()[0].live_content == THEIRS


def test_a_date_of_its_own_doubles_no_lost_page(odd_clock: LocalHub, checkout: Checkout) -> None:
    checkout.page("start.md", title="Start")
    kept: list[bytes] = []
    odd_clock.after(
        "POST", "/knowledge-hub/pages", 1, lambda: kept.append(checkout.state_file.read_bytes())
    )
    assert apply(checkout).code == 0
    shutil.rmtree(checkout.state_folder)
    checkout.state_folder.mkdir()
    checkout.state_file.write_bytes(kept[0])
    assert apply(checkout).code == 0
    assert len(live_pages(odd_clock)) == 1


def test_a_page_that_a_late_list_does_not_show_yet_is_compared_as_well(
    checkout: Checkout, hub: LocalHub
) -> None:
    """It is looked at anyhow; the edit of its draft moves no time, and would not be seen later."""
    hub.change(quirks={"list_lag": 12.0, "draft_edit_moves_updated_at": False})
    checkout.page("start.md", title="Start", status="published")
    assert apply(checkout).code == 0
    hub.web.edit(hub.pages()[0].id, content=THEIRS)
    for seconds in (0, 60):
        hub.advance(seconds)
        ended = apply(checkout)
        assert ended.code == 1
        assert "edited on the web" in ended.out


def test_lists_that_are_late_lose_no_edit(checkout: Checkout, hub: LocalHub) -> None:
    """The edit shows in no list while we look, but a page that changed after it does."""
    for name in "ab":
        checkout.page(f"{name}.md", title=name.upper(), status="published")
    assert apply(checkout).code == 0
    hub.advance(600)
    assert apply(checkout).code == 0
    hub.change(quirks={"list_lag": 12.0})
    page_id = checkout.state().pages["a.md"].id
    hub.web.edit(page_id, content=THEIRS, publish=True)
    hub.advance(3)
    checkout.page("b.md", title="B", body="New.", status="published")
    assert apply(checkout, "--look", "list").code == 0
    hub.advance(20)
    checkout.page("a.md", title="A", body="New.", status="published")
    ended = apply(checkout, "--look", "list")
    assert ended.code == 1
    assert "! a.md" in ended.out
    stored = next(page for page in hub.pages() if page.id == page_id)
    assert stored.live_content == THEIRS


def test_nothing_new_takes_the_workspace_and_one_list(checkout: Checkout, hub: LocalHub) -> None:
    for number in range(230):
        checkout.page(f"{number:03}.md", title=f"Page {number}", body=f"Of {number}.")
    assert apply(checkout).code == 0
    apply(checkout)  # our own writes are listed once
    before = len(hub.requests())
    assert apply(checkout).code == 0
    assert [e.path for e in hub.requests()[before:]] == ["/workspace", "/knowledge-hub/pages"]


def test_a_state_that_was_lost_is_no_leave_to_overwrite(checkout: Checkout, hub: LocalHub) -> None:
    """Nobody can tell any more who changed the text: both sides are shown, and neither is written."""
    checkout.page("a.md", title="A", body="Ours.\n", status="published")
    assert apply(checkout).code == 0
    hub.web.edit(hub.pages()[0].id, content="Theirs.", publish=True)
    shutil.rmtree(checkout.state_folder)
    assert checkout.call("state", "rebuild", "--yes").code == 0
    before = len(writes(hub))
    ended = apply(checkout)
    assert (ended.code, len(writes(hub))) == (1, before)
    assert "conflict" in ended.out
    assert hub.pages()[0].live_content == "Theirs."
