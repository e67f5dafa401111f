"""Nothing forgotten: a creation whose answer was lost is named also when its file is gone by then."""

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.support.checkout import Checkout
from tests.support.hub import live_pages


@pytest.fixture
def lost(checkout: Checkout, hub: LocalHub) -> StoredPage:
    """A page whose creation got no answer, which was edited on the web, and whose file was removed."""
    checkout.page("a.md", title="A", body="Text.")
    checkout.page("b.md", title="B", body="Other text.")
    hub.faults.add("lose", method="POST", path="/knowledge-hub/pages", times=1)
    hub.faults.add("cut", method="GET", path="/knowledge-hub/pages", after=1, times=20)
    assert checkout.call("apply", "--yes", "--parallelism", "1").code == 1
    hub.faults.clear()
    (page,) = [page for page in live_pages(hub) if page.title == "A"]
    hub.advance(60)
    hub.web.edit(page.id, content="Of a colleague.")
    checkout.remove("a.md")
    return page


def test_what_may_have_been_made_is_named_by_each_run(checkout: Checkout, lost: StoredPage) -> None:
    for _ in range(2):
        ended = checkout.call("apply", "--yes", "--prune")
        assert ended.code == 1
        assert "! a.md  conflict" in ended.out
        assert "its file is gone" in ended.out
        assert lost.id in ended.out
    assert "! a.md  conflict" in checkout.call("plan").out


@pytest.mark.parametrize("way", ["archived", "allowed", "brought back"])
def test_it_is_settled_as_the_message_says(
    way: str, checkout: Checkout, hub: LocalHub, lost: StoredPage
) -> None:
    assert checkout.call("apply", "--yes").code == 1
    options = []
    if way == "archived":
        hub.web.archive(lost.id)
    elif way == "allowed":
        options = ["--allow-same-title"]
    else:
        checkout.page("a.md", title="A", body="Of a colleague.")
        assert checkout.call("state", "adopt", "page:a.md", lost.id).code == 0
    assert checkout.call("apply", "--yes", *options).code == 0
    ended = checkout.call("apply", "--yes")
    assert (ended.code, checkout.state().in_doubt) == (0, ())
    assert len(hub.pages()) == 2
