"""Each fault, as a real client meets it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest

from execsync.localhub import Fault

if TYPE_CHECKING:
    from execsync.localhub import FaultKind, LocalHub

PAGES = "/knowledge-hub/pages"
BODY = {"title": "A", "content": "text"}


def titles(hub: LocalHub) -> list[str]:
    return [page.title for page in hub.pages()]


def test_cut_connection_means_no_work(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("cut")
    with pytest.raises(httpx.TransportError):
        client.post(PAGES, json=BODY)
    assert titles(hub) == []
    (exchange,) = hub.requests()
    assert (exchange.fault, exchange.status, exchange.work_status) == ("cut", None, None)
    assert hub.limits.counts()["minute"] == 0


def test_lost_answer_means_work_was_done(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("lose")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.post(PAGES, json=BODY)
    assert titles(hub) == ["A"]
    (exchange,) = hub.requests()
    assert (exchange.fault, exchange.status, exchange.work_status) == ("lose", None, 201)


def test_truncated_answer_breaks_off_in_its_body(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("truncate")
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        client.post(PAGES, json=BODY)
    assert titles(hub) == ["A"]
    assert hub.requests()[0].status == 201


def test_error_means_no_work(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("error", status=503)
    answer = client.post(PAGES, json=BODY)
    assert (answer.status_code, answer.json()["error"]["type"]) == (503, "api_error")
    assert titles(hub) == []
    assert hub.limits.counts()["minute"] == 1


def test_error_after_means_work_was_done(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("error_after")
    assert client.post(PAGES, json=BODY).status_code == 500
    assert titles(hub) == ["A"]


def test_limit_says_when_to_come_back(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("limit", retry_after=90)
    answer = client.post(PAGES, json=BODY)
    assert (answer.status_code, answer.json()["retry_after"]) == (429, 90)
    assert titles(hub) == []
    assert hub.limits.counts()["minute"] == 0


def test_delay_outlasts_an_impatient_client_and_works_on(
    client: httpx.Client, hub: LocalHub
) -> None:
    hub.faults.add("delay", seconds=3600)
    with pytest.raises(httpx.ReadTimeout):
        client.post(PAGES, json=BODY, timeout=0.05)
    assert titles(hub) == []
    hub.faults.release()
    assert hub.wait_for(lambda exchanges: len(exchanges) == 1)
    assert titles(hub) == ["A"]


def test_late_work_lands_after_the_connection_was_cut(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("late", seconds=3600)
    with pytest.raises(httpx.TransportError):
        client.post(PAGES, json=BODY)
    assert titles(hub) == []
    hub.faults.release()
    assert hub.wait_for(lambda exchanges: len(exchanges) == 1)
    assert titles(hub) == ["A"]
    assert hub.requests()[0].work_status == 201


@pytest.mark.parametrize("kind", ["delay", "late"])
def test_what_is_held_up_goes_on_by_itself(
    kind: FaultKind, client: httpx.Client, hub: LocalHub
) -> None:
    hub.faults.add(kind, seconds=0.05)
    with suppress(httpx.TransportError):
        client.post(PAGES, json=BODY)
    assert hub.wait_for(lambda exchanges: len(exchanges) == 1)
    assert hub.requests()[0].duration >= 50
    assert titles(hub) == ["A"]


def test_latency_holds_up_every_request(client: httpx.Client, hub: LocalHub) -> None:
    hub.change(latency=0.05)
    client.get("/workspace")
    assert hub.requests()[0].duration >= 50


def test_stopping_does_not_wait_for_what_is_delayed(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("late", seconds=3600)
    with pytest.raises(httpx.TransportError):
        client.post(PAGES, json=BODY)
    # The fixture stops the hub; the suite's time-out would find it waiting.


def test_client_comes_back_after_each_cut(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("lose", times=3)
    for _ in range(3):
        with pytest.raises(httpx.TransportError):
            client.post(PAGES, json=BODY)
    assert client.get("/workspace").status_code == 200


def statuses(client: httpx.Client, count: int, path: str = "/workspace") -> list[int]:
    return [client.get(path).status_code for _ in range(count)]


def test_rule_hits_once_unless_told(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("error")
    assert statuses(client, 3) == [500, 200, 200]


def test_rule_skips_the_first_and_then_hits_some(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("error", after=1, times=2)
    assert statuses(client, 5) == [200, 500, 500, 200, 200]


def test_rule_without_end_can_be_cleared(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("error", times=None)
    assert statuses(client, 3) == [500] * 3
    hub.faults.clear()
    assert statuses(client, 1) == [200]


def test_rule_is_about_a_method_and_a_path(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("error", method="GET", path="/knowledge-hub/pages*", times=None)
    assert statuses(client, 1, "/skills") == [200]
    assert client.post(PAGES, json=BODY).status_code == 201
    assert statuses(client, 1, PAGES) == statuses(client, 1, f"{PAGES}/x") == [500]


def test_earlier_rule_goes_first(client: httpx.Client, hub: LocalHub) -> None:
    hub.faults.add("error", status=502)
    hub.faults.add("error", status=503)
    assert statuses(client, 3) == [502, 503, 200]


def test_same_seed_hits_the_same_requests(hub: LocalHub) -> None:
    def hits(seed: int) -> list[bool]:
        hub.faults.clear()
        hub.faults.add("error", probability=0.5, times=None, seed=seed)
        return [hub.faults.pick("GET", "/skills") is not None for _ in range(64)]

    assert hits(1) == hits(1) != hits(2)
    assert 16 < sum(hits(1)) < 48


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "explode"}, "kind: must be one of cut, lose"),
        ({"kind": "cut", "probability": 2.0}, "probability: must be from 0 to 1"),
        ({"kind": "cut", "times": -1}, "times: cannot be negative"),
        ({"kind": "error", "status": 200}, "status: must be from 400 to 599"),
        ({"kind": "cut", "after": "two"}, "after: must be int"),
    ],
)
def test_impossible_rules_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Fault(**options)  # type: ignore[arg-type]
