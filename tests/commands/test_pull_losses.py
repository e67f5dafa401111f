"""A pull from a hub whose editor cannot hold all that Markdown can say."""

from pathlib import Path
from typing import Any

import pytest

from execsync.localhub import LocalHub, Quirks
from tests.commands.conftest import NO_LIMITS
from tests.commands.pulling import begun, change, is_planned, is_torn, pull, text
from tests.support.checkout import Checkout
from tests.support.hub import make_hub, writes

PROSEMIRROR = Quirks(rewrites_markdown=True, rewrites_as="prosemirror")
LINKS = '[links]\npage_url = "https://app.example.com/{workspace_slug}/pages/{id}"\n'


def edit(hub: LocalHub, page_id: str, old: str, new: str) -> None:
    """Have a colleague put `new` for `old` into what the hub shows of a page."""
    page = next(page for page in hub.pages() if page.id == page_id)
    assert old in (page.live_content or "")
    hub.web.edit(page_id, content=(page.live_content or "").replace(old, new), publish=True)


def test_links_live_on_where_somebody_has_typed_below_the_notice(tmp_path: Path) -> None:
    with make_hub(quirks=PROSEMIRROR) as hub:
        notice = '[content]\nnotice = "*Written in Git*"\n'
        checkout = Checkout(tmp_path, hub.url, config=f"{NO_LIMITS}{LINKS}{notice}")
        checkout.page("other.md", title="Other", status="published")
        body = "One.\n\nSee [the other page][o].\n\n[o]: other.md\n"
        page_id = begun(checkout, body=body)
        edit(hub, page_id, "*Written in Git*", "*Written in Git*\n\nAdded at the end.")
        ended = pull(checkout)
        assert ended.code == 0, ended
        assert "the next plan shows how" in ended.out
        now = text(checkout)
        assert "Added at the end." in now
        assert "[the other page][o]" in now
        assert "[o]: other.md" in now
        assert checkout.call("apply", "--yes").code == 0
        other = checkout.state().pages["other.md"].id
        shown = next(page.live_content or "" for page in hub.pages() if page.id == page_id)
        assert "[the other page](https://app.example.com/" in shown
        assert other in shown
        assert shown.index("Added at the end.") < shown.index("*Written in Git*")


@pytest.mark.parametrize(
    ("spelling", "body"),
    [
        ("normalised", "Hard  \nbreak.\n\nMiddle.\n\nLast.\n"),
        ("prosemirror", "One.\n\n[unused]: https://example.com\n\nMiddle.\n\nLast.\n"),
        ("prosemirror", "One.\n\n[^n]: A note.\n\nMiddle.\n\nLast.\n"),
        ("prosemirror", "One.[^1]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nMiddle.\n\nLast.\n"),
    ],
)
@pytest.mark.parametrize("is_local", [True, False])
def test_what_the_hub_has_lost_is_no_change(
    tmp_path: Path, spelling: Any, body: str, *, is_local: bool
) -> None:
    with make_hub(quirks=Quirks(rewrites_markdown=True, rewrites_as=spelling)) as hub:
        checkout = Checkout(tmp_path, hub.url, config=NO_LIMITS)
        page_id = begun(checkout, body=body)
        assert not is_planned(checkout)
        for number in ("first", "second"):
            edit(hub, page_id, "Last", f"Last {number}")
            if is_local:
                change(checkout, "Middle", f"Middle {number}")
            ended = pull(checkout)
            assert ended.code == 0, ended
            assert ("merged with" in ended.out) == is_local
            assert is_planned(checkout) == is_local
        wanted = body.replace("Last", "Last second first")
        if is_local:
            wanted = wanted.replace("Middle", "Middle second first")
        assert text(checkout).split("---\n", 2)[2] == wanted
        sent = len(writes(hub))
        assert checkout.call("apply", "--yes").code == 0
        assert len(writes(hub)) == sent + is_local


def test_an_edit_of_what_the_hub_has_lost_is_a_clash(tmp_path: Path) -> None:
    with make_hub(quirks=Quirks(rewrites_markdown=True, rewrites_as="normalised")) as hub:
        checkout = Checkout(tmp_path, hub.url, config=NO_LIMITS)
        page_id = begun(checkout, body="Hard  \nbreak.\n\nLast.\n")
        edit(hub, page_id, "Hard", "Harder")
        assert pull(checkout).code == 1
        assert is_torn(checkout)
        assert "Hard  \n" in text(checkout)
        assert "Harder" in text(checkout)
