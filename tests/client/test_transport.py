"""What goes over the wire: where, with which key, and what is never told."""

import logging
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execsync import __version__
from execsync.client.connection import connect
from execsync.client.hub import Hub
from execsync.client.key import Key
from execsync.client.settings import ClientSettings
from execsync.errors import (
    AnswerLost,
    ConfigError,
    ExecsyncError,
    HubUnreachable,
    KeyRejected,
    NotFound,
    RequestRefused,
)

from . import answers
from .conftest import SECRET, Connect
from .stage import Play, Stage, break_off, cut, garbage, raw, refusal, reply

if TYPE_CHECKING:
    from execsync.client.notes import RequestNote


def test_requests_say_who_and_what(connected: Connect) -> None:
    with Stage(reply(201, answers.page())) as stage:
        connected(stage.url).create_page({"title": "Größe", "content": "🙂\n"})
        (seen,) = stage.seen
    assert (seen.method, seen.target) == ("POST", "/rest/v1/knowledge-hub/pages")
    assert seen.headers["authorization"] == f"Bearer {SECRET}"
    assert seen.headers["user-agent"] == f"execsync/{__version__}"
    assert seen.headers["content-type"] == "application/json"
    assert seen.body == '{"title":"Größe","content":"🙂\\n"}'.encode()


def test_fields_that_are_no_text_are_refused_before_sending(connected: Connect) -> None:
    with Stage(reply(201, answers.page())) as stage:
        hub = connected(stage.url)
        with pytest.raises(RequestRefused, match="cannot be written as JSON"):
            hub.create_page({"title": "half \ud83d"})
        assert stage.seen == []


@pytest.mark.parametrize(
    ("identifier", "encoded"),
    [
        ("page-1", "page-1"),
        ("a/b", "a%2Fb"),
        ("../../workspace", "..%2F..%2Fworkspace"),
        ("a?include=x#y", "a%3Finclude%3Dx%23y"),
        ("a%2Fb", "a%252Fb"),
        ("a b\r\nX-Evil: 1", "a%20b%0D%0AX-Evil%3A%201"),
        ("é🙂", "%C3%A9%F0%9F%99%82"),
        ("...", "..."),
    ],
)
def test_ids_cannot_leave_their_place_in_the_path(
    identifier: str, encoded: str, connected: Connect
) -> None:
    with Stage(reply(200, answers.deleted())) as stage:
        connected(stage.url).archive_page(identifier)
        assert stage.seen[0].target == f"/rest/v1/knowledge-hub/pages/{encoded}"


@pytest.mark.parametrize("identifier", ["", ".", "..", "half \ud83d"])
def test_ids_that_would_name_another_path_are_refused(identifier: str, connected: Connect) -> None:
    with Stage(reply(200, answers.deleted())) as stage:
        hub = connected(stage.url)
        with pytest.raises(RequestRefused, match="is not an id"):
            hub.archive_page(identifier)
        assert stage.seen == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int, connected: Connect) -> None:
    with Stage(reply(200, answers.workspace())) as other:
        away = reply(status, b"", headers={"Location": f"{other.url}/workspace\x9b"})
        with Stage(away) as stage:
            with pytest.raises(RequestRefused, match=r"redirects are not followed.*\\x9b"):
                connected(stage.url).workspace()
            assert len(stage.seen) == 1
        assert other.seen == []


class TestEnvironment:
    """Proxies and credentials that the environment offers."""

    def test_a_netrc_file_does_not_replace_the_key(
        self, connected: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        netrc = tmp_path / ".netrc"
        netrc.write_text("machine 127.0.0.1 login mallory password hunter2\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(netrc))
        with Stage(reply(200, answers.workspace())) as stage:
            connected(stage.url).workspace()
            assert stage.seen[0].headers["authorization"] == f"Bearer {SECRET}"

    def test_this_machine_is_asked_without_a_proxy(
        self, connected: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Stage(cut) as proxy, Stage(reply(200, answers.workspace())) as stage:
            for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            connected(stage.url).workspace()
            assert proxy.seen == []

    def test_a_proxy_gets_the_name_of_the_hub_and_not_the_key(
        self, connected: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Stage(raw(407, {"Content-Length": "0"}, b"")) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://user:hunter2@127.0.0.1:{proxy.port}")
            hub = connected("https://hub.invalid/rest/v1")
            with pytest.raises(HubUnreachable, match="407") as caught:
                hub.create_page({"title": "T"})
            assert {(seen.method, seen.target) for seen in proxy.seen} == {
                ("CONNECT", "hub.invalid:443")
            }
            assert not any("authorization" in seen.headers for seen in proxy.seen)
        assert hub.sent == 0
        assert "HTTPS_PROXY" in caught.value.hint
        assert "hunter2" not in f"{caught.value!r} {caught.value.hint}"

    @pytest.mark.parametrize(
        "proxy", ["gopher://u:hunter2@x", "socks5://u:hunter2@x", "http://u:hunter2@x:y"]
    )
    def test_a_proxy_that_cannot_be_used_is_named_and_not_quoted(
        self, proxy: str, key: Key, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(ConfigError, match="proxy") as caught:
            connect(ClientSettings(), key=key, stop=threading.Event())
        shown = "".join(traceback.format_exception(caught.value))
        assert "hunter2" not in shown + caught.value.hint

    def test_certificates_that_cannot_be_read_are_named(
        self, key: Key, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        with pytest.raises(ConfigError, match="SSL_CERT_FILE"):
            connect(ClientSettings(), key=key, stop=threading.Event())

    def test_an_address_is_checked_once_more(self, key: Key) -> None:
        with pytest.raises(ConfigError, match="plain http"):
            connect(ClientSettings(address="http://evil.example"), key=key, stop=threading.Event())


def test_an_answer_may_be_as_large_as_the_limit(connected: Connect) -> None:
    page = answers.page(content="x" * 1_000_000)
    with Stage(reply(200, page, zipped=True)) as stage:
        content = connected(stage.url).page("page-1").content
    assert content == "x" * 1_000_000


class TestNotes:
    """What `-v` is told."""

    def test_each_sending_is_told(self, connected: Connect) -> None:
        notes: list[RequestNote] = []
        plays = (cut, refusal(429, retry_after=9), reply(200, answers.page()))
        with Stage(*plays) as stage:
            connected(stage.url, on_request=notes.append).page("a/b")
        assert [(note.attempt, note.status, note.waited) for note in notes] == [
            (1, None, 0.0),
            (2, 429, 0.0),
            (3, 200, 9.0),
        ]
        assert {note.path for note in notes} == {"/knowledge-hub/pages/a%2Fb"}
        assert [note.outcome for note in notes] == [
            "no answer: Server disconnected without sending a response.",
            "some_code the words of the hub",
            "ok",
        ]

    def test_queries_and_bodies_are_not_told(self, connected: Connect) -> None:
        notes: list[RequestNote] = []
        with Stage(reply(200, answers.listing())) as stage:
            connected(stage.url, on_request=notes.append).pages(query="hunter2")
            assert "hunter2" in stage.seen[0].target
        assert "hunter2" not in repr(notes)


class TestWords:
    """Refusals, told to a person."""

    @pytest.mark.parametrize(
        ("status", "error", "told"),
        [
            (400, RequestRefused, r"POST /knowledge-hub/pages: the hub refuses it: 400 some_code"),
            (401, KeyRejected, r"rejects the key: 401 some_code, the words of the hub"),
            (403, KeyRejected, r"does not let this key in: 403"),
            (404, NotFound, r"not found at http://127.0.0.1:\d+/rest/v1: 404"),
        ],
    )
    def test_name_the_request_and_quote_the_hub(
        self, status: int, error: type[ExecsyncError], told: str, connected: Connect
    ) -> None:
        with Stage(refusal(status)) as stage, pytest.raises(error, match=told) as caught:
            connected(stage.url).create_page({"title": "T"})
        assert getattr(caught.value, "status", None) == status

    @pytest.mark.parametrize(
        "body", [b"", b"<html>", b"[]", b'{"error": 7}', b'{"error": {"message": {}}}', b"\xff"]
    )
    def test_do_without_an_envelope(self, body: bytes, connected: Connect) -> None:
        with Stage(reply(400, body)) as stage, pytest.raises(RequestRefused, match=r": 400$"):
            connected(stage.url).workspace()

    def test_show_control_characters_and_stay_short(self, connected: Connect) -> None:
        evil = "\x1b[2J\r\n::error::\u202e" + "x" * 5000
        body = {"error": {"type": "t", "message": evil}}
        with Stage(reply(400, body)) as stage, pytest.raises(RequestRefused) as caught:
            connected(stage.url).workspace()
        assert r"\x1b[2J\r\n::error::\u202e" in caught.value.message
        assert caught.value.message.isprintable()
        assert len(caught.value.message) < 400


ECHO = {"error": {"type": SECRET, "message": f"{'x' * 170} no such key: {SECRET}"}}
FAILING: dict[str, Play] = {
    "cut": cut,
    "garbage": garbage,
    "half": break_off(200),
    "400": reply(400, ECHO),
    "401": reply(401, ECHO),
    "404": reply(404, ECHO),
    "429": reply(429, {**ECHO, "retry_after": 9999}),
    "500": reply(500, ECHO),
    "302": reply(302, b"", headers={"Location": f"https://evil.example/?{SECRET}"}),
    "not JSON": reply(200, SECRET.encode()),
    "wrong type": reply(200, {"id": [SECRET], "title": {SECRET: SECRET}}),
    "header": raw(200, {"X" * 200_000: SECRET}, b""),
}
ACTIONS: list[Callable[[Hub], object]] = [
    lambda hub: hub.create_page({"title": "T"}),
    lambda hub: hub.update_page("page-1", {"title": "T"}),
    lambda hub: hub.folders(),
]


@pytest.mark.parametrize("name", FAILING)
def test_the_key_is_told_nowhere(
    name: str, connected: Connect, caplog: pytest.LogCaptureFixture, state_home: Path
) -> None:
    told: list[object] = []
    caplog.set_level(logging.DEBUG)
    # Told to debug, httpcore shows every header that a hub sends; that is beyond us.
    caplog.set_level(logging.INFO, logger="httpcore")
    with Stage(FAILING[name]) as stage:
        hub = connected(
            stage.url,
            per_minute=1000,
            on_request=told.append,
            on_wait=told.append,
            on_note=told.append,
        )
        for act in ACTIONS:
            try:
                act(hub)
            except ExecsyncError as error:
                told += [str(error), repr(error), error.hint, vars(error), show_all(error)]
        assert len(stage.seen) >= len(ACTIONS)
        told += [repr(hub), repr(vars(hub)), repr(hub._transport._client)]
    text = "\n".join([*map(str, told), caplog.text, *map(str, state_home.rglob("*"))])
    assert "Zq9" not in text
    for path in state_home.rglob("*.sqlite3"):
        assert b"Zq9" not in path.read_bytes()


def show_all(error: BaseException) -> str:
    """The traceback with all that led to it, and the local variables of every frame but ours here."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(shown.format())


def test_no_exception_of_httpx_hangs_on_ours(connected: Connect) -> None:
    # Its frames hold the headers.
    with Stage(cut) as stage, pytest.raises(AnswerLost) as caught:
        connected(stage.url).create_page({"title": "T"})
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_the_hubs_clock_is_read_from_its_answers(connected: Connect) -> None:
    with Stage(
        reply(200, answers.workspace()),
        reply(200, answers.workspace(), headers={"Date": "yesterday"}),
        reply(200, answers.workspace(), headers={"Date": "Tue, 04 Mar 2025 12:30:00 +0100"}),
    ) as stage:
        hub = connected(stage.url)
        assert hub.hub_time() is None
        told = []
        for _ in range(3):
            hub.workspace()
            told.append(hub.hub_time())
    assert told == ["2025-03-04T10:20:30Z", "2025-03-04T10:20:30Z", "2025-03-04T11:30:00Z"]
