"""`refresh` and `plan --refresh`: what somebody changed on the web is found, recorded or only shown, and told whole."""

import json
from math import ceil
from typing import Any

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

Asked = list[tuple[str, str]]


def applied(
    checkout: Checkout, hub: LocalHub, *paths: str, **front: object
) -> dict[str, StoredPage]:
    """The pages at these paths, applied an hour ago, by path."""
    for path in paths:
        checkout.page(path, title=path, body="# Head\n\nOurs.\n", status="published", **front)
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(3600)
    return {page.draft_title: page for page in live_pages(hub)}


def asked(hub: LocalHub, since: int) -> Asked:
    """Method and route of each request from number `since` on."""
    return [(e.method, e.route) for e in hub.requests()[since:]]


def whole_state(checkout: Checkout) -> dict[str, bytes]:
    """Every file beside State, and State."""
    folder = checkout.state_folder
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in ("lock", "lock.json")
    }


def drift_of(text: str) -> dict[str, Any]:
    """`resource_drift` by path."""
    return {entry["path"]: entry for entry in json.loads(text)["resource_drift"]}


class TestAThousandPages:
    """What issue 16 must show first."""

    @pytest.fixture
    def pages(self, checkout: Checkout, hub: LocalHub) -> dict[str, StoredPage]:
        return applied(checkout, hub, *(f"{number}.md" for number in range(1000)))

    def test_take_two_requests_where_nobody_edited_and_few_where_nine_were(
        self, checkout: Checkout, hub: LocalHub, pages: dict[str, StoredPage]
    ) -> None:
        assert checkout.call("refresh").code == 0  # our own writes are listed once more
        hub.advance(3600)
        since = len(hub.requests())
        ended = checkout.call("refresh", "--detailed-exitcode")
        assert (ended.code, ended.err) == (0, "")
        assert asked(hub, since) == [("GET", "/workspace"), ("GET", "/knowledge-hub/pages")]

        edited = [f"{number}.md" for number in range(0, 700, 100)]
        archived = ["800.md", "900.md"]
        for path in edited:
            hub.web.edit(pages[path].id, content="Theirs.", publish=True)
        for path in archived:
            hub.web.archive(pages[path].id)
        since = len(hub.requests())
        ended = checkout.call("refresh", "--format", "json", "--detailed-exitcode")
        assert ended.code == 2
        found = drift_of(ended.out)
        assert sorted(found) == sorted(edited + archived)
        assert [path for path in found if found[path].get("archived")] == archived
        assert {tuple(found[path]["by"]) for path in edited} == {("Web colleague",)}
        assert len(asked(hub, since)) <= 7 + ceil(1000 / 100) + 3
        assert json.loads(ended.out)["requests"] == len(asked(hub, since))
        assert writes(hub)[1000:] == []
