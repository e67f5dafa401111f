"""The control calls, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from .conftest import NO_CERTIFICATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execsync.localhub import LocalHub

PAGES = "/knowledge-hub/pages"


@pytest.fixture
def control(hub: LocalHub) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=hub.control_url, verify=NO_CERTIFICATES) as client:
        yield client


def post(control: httpx.Client, path: str, /, **body: Any) -> Any:
    answer = control.post(path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def test_requests_and_stats(control: httpx.Client, client: httpx.Client) -> None:
    client.post(PAGES, json={"title": "A"})
    client.get("/workspace")
    listed = control.get("/requests").json()["data"]
    assert [row["path"] for row in listed] == [PAGES, "/workspace"]
    assert listed[0]["time"] == "2027-01-15T12:00:00.000000Z"
    later = control.get("/requests", params={"after": 1}).json()["data"]
    assert [row["seq"] for row in later] == [2]
    assert control.get("/stats").json() == {
        "requests": {"GET /workspace": 1, f"POST {PAGES}": 1},
        "counted": {"minute": 2, "day": 2},
        "limits": {"minute": None, "day": None},
    }


def test_control_is_neither_counted_nor_kept(control: httpx.Client, hub: LocalHub) -> None:
    control.get("/stats")
    assert hub.requests() == []
    assert hub.limits.counts()["day"] == 0


def test_faults(control: httpx.Client, client: httpx.Client) -> None:
    post(control, "/faults", kind="error", status=502, path="/skills", times=2)
    assert [client.get("/skills").status_code for _ in range(2)] == [502, 502]
    (rule,) = control.get("/faults").json()["data"]
    assert (rule["kind"], rule["seen"], rule["hits"]) == ("error", 2, 2)
    assert control.delete("/faults").json() == {"data": []}
    assert control.get("/faults").json() == {"data": []}


def test_settings_turn_while_it_runs(control: httpx.Client, client: httpx.Client) -> None:
    quirks = {"list_lag": 5, "day": "calendar"}
    turned = post(control, "/settings", per_minute=1, quirks=quirks, failing_sources=["*bad*"])
    assert (turned["per_minute"], turned["quirks"]["day"]) == (1, "calendar")
    assert control.get("/settings").json() == turned
    assert [client.get("/skills").status_code for _ in range(2)] == [200, 429]
    post(control, "/limits/reset")
    assert client.get("/skills").status_code == 200
    post(control, "/advance", seconds=60)
    assert client.get("/skills").status_code == 200


def test_edits_on_the_web(control: httpx.Client, hub: LocalHub) -> None:
    folder = hub.catalogue.add_folder("Sales")
    made = post(control, "/pages", title="A", content="one", folder_ids=[folder])
    assert made["draft"] == {"title": "A", "content": "one"}
    edited = post(control, f"/pages/{made['id']}/edit", content="two", publish=True, folder_ids=[])
    assert (edited["content"], edited["folders"]) == ("two", [])
    post(control, f"/pages/{made['id']}/archive")
    (kept,) = control.get("/pages").json()["data"]
    assert (kept["status"], kept["draft_content"], kept["folder_ids"]) == ("archived", "two", [])


def test_other_acts_on_the_web(control: httpx.Client, client: httpx.Client, hub: LocalHub) -> None:
    made = post(control, "/pages", title="A", content="one", by="user_another")
    assert made["owner"]["id"] == "user_another"
    path = f"/pages/{made['id']}"
    assert post(control, f"{path}/publish")["content"] == "one"
    post(control, f"{path}/edit", content="two", publish=True)
    assert post(control, f"{path}/restore", version=1)["content"] == "one"
    post(control, f"{path}/archive")
    assert post(control, f"{path}/unarchive")["status"] == "published"
    clone = post(control, f"{path}/clone", title="B")
    rows = client.get(f"{PAGES}/{clone['id']}/versions").json()["data"]
    assert [(row["title"], row["change_type"]) for row in rows] == [("B", "clone")]
    source = post(control, "/sources", url="https://example.com", title="A")["id"]
    assert post(control, f"{path}/edit", source_ids=[source])["source_count"] == 1
    linking = post(control, "/pages", title="C", source_ids=[source])
    assert [linked["id"] for linked in linking["sources"]] == [source]
    post(control, f"/sources/{source}/delete")
    assert hub.sources()[0].archived_at is not None


def test_extraction_settled_by_hand(control: httpx.Client, hub: LocalHub) -> None:
    made = hub.web.add_source("https://example.com", "A")
    assert post(control, f"/sources/{made}", status="failed")["status"] == "failed"
    (kept,) = control.get("/sources").json()["data"]
    assert (kept["id"], kept["status"]) == (made, "failed")


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/faults", {}, "kind: is required."),
        ("/faults", {"kind": "cut", "colour": "red"}, "colour: a fault has no such field."),
        ("/faults", {"kind": "cut", "times": -1}, "times: cannot be negative."),
        ("/settings", {"colour": "red"}, "colour: there is no such setting to change."),
        ("/settings", {"accepted_key": "k"}, "accepted_key: there is no such setting to change."),
        ("/settings", {"quirks": {"colour": 1}}, "colour: there is no such setting to change."),
        ("/settings", {"latency": "slow"}, "latency: must be float, not 'slow'."),
        ("/settings", {"latency": -1}, "latency: cannot be negative."),
        ("/advance", {"seconds": -1}, "seconds: must be a number from 0."),
        ("/pages", {}, "title: is required."),
        ("/pages", {"title": "A", "publish": 1}, "publish: must be true or false."),
        ("/pages", {"title": "A", "by": "nobody"}, "by: must be one of user_owner"),
        ("/pages/x/restore", {"version": "1"}, "version: must be a whole number from 1."),
        ("/sources/x", {"status": ""}, "status: must not be blank."),
        ("/sources", {"url": "https://example.com"}, "title: is required."),
    ],
)
def test_nonsense_is_refused(
    control: httpx.Client, path: str, body: dict[str, Any], message: str
) -> None:
    answer = control.post(path, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith(message)


def test_form_of_a_web_page_is_refused(control: httpx.Client) -> None:
    answer = control.post("/limits/reset", data={"a": "b"})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Content-Type: must be application/json."
