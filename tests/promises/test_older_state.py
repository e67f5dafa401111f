"""No page twice: also where State went back to before it was made, and it looks other on the web by now."""

import shutil
from collections.abc import Callable

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages


def copy_and_archive(hub: LocalHub, page: str) -> None:
    """By whoever the key belongs to."""
    hub.web.clone(page, title="A copy", by="user_owner")
    hub.web.archive(page)


LATER: dict[str, Callable[[LocalHub, str], object]] = {
    "moved": lambda hub, page: hub.web.edit(page, folder_ids=["fld_else"]),
    "retitled": lambda hub, page: hub.web.edit(page, title="Another title", publish=True),
    "copied and archived": copy_and_archive,
}


def apply(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("apply", "--yes", *options)


@pytest.fixture
def earlier(checkout: Checkout, hub: LocalHub) -> bytes:
    """State as it was before the page `a.md` was made, or replaced."""
    checkout.page("b.md", title="B")
    assert apply(checkout).code == 0
    hub.advance(3_600)
    return checkout.state_file.read_bytes()


def go_back(checkout: Checkout, state: bytes) -> None:
    """All that is kept here is an older State."""
    shutil.rmtree(checkout.state_folder)
    checkout.state_folder.mkdir()
    checkout.state_file.write_bytes(state)


def newest(hub: LocalHub) -> StoredPage:
    return hub.pages()[-1]


@pytest.mark.parametrize("change", LATER)
def test_what_our_key_has_made_since_is_not_made_again(
    change: str, earlier: bytes, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", status="published")
    assert apply(checkout).code == 0
    go_back(checkout, earlier)
    LATER[change](hub, newest(hub).id)
    before = hub.pages()
    for _ in range(3):
        ended = apply(checkout)
        assert ended.code == 1
        assert newest(hub).id in ended.out
        assert hub.pages() == before
    adopted = checkout.call("state", "adopt", "page:a.md", newest(hub).id)
    assert adopted.code == 0
    assert apply(checkout, "--on-drift", "overwrite").code == 0
    (page,) = [page for page in live_pages(hub) if page.title != "B"]
    assert (page.title, page.folder_ids) == ("A", ())


def test_a_page_of_the_same_title_is_named_beside_it(
    earlier: bytes, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", status="published")
    assert apply(checkout).code == 0
    go_back(checkout, earlier)
    ours = newest(hub).id
    hub.web.edit(ours, folder_ids=["fld_else"])
    theirs = hub.web.create("A", "Of a colleague.").id
    for _ in range(2):
        ended = apply(checkout)
        assert ended.code == 1
        assert ours in ended.out
        assert theirs in ended.out


def test_a_file_that_was_retitled_since_is_its_page_by_its_text(
    earlier: bytes, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", status="published")
    assert apply(checkout).code == 0
    go_back(checkout, earlier)
    checkout.page("a.md", title="Another title", status="published")
    ended = apply(checkout)
    assert ended.code == 1
    assert newest(hub).id in ended.out


def test_a_replacement_since_is_named_beside_the_page_that_is_archived(
    checkout: Checkout, hub: LocalHub, earlier: bytes
) -> None:
    checkout.page("a.md", title="A", status="published")
    assert apply(checkout).code == 0
    hub.advance(3_600)
    state = checkout.state_file.read_bytes()
    checkout.page("a.md", title="A", status="published", visibility="private")
    assert apply(checkout, "--allow-replace", "a.md").code == 0
    go_back(checkout, state)
    hub.web.edit(newest(hub).id, folder_ids=["fld_else"])
    ended = apply(checkout, "--allow-replace", "a.md")
    assert ended.code == 1
    assert newest(hub).id in ended.out


def test_pages_that_somebody_else_made_since_are_theirs(
    earlier: bytes, checkout: Checkout, hub: LocalHub
) -> None:
    hub.web.create("Elsewhere", "Text.\n", folder_ids=["fld_else"], publish=True)
    before = len(hub.requests())
    checkout.page("a.md", title="A", status="published")
    assert apply(checkout).code == 0
    assert "/knowledge-hub/pages/{id}" not in [e.route for e in hub.requests()[before:]]


def test_what_a_person_has_allowed_is_made(
    earlier: bytes, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", status="published")
    assert apply(checkout).code == 0
    go_back(checkout, earlier)
    hub.web.edit(newest(hub).id, folder_ids=["fld_else"])
    assert apply(checkout, "--allow-same-title").code == 0
    assert apply(checkout).code == 0
    assert len(live_pages(hub)) == 3
