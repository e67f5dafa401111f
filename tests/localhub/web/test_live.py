"""Server-sent events: told once a change, ended with the hub, and gone with the browser."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx

from execsync.localhub import LocalHub, LocalHubSettings
from execsync.localhub.web import live

from ..conftest import NO_CERTIFICATES, UNLIMITED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest
    from werkzeug.test import Client

    from .conftest import House


def listen(hub: LocalHub, topic: str = "content", since: str = "") -> Iterator[str]:
    """The lines of a stream."""
    with (
        httpx.Client(base_url=hub.web_url, timeout=10, verify=NO_CERTIFICATES) as client,
        client.stream("GET", f"/events?topic={topic}&since={since}") as answer,
    ):
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        yield from answer.iter_lines()


def marks(lines: Iterator[str]) -> Iterator[str]:
    return (line.removeprefix("data: ") for line in lines if line.startswith("data: "))


def mark(site: Client, path: str = "/") -> str:
    return site.get(path).text.partition('data-mark="')[2].partition('"')[0]


def connections(hub: LocalHub) -> int:
    return len(hub._server._open)


def wait_until_alone(hub: LocalHub) -> None:
    deadline = time.monotonic() + 10
    while connections(hub):
        assert time.monotonic() < deadline, "connections are left open"
        threading.Event().wait(0.02)


def test_view_that_is_out_of_date_is_told_at_once(house: House, site: Client) -> None:
    seen = mark(site)
    house.hub.web.edit(house.page_id, title="New")
    told = marks(listen(house.hub, since=seen))
    assert next(told) == mark(site) != seen


def test_each_kind_of_change_is_told(house: House, site: Client) -> None:
    hub = house.hub
    told = marks(listen(hub, since=mark(site)))
    changes: list[Callable[[], object]] = [
        lambda: hub.web.edit(house.page_id, content="x", publish=True),
        lambda: hub.web.create("Another"),
        lambda: hub.web.archive(house.page_id),
        lambda: hub.web.add_source("https://example.com/2", "Two"),
        lambda: hub.catalogue.add_folder("New"),
        lambda: hub.advance(1.5),
        lambda: hub.advance(5),
    ]
    for change in changes:
        change()
        assert next(told)


def test_requests_are_told_to_their_own_view(house: House, site: Client) -> None:
    told = marks(listen(house.hub, "requests", mark(site, "/requests")))
    seen = mark(site)
    url = f"{house.hub.url}/workspace"
    httpx.get(url, verify=NO_CERTIFICATES)
    assert next(told)
    house.hub.limits.reset()
    assert next(told)
    assert mark(site) == seen


def test_streams_end_with_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the next look at the hub is an hour away."""
    hub = LocalHub(LocalHubSettings(**UNLIMITED))
    hub.start()
    streams = [listen(hub, since="x") for _ in range(3)]
    for stream in streams:
        assert next(stream)
    waiting = threading.Semaphore(0)
    wait = hub._parts.stopping.wait

    def wait_long(_seconds: float) -> bool:
        waiting.release()
        return wait(3600)

    monkeypatch.setattr(hub._parts.stopping, "wait", wait_long)
    stopping = threading.Thread(target=hub.stop, daemon=True)
    try:
        for _ in streams:
            assert waiting.acquire(timeout=30)
    finally:
        stopping.start()
        stopping.join(60)
    assert not stopping.is_alive()
    for stream in streams:
        with suppress(httpx.HTTPError):
            list(stream)


def test_browsers_that_went_away_hold_no_threads(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(live, "_TICKS_OF_SILENCE", 1)
    port = int(hub.web_url.split(":")[2].strip("/"))
    request = b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as browser:
            browser.sendall(request)
            assert browser.recv(15) == b"HTTP/1.1 200 OK"
    wait_until_alone(hub)
    assert capfd.readouterr().err == ""
