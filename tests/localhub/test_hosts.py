"""The local hub answers to its own host and its own pages, whatever a browser can be made to send."""

import http.client
import json

import pytest

from execsync.localhub import LOCAL_KEY, LocalHub


def ask(hub: LocalHub, path: str, *headers: tuple[str, str], method: str = "GET") -> int:
    """The status of a request with just these headers."""
    port = int(hub.web_url.rsplit(":", 1)[1].rstrip("/"))
    connection = http.client.HTTPConnection("127.0.0.1", port)
    body = json.dumps({"title": "T"}) if method == "POST" else ""
    connection.putrequest(method, path, skip_host=True)
    for name, value in headers:
        connection.putheader(name, value)
    connection.putheader("Authorization", f"Bearer {LOCAL_KEY}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode())
    status = connection.getresponse().status
    connection.close()
    return status


PATHS = ["/rest/v1/workspace", "/_local/stats", "/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:80", "localhost", "LOCALHOST:8", "[::1]:9"]
)
def test_a_loopback_host_is_answered(path: str, host: str, hub: LocalHub) -> None:
    assert ask(hub, path, ("Host", host)) == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host",
    ["", "example.com", "user@127.0.0.1", "127.0.0.1@example.com", "u:p@localhost", "localhost.",
     "127.0.0.1.example.com", "localhost:80:80", "127.0.0.1 ", "[::1", "127.0.0.1/x", "127.0.0.1#x"],
)  # fmt: skip
def test_any_other_is_refused(path: str, host: str, hub: LocalHub) -> None:
    sent = host.rstrip() or "-"
    assert ask(hub, path, ("Host", sent)) == (421 if sent != "127.0.0.1" else 200)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("second", ["127.0.0.1", "127.0.0.1:80", "example.com"])
def test_a_second_host_is_refused(path: str, second: str, hub: LocalHub) -> None:
    assert ask(hub, path, ("Host", "127.0.0.1:80"), ("Host", second)) == 421
    assert ask(hub, path) == 421  # and none at all


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "header",
    [
        ("Origin", "https://example.com"),
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:1"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ],
)
def test_the_control_calls_are_not_for_other_web_pages(
    method: str, header: tuple[str, str], hub: LocalHub
) -> None:
    path = "/_local/pages"
    assert ask(hub, path, ("Host", "127.0.0.1:8000"), header, method=method) == 403
    assert hub.pages() == []
    own = ("Origin", "http://127.0.0.1:8000")
    assert ask(hub, path, ("Host", "127.0.0.1:8000"), own, method=method) in (200, 201)
