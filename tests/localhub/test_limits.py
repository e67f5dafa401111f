from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from execsync.localhub import Quirks

if TYPE_CHECKING:
    import httpx

    from .conftest import MakeHub

HOUR = 3600


def statuses(client: httpx.Client, count: int) -> list[int]:
    return [client.get("/workspace").status_code for _ in range(count)]


def test_minute_slides(make_hub: MakeHub) -> None:
    hub, client = make_hub(per_minute=2)
    assert statuses(client, 1) == [200]
    hub.advance(20)
    assert statuses(client, 2) == [200, 429]
    assert client.get("/workspace").json()["retry_after"] == 40
    hub.advance(40)
    assert statuses(client, 2) == [200, 429]


def test_refused_by_the_limit_is_not_counted_but_other_errors_are(make_hub: MakeHub) -> None:
    hub, client = make_hub(per_minute=3)
    client.get("/nothing")
    client.get("/workspace", headers={"Authorization": ""})
    assert statuses(client, 3) == [200, 429, 429]
    assert hub.limits.counts() == {"minute": 3, "day": 3}


def test_a_hub_that_counts_only_refuses_nothing(make_hub: MakeHub) -> None:
    hub, client = make_hub(per_minute=2, per_day=3, count_only=True)
    assert statuses(client, 5) == [200] * 5
    assert hub.limits.counts() == {"minute": 5, "day": 5}


def test_rolling_day(make_hub: MakeHub) -> None:
    hub, client = make_hub(per_day=2, quirks=Quirks(day="rolling"))
    statuses(client, 1)
    hub.advance(HOUR)
    assert statuses(client, 2) == [200, 429]
    assert client.get("/workspace").json()["retry_after"] == 23 * HOUR
    hub.advance(23 * HOUR)
    assert statuses(client, 2) == [200, 429]


def test_calendar_day_ends_at_midnight(make_hub: MakeHub) -> None:
    hub, client = make_hub(per_day=2, quirks=Quirks(day="calendar"))
    assert statuses(client, 3) == [200, 200, 429]
    assert client.get("/workspace").json()["retry_after"] == 12 * HOUR
    hub.advance(12 * HOUR - 1)
    assert statuses(client, 1) == [429]
    hub.advance(1)
    assert statuses(client, 3) == [200, 200, 429]


def test_reset_begins_a_new_day(make_hub: MakeHub) -> None:
    hub, client = make_hub(per_day=1)
    assert statuses(client, 2) == [200, 429]
    hub.limits.reset()
    assert statuses(client, 1) == [200]


def test_limit_of_none_never_ends(make_hub: MakeHub) -> None:
    _, client = make_hub()
    assert set(statuses(client, 70)) == {200}


def test_limit_of_zero_lets_nothing_in(make_hub: MakeHub) -> None:
    _, client = make_hub(per_minute=0)
    assert client.get("/workspace").json()["retry_after"] == 60


@pytest.mark.parametrize("place", ["body", "error", "header"])
def test_retry_after_is_where_the_settings_want_it(make_hub: MakeHub, place: str) -> None:
    _, client = make_hub(per_minute=0, retry_after_in=place)
    answer = client.get("/workspace")
    body = answer.json()
    found = {
        "body": body.get("retry_after"),
        "error": body["error"].get("retry_after"),
        "header": answer.headers.get("Retry-After") and int(answer.headers["Retry-After"]),
    }
    assert found == {**dict.fromkeys(found), place: 60}
