"""An edit between our look and our write: no call tells it apart, but what we did not write is not ours."""

from collections.abc import Callable
from typing import Any

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.support.checkout import Checkout
from tests.support.hub import writes
from tests.support.proxy import Passing, proxy_of

PAGE = "/knowledge-hub/pages/{id}"
THEIRS = "Of a colleague."

ACTS: dict[str, Callable[[LocalHub, str], object]] = {
    "moved": lambda hub, page: hub.web.edit(page, folder_ids=["fld_else"]),
    "published": lambda hub, page: hub.web.publish(page),
    "retitled": lambda hub, page: hub.web.edit(page, title="Theirs", publish=True),
    "draft retitled": lambda hub, page: hub.web.edit(page, title="Theirs"),
    "edited": lambda hub, page: hub.web.edit(page, content=THEIRS, publish=True),
    "draft edited": lambda hub, page: hub.web.edit(page, content=THEIRS),
}
WRITES: dict[str, tuple[str, dict[str, object]]] = {
    "text of a live page": ("published", {"body": "New."}),
    "title of a live page": ("published", {"title": "New"}),
    "folder of a live page": ("published", {"folder_ids": ["fld_new"]}),
    "text of a draft": ("draft", {"body": "New."}),
    "title of a draft": ("draft", {"title": "New"}),
    "folder of a draft": ("draft", {"folder_ids": ["fld_new"]}),
    "publication": ("draft", {"status": "published"}),
}
LOST = {
    ("text of a live page", "edited"),
    ("text of a live page", "draft edited"),
    ("title of a live page", "retitled"),
    ("title of a live page", "draft retitled"),
    ("folder of a live page", "moved"),
    ("text of a draft", "draft edited"),
    ("title of a draft", "draft retitled"),
    ("folder of a draft", "moved"),
}
"""Our write took the place of just what was edited: the hub's answer is that of our write."""
UNSEEN = {
    ("folder of a live page", "draft retitled"),
    ("folder of a live page", "draft edited"),
    ("title of a draft", "draft edited"),
    ("folder of a draft", "draft edited"),
}
"""The edit stays, in a draft that no answer to a write shows: the look before our next write finds it."""


PAIRS = [
    (write, act)
    for write, (status, _) in WRITES.items()
    for act in ACTS
    if (act, status) != ("published", "published")
]


@pytest.mark.parametrize(("write", "act"), PAIRS)
def test_an_edit_of_what_we_do_not_write_is_named_by_the_next_run(
    write: str, act: str, checkout: Checkout, hub: LocalHub
) -> None:
    status, changes = WRITES[write]
    page: dict[str, Any] = {"title": "A", "body": "Ours.", "status": status}
    checkout.page("a.md", **page)
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", **{**page, **changes})
    (stored,) = hub.pages()
    hub.before("PATCH", PAGE, 1, lambda: ACTS[act](hub, stored.id))
    told = checkout.call("apply", "--yes")
    kept, before = hub.pages(), len(writes(hub))
    again = checkout.call("apply", "--yes")
    assert hub.pages() == kept
    assert len(writes(hub)) == before
    if (write, act) in LOST | UNSEEN or shows(kept[0], {**page, **changes}):
        assert again.code == 0
    else:
        assert again.code == 1, (told, again)
        assert "! a.md" in again.out
        assert "in the same moment" in told.err


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_a_version_that_only_some_answers_show_tells_of_nobody(
    method: str, checkout: Checkout, hub: LocalHub
) -> None:
    def change(answer: Passing) -> None:
        if (answer.method, answer.route) == (method, PAGE):
            answer.json = {**answer.json, "version": None}

    with proxy_of(hub.url) as proxy:
        checkout.url, proxy.change = proxy.url, change
        for text in ("One.", "Two.", "Three."):
            checkout.page("a.md", title="A", body=text, status="published")
            told = checkout.call("apply", "--yes")
            assert told.code == 0, told
            assert "somebody else" not in told.err


def shows(stored: StoredPage, page: dict[str, object]) -> bool:
    shown = (stored.draft_title, stored.draft_content, stored.status, [*stored.folder_ids])
    return shown == (page["title"], page["body"], page["status"], page.get("folder_ids", []))
