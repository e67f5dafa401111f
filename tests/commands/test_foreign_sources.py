"""Sources that somebody attached to our pages on the web: an upload, a page of Notion, another address."""

import json
from collections.abc import Callable

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

PAGE = "/knowledge-hub/pages/{id}"
ONE, TWO = "https://source.example/one", "https://source.example/two"


@pytest.fixture
def checkout(checkout: Checkout, hub: LocalHub) -> Checkout:
    """A page with a source, which are applied, on a hub whose lists show that something was attached."""
    hub.change(quirks={"linking_moves_updated_at": True, "time_resolution": "microseconds"})
    checkout.page("a.md", title="A", sources=[ONE])
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def page_id(checkout: Checkout) -> str:
    return checkout.state().pages["a.md"].id


def linked(hub: LocalHub) -> set[str]:
    (page,) = live_pages(hub)
    return set(page.source_ids)


def id_of(hub: LocalHub, url: str) -> str:
    return next(source.id for source in hub.sources() if source.url == url)


def attach_upload(hub: LocalHub, page: str) -> str:
    return hub.web.attach(page, "Price list.pdf")


def attach_notion(hub: LocalHub, page: str) -> str:
    url = "https://notion.example/p"
    return hub.web.attach(page, "Notes", source_type="notion", url=url)


def attach_address(hub: LocalHub, page: str) -> str:
    return hub.web.attach_address(page, "https://colleague.example/", "Of a colleague")


Attach = Callable[[LocalHub, str], str]
each_kind = pytest.mark.parametrize("attach", [attach_upload, attach_notion, attach_address])


@each_kind
def test_are_no_edit_and_nothing_is_sent(attach: Attach, checkout: Checkout, hub: LocalHub) -> None:
    theirs, before = attach(hub, page_id(checkout)), len(writes(hub))
    done = checkout.call("apply", "--yes")
    assert (done.code, len(writes(hub))) == (0, before), done
    known = checkout.state().pages["a.md"]
    assert (known.foreign_ids, known.source_ids) == ((theirs,), (id_of(hub, ONE),))
    assert checkout.call("plan").out.startswith("No changes")


@each_kind
@pytest.mark.parametrize("look", ["each", "list"])
def test_go_along_where_the_list_is_sent(
    attach: Attach, look: str, checkout: Checkout, hub: LocalHub
) -> None:
    theirs = attach(hub, page_id(checkout))
    checkout.page("a.md", title="A", sources=[TWO])
    done = checkout.call("apply", "--yes", "--look", look)
    assert done.code == 0, done
    assert linked(hub) == {theirs, id_of(hub, TWO)}, "what the file names no more is ours to detach"
    assert checkout.call("plan").out.startswith("No changes")


def test_that_come_right_before_the_write_go_along_too(checkout: Checkout, hub: LocalHub) -> None:
    found: list[str] = []
    page = page_id(checkout)
    checkout.page("a.md", title="A", sources=[ONE, TWO])
    hub.before("GET", PAGE, 1, lambda: found.append(attach_upload(hub, page)))
    assert checkout.call("apply", "--yes").code == 0
    assert linked(hub) == {*found, id_of(hub, ONE), id_of(hub, TWO)}


def test_that_no_list_shows_go_along_too(checkout: Checkout, hub: LocalHub) -> None:
    hub.change(quirks={"linking_moves_updated_at": False})
    theirs = attach_upload(hub, page_id(checkout))
    checkout.page("a.md", title="A", sources=[TWO])
    assert checkout.call("apply", "--yes").code == 0
    assert linked(hub) == {theirs, id_of(hub, TWO)}


def test_that_were_taken_off_again_stay_off(checkout: Checkout, hub: LocalHub) -> None:
    theirs = attach_upload(hub, page_id(checkout))
    assert checkout.call("apply", "--yes").code == 0
    hub.web.detach(page_id(checkout), theirs)
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", sources=[ONE, TWO])
    assert checkout.call("apply", "--yes").code == 0
    assert linked(hub) == {id_of(hub, ONE), id_of(hub, TWO)}


def test_that_were_deleted_keep_no_write_back(checkout: Checkout, hub: LocalHub) -> None:
    theirs = attach_upload(hub, page_id(checkout))
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", sources=[ONE, TWO])
    hub.before("PATCH", PAGE, 1, lambda: hub.web.delete_source(theirs))
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert linked(hub) - {theirs} == {id_of(hub, ONE), id_of(hub, TWO)}


def test_one_of_ours_that_was_taken_off_is_a_conflict(checkout: Checkout, hub: LocalHub) -> None:
    theirs = attach_upload(hub, page_id(checkout))
    hub.web.detach(page_id(checkout), id_of(hub, ONE))
    done = checkout.call("apply", "--yes")
    assert done.code == 1
    assert "sources" in done.out + done.err
    assert linked(hub) == {theirs}
    assert checkout.call("apply", "--yes", "--on-drift", "overwrite").code == 0
    assert linked(hub) == {theirs, id_of(hub, ONE)}


def test_are_named_and_taken_off_where_that_is_asked_for(checkout: Checkout, hub: LocalHub) -> None:
    theirs = attach_upload(hub, page_id(checkout))
    assert checkout.call("apply", "--yes").code == 0
    toml = checkout.folder / "execsync.toml"
    checkout.configure(f'{toml.read_text()}[apply]\nforeign_sources = "remove"\n')
    planned = checkout.call("plan")
    assert f"sources -{theirs}" in planned.out
    told = json.loads(checkout.call("plan", "--format", "json").out)
    (change,) = [c for c in told["resource_changes"] if c["path"] == "a.md"]
    assert change["change"]["actions"] == ["update"]
    assert change["detached"] == [theirs]
    assert checkout.call("apply", "--yes").code == 0
    assert linked(hub) == {id_of(hub, ONE)}
    assert checkout.call("plan").out.startswith("No changes")


def test_that_no_plan_has_named_are_not_taken_off(checkout: Checkout, hub: LocalHub) -> None:
    toml = checkout.folder / "execsync.toml"
    checkout.configure(f'{toml.read_text()}[apply]\nforeign_sources = "remove"\n')
    found: list[str] = []
    page = page_id(checkout)
    checkout.page("a.md", title="A", sources=[ONE, TWO])
    hub.before("GET", PAGE, 1, lambda: found.append(attach_upload(hub, page)))
    assert checkout.call("apply", "--yes").code == 0
    assert set(found) < linked(hub)
    assert f"sources -{found[0]}" in checkout.call("plan").out


def test_go_along_to_the_page_that_takes_the_place(checkout: Checkout, hub: LocalHub) -> None:
    old = page_id(checkout)
    theirs, late = attach_upload(hub, old), []
    checkout.page("a.md", title="A", sources=[ONE], visibility="private")
    hub.before("GET", PAGE, 2, lambda: late.append(attach_notion(hub, old)))
    planned = checkout.call("plan", "--allow-replace", "a.md")
    assert "without: people it was shared with, history, address" in planned.out
    done = checkout.call("apply", "--yes", "--allow-replace", "a.md")
    assert done.code == 0, done
    assert linked(hub) == {theirs, *late, id_of(hub, ONE)}
    assert len(late) == 1
    known = checkout.state().pages["a.md"]
    assert (known.source_ids, known.retiring) == ((id_of(hub, ONE),), ())


def test_are_others_after_state_is_rebuilt(checkout: Checkout, hub: LocalHub) -> None:
    theirs = attach_upload(hub, page_id(checkout))
    (checkout.folder / ".execsync" / "state.toml").unlink()
    done = checkout.call("state", "rebuild", "--yes")
    assert done.code == 0, done
    assert checkout.state().pages["a.md"].foreign_ids == (theirs,)
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.parametrize("policy", ["keep", "remove"])
def test_explain_shows_them_in_the_request_that_makes_the_page(
    policy: str, checkout: Checkout, hub: LocalHub
) -> None:
    theirs = attach_upload(hub, page_id(checkout))
    assert checkout.call("apply", "--yes").code == 0
    toml = checkout.folder / "execsync.toml"
    checkout.configure(f'{toml.read_text()}[apply]\nforeign_sources = "{policy}"\n')
    explained = checkout.call("explain", "content/a.md")
    assert explained.code == 0, explained
    assert (theirs in explained.out) == (policy == "keep")


def test_a_page_that_links_its_sources_already_is_not_written_for_them(
    checkout: Checkout, hub: LocalHub
) -> None:
    """State was lost, and knows the page again but not yet its source."""
    page = page_id(checkout)
    theirs = attach_upload(hub, page)
    checkout.state_file.unlink()
    assert checkout.call("state", "adopt", "a.md", page).code == 0
    done = checkout.call("apply", "--yes")
    assert (done.code, hub.requests("PATCH")) == (0, []), done
    assert (checkout.state().pages["a.md"].sources, checkout.state().pages["a.md"].foreign_ids) == (
        (ONE,),
        (theirs,),
    )
    assert checkout.call("plan", "--refresh", "--detailed-exitcode").code == 0
