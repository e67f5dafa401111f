"""A colleague has a page open in an editor, whose draft saves itself over what we have written."""

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages

THEIRS = "Text of a colleague."


@pytest.mark.parametrize("status", ["published", "draft"])
def test_that_saves_over_our_write_is_named_by_the_next_look(
    status: str, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", body="One.\n", status=status)
    assert checkout.call("apply", "--yes").code == 0
    hub.web.open_editor(checkout.state().pages["a.md"].id, content=THEIRS)
    checkout.page("a.md", title="A", body="Two.\n", status=status)
    assert checkout.call("apply", "--yes").code == 0
    assert live_pages(hub)[0].draft_content.strip() == "Two."
    hub.advance(6)
    assert live_pages(hub)[0].draft_content == THEIRS
    done = checkout.call("apply", "--yes")
    assert done.code == 1
    assert "edited on the web since our last write" in done.out
    assert live_pages(hub)[0].draft_content == THEIRS, "and stays"
    (page,) = live_pages(hub)
    assert (
        page.live_content == ("Two.\n" if status == "published" else None)
        or (page.live_content or "").strip() == "Two."
    )


def test_that_saves_nothing_new_is_no_edit(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", body="One.\n")
    assert checkout.call("apply", "--yes").code == 0
    hub.web.open_editor(checkout.state().pages["a.md"].id)
    hub.advance(60)
    assert checkout.call("apply", "--yes").code == 0
    assert checkout.call("plan").out.startswith("No changes")
