"""Asking for many sources at once: what counts as seen, and how many requests it takes."""

import random
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from execsync.client.hub import Hub
from execsync.errors import AnswerLost, RequestRefused
from execsync.localhub import LocalHub
from execsync.sync.polling import MOST_ASKED, poll
from tests.support.calls import calls_of
from tests.support.proxy import Passing, proxy_of

SOURCES, SOURCE = "/knowledge-hub/sources", "/knowledge-hub/sources/{id}"


@pytest.fixture
def calls(hub: LocalHub) -> Iterator[Hub]:
    hub.change(extraction_seconds=3600.0)
    with calls_of(hub) as made:
        yield made


def make(calls: Hub, number: int, *, of: str = "ours") -> list[str]:
    """The ids of so many new sources, oldest first."""
    urls = (f"https://source.example/{of}/{n}" for n in range(number))
    fields = ({"type": "url", "title": "T", "url": url} for url in urls)
    return [calls.create_source(source)[0].id for source in fields]


def settle(hub: LocalHub, ids: list[str], status: str) -> None:
    for source_id in ids:
        hub.web.settle_source(source_id, status)


def asked(hub: LocalHub) -> list[str]:
    """The polls so far: the status that a list was asked for, or "one" for a source of its own."""
    polls = [e for e in hub.requests("GET") if e.route in (SOURCES, SOURCE)]
    return [parse_qs(e.query)["status"][0] if e.route == SOURCES else "one" for e in polls]


def test_rows_that_move_to_a_page_already_read_are_not_taken_for_ready(
    calls: Hub, hub: LocalHub
) -> None:
    ids = make(calls, 120)
    hub.after("GET", SOURCES, 1, lambda: settle(hub, ids[70:], "ready"))
    found = poll(calls, ids).statuses
    assert all(found.get(source_id) != "ready" for source_id in ids[:20])
    assert {found[source_id] for source_id in ids[20:]} == {"pending"}


def test_each_status_is_seen_in_its_list(calls: Hub, hub: LocalHub) -> None:
    groups = {s: make(calls, 3, of=s) for s in ("pending", "processing", "ready", "failed")}
    for status, ids in groups.items():
        settle(hub, ids, status)
    found = poll(calls, [source_id for ids in groups.values() for source_id in ids])
    assert found.statuses == {i: status for status, ids in groups.items() for i in ids}
    assert asked(hub) == ["pending", "processing", "ready", "failed"]


def test_no_list_is_asked_for_once_all_are_seen(calls: Hub, hub: LocalHub) -> None:
    assert set(poll(calls, make(calls, 40)).statuses.values()) == {"pending"}
    assert asked(hub) == ["pending"]


def test_one_that_is_left_is_asked_for_by_its_id(calls: Hub, hub: LocalHub) -> None:
    ids = make(calls, 3)
    settle(hub, ids[:1], "failed")
    assert poll(calls, ids).statuses[ids[0]] == "failed"
    assert asked(hub) == ["pending", "one"]


@pytest.mark.slow
def test_a_list_is_read_no_further_than_asking_one_by_one_would_take(
    calls: Hub, hub: LocalHub
) -> None:
    """Ours are the oldest of very many: their hundred comes last."""
    ids = make(calls, 3)
    settle(hub, [*ids, *make(calls, 500, of="theirs")], "ready")
    assert set(poll(calls, ids).statuses.values()) == {"ready"}
    assert asked(hub) == ["pending", "processing", "ready", "failed", *["one"] * 3]


def test_a_list_is_read_to_its_end_where_that_takes_fewer(calls: Hub, hub: LocalHub) -> None:
    ids = make(calls, 4)
    settle(hub, [*ids, *make(calls, 200, of="theirs")], "ready")
    assert set(poll(calls, ids).statuses.values()) == {"ready"}
    assert asked(hub) == ["pending", "processing", *["ready"] * 3]


def test_what_no_list_shows_is_asked_for_a_few_at_a_time(calls: Hub, hub: LocalHub) -> None:
    hub.change(quirks={"list_lag": 60.0})
    ids = make(calls, 30)
    found = poll(calls, ids)
    assert found.statuses == dict.fromkeys(ids[:MOST_ASKED], "pending")
    assert (found.refused, found.error) == ({}, None)


def test_what_is_not_there_any_more_is_gone(calls: Hub, hub: LocalHub) -> None:
    ids = make(calls, 4)
    for source_id in ids[:2]:
        hub.web.delete_source(source_id)
    found = poll(calls, ids).statuses
    assert [found[source_id] for source_id in ids] == ["gone", "gone", "pending", "pending"]


def test_what_was_seen_before_an_error_counts(calls: Hub, hub: LocalHub) -> None:
    ids = make(calls, 4)
    settle(hub, ids[2:], "ready")
    hub.faults.add("error", method="GET", path=SOURCES, status=500, after=2, times=None)
    found = poll(calls, ids)
    assert found.statuses == dict.fromkeys(ids[:2], "pending")
    assert isinstance(found.error, AnswerLost)


def test_where_lists_are_refused_each_is_asked_for(calls: Hub, hub: LocalHub) -> None:
    ids = make(calls, 4)
    settle(hub, ids[2:], "ready")
    hub.faults.add("error", method="GET", path=SOURCES, status=400, times=None)
    found = poll(calls, ids)
    assert [found.statuses[i] for i in ids] == ["pending", "pending", "ready", "ready"]
    assert isinstance(found.error, RequestRefused)


@pytest.mark.parametrize("number", [1, 4])
def test_an_answer_that_cannot_be_read_is_that_sources_own(
    number: int, calls: Hub, hub: LocalHub
) -> None:
    ids = make(calls, number)
    settle(hub, ids[1:], "ready")
    hub.faults.add("error", method="GET", path=f"{SOURCES}/{ids[0]}", status=422, times=None)
    hub.web.settle_source(ids[0], "new")
    found = poll(calls, ids)
    assert found.statuses == dict.fromkeys(ids[1:], "ready")
    assert [type(error) for error in found.refused.values()] == [RequestRefused]


@pytest.mark.parametrize("fields", [{"status": None}, {"status": 7}, {"created_at": "today"}])
def test_an_odd_row_of_others_costs_no_request(
    fields: dict[str, object], calls: Hub, hub: LocalHub
) -> None:
    [theirs, *ids] = [*make(calls, 1, of="theirs"), *make(calls, 4)]
    settle(hub, ids, "ready")

    def change(answer: Passing) -> None:
        if answer.route == SOURCES:
            body = answer.json
            for row in body["data"]:
                row.update(fields if row["id"] == theirs else {})
            answer.json = body

    with proxy_of(hub.url) as proxy, calls_of(proxy) as odd:
        proxy.change = change
        found = poll(odd, ids)
    assert (found.statuses, found.error) == (dict.fromkeys(ids, "ready"), None)
    assert asked(hub) == ["pending", "processing", "ready"]


def test_a_row_of_ours_without_a_status_is_asked_for(calls: Hub, hub: LocalHub) -> None:
    ids = make(calls, 4)
    settle(hub, ids[1:], "ready")

    def change(answer: Passing) -> None:
        if answer.route == SOURCES:
            answer.json = {**answer.json, "data": [_bare(row) for row in answer.json["data"]]}

    def _bare(row: dict[str, object]) -> dict[str, object]:
        return {**row, "status": None} if row["id"] == ids[0] else row

    with proxy_of(hub.url) as proxy, calls_of(proxy) as odd:
        proxy.change = change
        found = poll(odd, ids)
    expected = {**dict.fromkeys(ids, "ready"), ids[0]: "pending"}
    assert (found.statuses, found.refused, found.error) == (expected, {}, None)


@pytest.mark.parametrize(
    "seed", [0, 1, 2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 12))]
)
def test_whatever_moves_between_two_requests_nothing_is_told_that_was_never_so(
    seed: int, calls: Hub, hub: LocalHub
) -> None:
    dice = random.Random(seed)
    print(f"seed {seed}")
    ids = make(calls, dice.choice([3, 40, 120, 210]))
    make(calls, dice.choice([0, 120]), of="theirs")
    was = {source_id: ["pending"] for source_id in ids}

    def move() -> None:
        for source_id in dice.sample(ids, dice.randint(0, len(ids) // 2)):
            was[source_id].append(dice.choice(["processing", "ready", "failed"]))
            hub.web.settle_source(source_id, was[source_id][-1])

    for number in range(1, 8):
        hub.after("GET", dice.choice([SOURCES, SOURCE]), number, move)
    hub.change(quirks={"list_lag": dice.choice([0.0, 0.0, 3600.0])})
    for _ in range(3):
        found = poll(calls, ids)
        assert all(status in was[source_id] for source_id, status in found.statuses.items())
        assert (found.refused, found.error) == ({}, None)
