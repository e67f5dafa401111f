"""A watch looks folders and skills up by name: once, and again only where a file names what is new."""

import pytest

from execsync.localhub import LocalHub
from execsync.state.folder import NAMES
from tests.support.checkout import Checkout
from tests.support.hub import live_pages
from tests.watch.watching import Watching, wait_for_writes

FOLDERS = "/knowledge-hub/folders"


@pytest.fixture(autouse=True)
def _own_ids(hub: LocalHub) -> None:
    """The hub takes only the folders that it has."""
    hub.change(invent_ids=False)


def folders(hub: LocalHub) -> list[list[str]]:
    return [list(page.folder_ids) for page in sorted(live_pages(hub), key=lambda page: page.title)]


def test_a_lost_name_breaks_its_page_alone_until_the_file_changes(
    checkout: Checkout, hub: LocalHub
) -> None:
    sales = hub.catalogue.add_folder("Sales")
    checkout.page("a.md", title="A", folders=["Sales"])
    checkout.page("b.md", title="B", folders=["Support"])
    with Watching(checkout, "--yes") as watch:
        watch.wait_to_hear("created: a.md")
        said = watch.wait_for(lambda said: "EX026" in said.err)
        assert "content/b.md:3:11: error EX026 no folder is called `Support`" in said.err
        checkout.page("a.md", title="A", folders=["Sales"], body="New.\n")
        wait_for_writes(hub, 2)
        assert len(hub.requests("GET", FOLDERS)) == 1
        support = hub.catalogue.add_folder("Support")
        checkout.page("b.md", title="B", folders=["Support"], body="Saved again.\n")
        watch.wait_to_hear("created: b.md")
        watch.wait_for(lambda said: "content/b.md: no error any more" in said.err)
        assert watch.stop() == 0
    assert folders(hub) == [[sales], [support]]
    assert len(hub.requests("GET", FOLDERS)) == 2
    assert checkout.call("plan").out.startswith("No changes")


def test_a_watch_that_ends_with_a_lost_name_says_what_is_undone(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", folders=["Sales"])
    with Watching(checkout, "--yes") as watch:
        watch.wait_for(lambda said: "EX026" in said.err)
        assert watch.stop() == 130
        assert "1 page is not on the hub as the files want it" in watch.said.err
    assert live_pages(hub) == []


def test_names_that_an_apply_has_looked_up_are_not_asked_for(
    checkout: Checkout, hub: LocalHub
) -> None:
    sales = hub.catalogue.add_folder("Sales")
    checkout.page("a.md", title="A", folders=["Sales"])
    assert checkout.call("apply", "--yes").code == 0
    assert (checkout.state_folder / NAMES).exists()
    with Watching(checkout, "--yes") as watch:
        checkout.page("b.md", title="B", folders=["sales"])
        watch.wait_to_hear("created: b.md")
        assert watch.stop() == 0
    assert folders(hub) == [[sales], [sales]]
    assert len(hub.requests("GET", FOLDERS)) == 1


def test_a_preview_takes_every_name(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", folders=["Sales / Pricing"], skills=["Negotiation"])
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("created: a.md")
        assert watch.stop() == 0
        assert "EX026" not in watch.said.err
