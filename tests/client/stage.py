"""A server on raw sockets that plays a script, for what happens below HTTP.

One play for each request, in order; when they are used up the last one is played again.
"""

import gzip
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Play = Callable[[socket.socket], bool]
"""Answers on a connection; False closes it."""


@dataclass(frozen=True)
class Observed:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def fields(self) -> object:
        return json.loads(self.body)


@dataclass
class _Script:
    plays: list[Play]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> Play:
        with self.lock:
            return self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]


class Stage:
    """Listens on a loopback port from the start; with `silent` connections are refused until `open`."""

    def __init__(
        self, *plays: Play, silent: bool = False, tls: ssl.SSLContext | None = None
    ) -> None:
        self.seen: list[Observed] = []
        self._script = _Script(list(plays))
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0)) if not silent else _bind()
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/rest/v1"
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        if not silent:
            self._start()

    def open(self) -> None:
        """Accept connections, which were refused so far."""
        self._socket.listen()
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _close(self._socket)
        for connection in self._connections:
            _close(connection)
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        self._threads.append(threading.Thread(target=self._accept))
        self._threads[-1].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._connections.append(connection)
            number = len(self._connections)
            thread = threading.Thread(target=self._serve, args=(connection, number))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        talk = connection
        try:
            if self._tls:
                talk = self._tls.wrap_socket(connection, server_side=True)
            while (seen := _read_request(talk, number)) is not None:
                self.seen.append(seen)
                if not self._script.next()(talk):
                    break
        except (OSError, ValueError):
            pass
        finally:
            _close(talk)


def reply(
    status: int,
    body: object = None,
    *,
    headers: Mapping[str, str] | None = None,
    zipped: bool = False,
) -> Play:
    """A sound answer; `body` is JSON, or bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    if zipped:
        content = gzip.compress(content)
    head = {"Content-Length": str(len(content)), "Date": "Tue, 04 Mar 2025 10:20:30 GMT"}
    if zipped:
        head["Content-Encoding"] = "gzip"
    return raw(status, {**head, **(headers or {})}, content)


def raw(status: int, headers: Mapping[str, str], content: bytes, *, keep: bool = True) -> Play:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    answer = "\r\n".join([*lines, "", ""]).encode() + content

    def play(connection: socket.socket) -> bool:
        connection.sendall(answer)
        return keep

    return play


def refusal(status: int, **extra: object) -> Play:
    """An error envelope."""
    error = {"type": "some_type", "code": "some_code", "message": "the words of the hub"}
    return reply(status, {"error": error, **extra})


def cut(connection: socket.socket) -> bool:
    """Read the request and hang up."""
    return False


def reset(connection: socket.socket) -> bool:
    """Read the request and reset the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def garbage(connection: socket.socket) -> bool:
    """Answer with something that is not HTTP."""
    connection.sendall(b"\x00\x01 certainly not HTTP\r\n\r\n")
    return False


def break_off(status: int) -> Play:
    """Answer with a status and half of a body."""
    return raw(status, {"Content-Length": "1000"}, b'{"id": "pag', keep=False)


def wait_for(event: threading.Event, then: Play) -> Play:
    """Answer once `event` is set."""

    def play(connection: socket.socket) -> bool:
        event.wait()
        return then(connection)

    return play


def tell(event: threading.Event, then: Play) -> Play:
    """Set `event`, then answer."""

    def play(connection: socket.socket) -> bool:
        event.set()
        return then(connection)

    return play


def hush(connection: socket.socket) -> bool:
    """Never answer: wait until the client hangs up."""
    connection.recv(1)
    return False


def _bind() -> socket.socket:
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


def _close(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _read_request(connection: socket.socket, number: int) -> Observed | None:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, target, _ = first.split(" ")
    return Observed(method, target, headers, body, number)
