"""Acts at an exact point of a client's requests."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from execsync.localhub import LocalHub

    from .conftest import MakeHub

PAGES = "/knowledge-hub/pages"
PAGE = "/knowledge-hub/pages/{id}"


def test_act_before_a_request_precedes_its_work(client: httpx.Client, hub: LocalHub) -> None:
    page = client.post(PAGES, json={"title": "A", "content": "one"}).json()
    hub.before("PATCH", PAGE, 2, lambda: hub.web.edit(page["id"], content="theirs"))
    client.patch(f"{PAGES}/{page['id']}", json={"title": "B"})
    assert hub.pages()[0].draft_content == "one"
    client.patch(f"{PAGES}/{page['id']}", json={"title": "C"})
    assert (hub.pages()[0].draft_title, hub.pages()[0].draft_content) == ("C", "theirs")


def test_act_after_a_request_follows_its_work_and_precedes_its_answer(
    client: httpx.Client, hub: LocalHub
) -> None:
    seen: list[str] = []
    hub.after("POST", PAGES, 1, lambda: seen.extend(page.title for page in hub.pages()))
    client.post(PAGES, json={"title": "A"})
    assert seen == ["A"]
    client.post(PAGES, json={"title": "B"})
    assert seen == ["A"]


def test_act_after_a_request_whose_answer_is_lost_is_done(
    client: httpx.Client, hub: LocalHub
) -> None:
    hub.faults.add("lose")
    hub.after("POST", PAGES, 1, lambda: hub.web.archive(hub.pages()[0].id))
    with contextlib.suppress(httpx.TransportError):
        client.post(PAGES, json={"title": "A"})
    assert hub.pages()[0].status == "archived"


def test_route_may_be_the_path_of_one_page(client: httpx.Client, hub: LocalHub) -> None:
    one, two = (hub.web.create(title).id for title in ("A", "B"))
    hub.before("GET", f"{PAGES}/{two}", 1, lambda: hub.web.edit(two, title="C"))
    client.get(f"{PAGES}/{one}")
    assert hub.pages()[1].title == "B"
    assert client.get(f"{PAGES}/{two}").json()["title"] == "C"


def test_error_of_an_act_is_raised_at_the_end_and_the_request_goes_on(make_hub: MakeHub) -> None:
    hub, client = make_hub()
    hub.before("GET", "/workspace", 1, lambda: hub.web.archive("nothing"))
    assert client.get("/workspace").status_code == 200
    with pytest.raises(Exception, match="no such page"):
        hub.raise_errors()
