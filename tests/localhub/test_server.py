"""The server: kept-alive connections, many at once, on loopback only, and a clean end."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings, serve

from .conftest import UNLIMITED, call

if TYPE_CHECKING:
    import httpx

HEAD = f"Authorization: Bearer {LOCAL_KEY}\r\nHost: 127.0.0.1\r\n"


def connect(hub: LocalHub) -> socket.socket:
    port = int(hub.url.split(":")[2].split("/")[0])
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def talk(hub: LocalHub, sent: str) -> bytes:
    """What the hub answers until it closes."""
    with connect(hub) as connection:
        connection.sendall(sent.encode())
        with connection.makefile("rb") as answer:
            return answer.read()


def test_connection_is_kept_alive(hub: LocalHub) -> None:
    one = f"GET /rest/v1/workspace HTTP/1.1\r\n{HEAD}\r\n"
    last = f"GET /rest/v1/skills HTTP/1.1\r\n{HEAD}Connection: close\r\n\r\n"
    assert talk(hub, one + one + last).count(b"HTTP/1.1 200 OK") == 3


def test_sixteen_requests_run_side_by_side(hub: LocalHub) -> None:
    """None of them is answered before all have arrived; the fixture raises where one is left alone."""
    meeting = threading.Barrier(16)
    for nth in range(1, 17):
        hub.before("GET", "/workspace", nth, lambda: meeting.wait(timeout=60))

    def ask(_: int) -> int:
        with call(hub) as client:
            return client.get("/workspace", timeout=90).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, range(16))) == {200}


@pytest.mark.parametrize(
    ("request_head", "status", "message"),
    [
        ("Content-Length: x\r\n", 400, "Content-Length: must be a whole number."),
        ("Transfer-Encoding: chunked\r\n", 411, "Content-Length: is required."),
        ("Content-Length: 99999999999\r\n", 413, "The body is too large"),
    ],
)
def test_body_of_unknown_or_enormous_length_is_refused_in_the_envelope(
    hub: LocalHub, request_head: str, status: int, message: str
) -> None:
    sent = f"POST /rest/v1/knowledge-hub/pages HTTP/1.1\r\n{HEAD}{request_head}\r\n"
    head, _, body = talk(hub, sent).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"\r\nContent-Type: application/json" in head
    assert b"\r\nConnection: close" in head
    error = json.loads(body)["error"]
    assert error["type"] == "invalid_request"
    assert error["message"].startswith(message)


def test_headers_that_no_application_gets_to_see_are_refused_in_the_envelope(hub: LocalHub) -> None:
    sent = f"GET /rest/v1/workspace HTTP/1.1\r\nX-Long: {'x' * 70_000}"
    head, _, body = talk(hub, sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert json.loads(body)["error"] == {"type": "invalid_request", "message": "Line too long"}


def test_a_client_that_goes_away_in_the_middle_of_a_body_has_asked_nothing(
    hub: LocalHub, client: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    head = f"POST /rest/v1/knowledge-hub/pages HTTP/1.1\r\n{HEAD}Content-Length: 99\r\n\r\n"
    with connect(hub) as connection:
        connection.sendall(f"{head}only".encode())
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == b""
    assert client.get("/workspace").status_code == 200
    assert [exchange.seq for exchange in hub.requests()] == [1]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("path", ["/workspace", "/../../_local/requests", "/../../"])
@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "127.0.0.2", "[", ""])
def test_other_hosts_are_refused(client: httpx.Client, hub: LocalHub, path: str, host: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert (answer.status_code, answer.json()["error"]["code"]) == (421, "wrong_host")
    assert hub.requests() == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80", "[::1]:8080"])
def test_loopback_hosts_are_answered(client: httpx.Client, host: str) -> None:
    assert client.get("/workspace", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "example.com", ""])  # noqa: S104
def test_server_listens_on_loopback_only(host: str) -> None:
    with pytest.raises(ValueError, match="on loopback only"):
        LocalHub(host=host)


def test_port_in_use_is_an_error(hub: LocalHub) -> None:
    port = int(hub.url.split(":")[2].split("/")[0])
    with pytest.raises(OSError, match="in use"):
        LocalHub(port=port)


def test_hub_that_never_started_can_be_stopped() -> None:
    LocalHub().stop()


def test_stop_cuts_idle_connections() -> None:
    hub = LocalHub(LocalHubSettings(**UNLIMITED))
    hub.start()
    with connect(hub) as connection, connection.makefile("rb") as answers:
        connection.sendall(f"GET /rest/v1/skills HTTP/1.1\r\n{HEAD}\r\n".encode())
        assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
        hub.stop()
        assert b"HTTP/1.1" not in answers.read()


def test_serve_runs_until_told() -> None:
    until = threading.Event()
    seen = []

    def visit(hub: LocalHub) -> None:
        with call(hub) as client:
            seen.append(client.get("/workspace").status_code)
        until.set()

    serve(LocalHubSettings(), on_ready=visit, until=until)
    assert seen == [200]
