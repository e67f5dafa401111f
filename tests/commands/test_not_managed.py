"""A page that is not managed is linked to, and never written."""

from execsync import config
from execsync.content.reader import load
from execsync.localhub import LocalHub
from execsync.watch.content_cache import ContentCache
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes


def release(checkout: Checkout, path: str) -> str:
    """Say in a file that its page is not managed from now on; its id."""
    page_id = checkout.state().pages[path].id
    checkout.write(path, f"---\nmanaged: false\nid: {page_id}\n---\n\nNothing of this is sent.\n")
    return page_id


def test_nothing_of_it_is_sent(checkout: Checkout, hub: LocalHub) -> None:
    checkout.write(
        "a.md", "---\nmanaged: false\nid: pg_a\nsources: [https://a.example]\n---\nText.\n"
    )
    checkout.page("b.md", title="B")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended.err
    assert [page.title for page in live_pages(hub)] == ["B"]
    assert writes(hub) == [("POST", "/knowledge-hub/pages")]
    assert list(checkout.state().pages) == ["b.md"]
    assert checkout.call("plan").out.startswith("No changes")


def test_its_id_is_known_to_whoever_links_to_it(checkout: Checkout) -> None:
    checkout.write("team/a.md", "---\nmanaged: false\nid: pg_a\n---\n")
    checkout.write("c.md", "---\nmanaged: false\n---\n")
    checkout.page("b.md", title="B")
    settings = config.load(checkout.folder / "execsync.toml")
    assert load(settings).sites.unmanaged == {"team/a.md": "pg_a"}
    assert [page.path for page in load(settings).pages] == ["b.md"]
    cache = ContentCache(settings)
    cache.look()
    assert cache.working_set.sites.unmanaged == {"team/a.md": "pg_a"}
    assert cache.working_set.broken == {"c.md"}


def test_a_page_that_was_ours_is_forgotten_and_left_as_it_is(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", sources=["https://a.example/"])
    checkout.page("b.md", title="B")
    assert checkout.call("apply", "--yes").code == 0
    page_id = release(checkout, "a.md")
    out = checkout.call("plan", "--prune").out
    assert (
        "x a.md  forget    its file says managed: false: the page stays as it is, no request" in out
    )
    before = writes(hub)
    ended = checkout.call("apply", "--yes", "--prune", "--prune-sources")
    assert ended.code == 0, ended.err
    assert writes(hub) == before
    assert [page.id for page in live_pages(hub) if page.title == "A"] == [page_id]
    assert list(checkout.state().pages) == ["b.md"]
    again = checkout.call("apply", "--yes", "--prune", "--prune-sources")
    assert again.code == 0, again.err
    assert writes(hub) == before


def test_its_file_may_go_and_nothing_is_archived(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    assert checkout.call("apply", "--yes").code == 0
    release(checkout, "a.md")
    assert checkout.call("apply", "--yes").code == 0
    checkout.remove("a.md")
    assert checkout.call("apply", "--yes", "--prune").code == 0
    assert len(live_pages(hub)) == 2


def test_a_page_that_is_managed_again_is_not_made_a_second_time(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    assert checkout.call("apply", "--yes").code == 0
    page_id = release(checkout, "a.md")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A")
    refused = checkout.call("apply", "--yes")
    assert refused.code == 1
    assert len(live_pages(hub)) == 2
    assert checkout.call("state", "adopt", "a.md", page_id).code == 0
    assert checkout.call("apply", "--yes").code == 0
    assert len(live_pages(hub)) == 2


def test_links_in_its_file_are_nobodys(checkout: Checkout) -> None:
    checkout.write("a.md", "---\nmanaged: false\nid: pg_a\n---\n\n[gone](gone.md)\n")
    checkout.page("b.md", title="B", body="See [a](a.md).\n")
    checkout.configure('[links]\npage_url = "https://hub.example/{id}"\n')
    assert checkout.call("validate", "--strict").code == 0
