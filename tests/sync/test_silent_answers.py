"""A hub that says nothing to a write: what was written is looked at, and known afterwards."""

from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages
from tests.support.proxy import Change, Passing, Proxy

PAGE = "/knowledge-hub/pages/{id}"

pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.fixture
def checkout(tmp_path: Path, proxy: Proxy) -> Checkout:
    """A page that is applied, and edited since."""
    config = "[limits]\nper_minute = 0\nper_day = 0\n"
    checkout = Checkout(tmp_path / "checkout", proxy.url, config=config)
    checkout.page("a.md", title="A", body="One.\n", status="published")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", body="Two.\n", status="published")
    return checkout


def silenced(method: str, status: int, body: bytes = b"") -> Change:
    def change(answer: Passing) -> None:
        if answer.method == method and 200 <= answer.status < 300:
            answer.status, answer.body = status, body

    return change


def asked(hub: LocalHub, since: int) -> list[str]:
    return [f"{e.method} {e.route}" for e in hub.requests()[since:]][2:]


@pytest.mark.parametrize("look", ["each", "list"])
@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (200, b'{"ok": true}')])
def test_a_change_without_an_answer_takes_one_more_look(
    checkout: Checkout, hub: LocalHub, proxy: Proxy, status: int, body: bytes, look: str
) -> None:
    proxy.change = silenced("PATCH", status, body)
    before = len(hub.requests())
    ended = checkout.call("apply", "--yes", "--look", look)
    assert (ended.code, ended.err.count("error")) == (0, 0), ended
    looks = [f"GET {PAGE}"] if look == "each" else []
    assert asked(hub, before) == [*looks, f"PATCH {PAGE}", f"GET {PAGE}"]
    (page,) = hub.pages()
    assert page.live_content == "Two."
    seen = checkout.state().pages["a.md"].observed
    assert seen is not None
    assert seen.version == page.version
    before = len(hub.requests())
    assert checkout.call("apply", "--yes").code == 0
    assert asked(hub, before) == []


def test_a_change_that_is_not_there_afterwards_is_in_doubt_and_made_by_the_next_run(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    (made,) = hub.pages()
    hub.faults.add("error", status=500, method="PATCH")
    proxy.change = _swallow
    ended = checkout.call("apply", "--yes")
    assert ended.code == 1
    assert "said nothing, and the hub does not show what was sent" in ended.err
    assert hub.pages() == [made]
    proxy.change = None
    assert checkout.call("apply", "--yes").code == 0
    assert hub.pages()[0].live_content == "Two."
    assert checkout.state().in_doubt == ()


def _swallow(answer: Passing) -> None:
    if answer.method == "PATCH":
        answer.status, answer.body = 204, b""


def test_a_change_whose_look_fails_is_in_doubt_and_found_by_the_next_run(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    proxy.change = silenced("PATCH", 204)
    hub.after(
        "PATCH", PAGE, 1, lambda: hub.faults.add("error", status=403, method="GET", times=None)
    )
    ended = checkout.call("apply", "--yes")
    assert ended.code == 1
    assert hub.pages()[0].live_content == "Two."
    hub.faults.clear()
    before = len(hub.requests())
    assert checkout.call("apply", "--yes").code == 0
    assert all(e.method == "GET" for e in hub.requests()[before:])
    assert checkout.state().in_doubt == ()


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (202, b"")])
def test_an_archiving_without_an_answer_is_done(
    checkout: Checkout, hub: LocalHub, proxy: Proxy, status: int, body: bytes
) -> None:
    checkout.page("b.md", title="B")
    assert checkout.call("apply", "--yes").code == 0
    checkout.remove("b.md")
    proxy.change = silenced("DELETE", status, body)
    assert checkout.call("apply", "--yes", "--prune").code == 0
    assert [page.title for page in live_pages(hub)] == ["A"]
    assert [*checkout.state().pages] == ["a.md"]


def test_a_creation_that_is_answered_with_its_id_alone_is_looked_at_once(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    def change(answer: Passing) -> None:
        if answer.method == "POST":
            answer.json = {"id": answer.json["id"]}

    checkout.page("b.md", title="B")
    proxy.change = change
    assert checkout.call("apply", "--yes").code == 0
    assert sorted(page.title for page in live_pages(hub)) == ["A", "B"]
    assert checkout.state().pages["b.md"].observed is not None
