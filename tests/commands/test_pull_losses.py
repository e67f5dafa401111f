"""A pull from a hub whose editor cannot hold all that Markdown can say."""

from pathlib import Path

from execsync.localhub import LocalHub, Quirks
from tests.commands.conftest import NO_LIMITS
from tests.commands.pulling import begun, pull, text
from tests.support.checkout import Checkout
from tests.support.hub import make_hub

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
