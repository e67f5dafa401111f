"""One time for a whole exchange, and an end to it when the run is to stop."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from execsync.errors import AnswerLost, HubUnreachable, Interrupted

from . import answers
from .conftest import Connect, FakeClock
from .stage import Play, Stage, hush, reply, tell

CERTIFICATE = Path(__file__).with_name("untrusted.pem")
OVER = r"the answer was lost: not complete after 300 seconds$"
STOPPED = "not complete 0 seconds after the run was told to stop"


def drip(clock: FakeClock, *parts: bytes) -> Play:
    """Send the first part, then the others again and again, with ten seconds between two of them."""

    def play(connection: socket.socket) -> bool:
        connection.sendall(parts[0])
        for part in cycle(parts[1:]):
            clock.pass_by(10)
            connection.sendall(part)
        return False

    return play


DRIPS: dict[str, tuple[bytes, ...]] = {
    "the first line": (b"HTTP/1.1 200 ", b"X"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X", b": y\r\n"),
    "one header": (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
    "answers that are none yet": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "a body": (b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n", b" "),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "one length of a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
}


@pytest.mark.parametrize("name", DRIPS)
def test_what_drips_is_given_up_when_the_time_of_the_exchange_is_over(
    name: str, connected: Connect, clock: FakeClock
) -> None:
    with Stage(drip(clock, *DRIPS[name])) as stage:
        hub = connected(stage.url)
        with pytest.raises(AnswerLost, match=OVER) as caught:
            hub.create_page({"title": "T"})
        assert "the page may exist" in caught.value.hint
        assert len(stage.seen) == 1


@pytest.mark.parametrize(
    "call", [lambda hub: hub.workspace(), lambda hub: hub.archive_page("page-1")]
)
def test_repetitions_have_no_time_of_their_own(
    call: Callable[[Any], object], connected: Connect, clock: FakeClock
) -> None:
    with Stage(drip(clock, *DRIPS["headers"])) as stage:
        with pytest.raises(AnswerLost, match=OVER):
            call(connected(stage.url))
        assert len(stage.seen) == 1


def test_what_drips_over_tls_is_given_up(
    connected: Connect, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with Stage(drip(clock, *DRIPS["headers"]), tls=context) as stage:
        with pytest.raises(AnswerLost, match=OVER):
            connected(stage.url).create_page({"title": "T"})
        assert len(stage.seen) == 1


def test_what_drips_from_a_proxy_is_given_up(
    connected: Connect, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Stage(drip(clock, *DRIPS["headers"])) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(AnswerLost, match=OVER):
            connected("https://hub.invalid/rest/v1").create_page({"title": "T"})
        assert [seen.method for seen in proxy.seen] == ["CONNECT"]


@contextmanager
def deaf(act: Callable[[], object]) -> Iterator[str]:
    """The address of a hub that reads one byte, acts, and reads no more."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1)
                act()
                done.wait()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/rest/v1"
        finally:
            done.set()
            thread.join()


LONG = {"title": "T", "content": "x" * 20_000_000}


def test_a_hub_that_does_not_listen_is_given_up(connected: Connect, clock: FakeClock) -> None:
    with deaf(lambda: clock.pass_by(301)) as url, pytest.raises(AnswerLost, match=OVER):
        connected(url, write_timeout=5.0).create_page(LONG)


def test_each_step_has_its_own_time_too(connected: Connect) -> None:
    with deaf(lambda: None) as url, pytest.raises(AnswerLost, match="WriteTimeout"):
        connected(url, write_timeout=0.2).create_page(LONG)


def test_a_long_request_is_sent_whole(connected: Connect) -> None:
    with Stage(reply(201, answers.page())) as stage:
        connected(stage.url).create_page(LONG)
        assert stage.seen[0].fields == LONG


def test_every_address_of_a_name_is_tried(
    connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Stage(reply(200, answers.workspace())) as stage:
        resolve = socket.getaddrinfo

        def resolve_two(host: str, *rest: Any, **named: Any) -> Any:
            hosts = ["127.0.0.2", "127.0.0.1"] if host == "localhost" else [host]
            return [found for one in hosts for found in resolve(one, *rest, **named)]

        monkeypatch.setattr(socket, "getaddrinfo", resolve_two)
        assert connected(f"http://localhost:{stage.port}/rest/v1").workspace().name == "Acme"


def test_a_name_of_very_many_addresses_has_no_more_time(
    connected: Connect, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Stage(reply(200, answers.workspace()), silent=True) as closed:
        resolve, tried = socket.getaddrinfo, []

        def resolve_many(host: str, *rest: Any, **named: Any) -> Any:
            found = resolve("127.0.0.1", *rest, **named)
            if host == "localhost":
                return found * 10_000
            tried.append(host)
            clock.pass_by(10)
            return found

        monkeypatch.setattr(socket, "getaddrinfo", resolve_many)
        with pytest.raises(HubUnreachable, match="not complete after 300 seconds"):
            connected(f"http://localhost:{closed.port}/rest/v1").create_page({"title": "T"})
        assert len(tried) == 30


class TestStop:
    """An exchange that is under way when the run is to stop."""

    def test_a_write_that_is_not_answered_is_in_doubt(self, connected: Connect) -> None:
        stop = threading.Event()
        with Stage(tell(stop, hush)) as stage:
            hub = connected(stage.url, stop=stop, stop_timeout=0.0, read_timeout=5.0)
            with pytest.raises(AnswerLost, match=STOPPED):
                hub.create_page({"title": "T"})

    def test_a_repeatable_one_too(self, connected: Connect) -> None:
        stop = threading.Event()
        with Stage(tell(stop, hush)) as stage:
            hub = connected(stage.url, stop=stop, stop_timeout=0.0, read_timeout=5.0)
            with pytest.raises(AnswerLost, match="could not be repeated: stopped"):
                hub.update_page("page-1", {"title": "T"})
            assert len(stage.seen) == 1

    def test_a_question_that_is_not_answered_ends(self, connected: Connect) -> None:
        stop = threading.Event()
        with Stage(tell(stop, hush)) as stage:
            hub = connected(stage.url, stop=stop, stop_timeout=0.0, read_timeout=5.0)
            with pytest.raises(Interrupted):
                hub.workspace()
            assert len(stage.seen) == 1

    def test_a_hub_that_does_not_listen_is_waited_for_no_longer(self, connected: Connect) -> None:
        stop = threading.Event()
        with deaf(stop.set) as url, pytest.raises(AnswerLost, match=STOPPED):
            connected(url, stop=stop, stop_timeout=0.0, write_timeout=5.0).create_page(LONG)

    def test_what_drips_is_cut_when_the_grace_is_over(
        self, connected: Connect, clock: FakeClock
    ) -> None:
        stop = threading.Event()
        with Stage(tell(stop, drip(clock, *DRIPS["headers"]))) as stage:
            hub = connected(stage.url, stop=stop, stop_timeout=100.0, answer_timeout=1e9)
            with pytest.raises(AnswerLost, match="100 seconds after the run was told to stop"):
                hub.create_page({"title": "T"})
