"""A proxy that changes what a hub answers on its way, over real HTTP."""

import json
import socketserver
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import urlsplit

from execsync.localhub import LOCAL_KEY
from execsync.localhub.exchanges import route_of

BASE = "/rest/v1"


@dataclass
class Passing:
    """An answer on its way from the hub to the client, to be changed in place.

    `path` and `route` are below the base address; `route` has `{id}` in the place of ids. `pieces` says
    how the body is cut for a chunked answer; None sends it whole, with its length.
    """

    method: str
    path: str
    query: str
    status: int
    headers: dict[str, str]
    body: bytes
    pieces: Callable[[bytes], list[bytes]] | None = None
    version: str = "HTTP/1.1"
    keep: bool = True
    head: list[str] = field(default_factory=list)
    """More header lines, as they are: for what a mapping cannot say."""

    @property
    def route(self) -> str:
        return route_of(self.path)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()

    def zip(self, kind: str = "gzip") -> None:
        """Compress the body."""
        packer = zlib.compressobj(wbits=31 if kind == "gzip" else 15)
        self.body = packer.compress(self.body) + packer.flush()
        self.headers["Content-Encoding"] = kind


Change = Callable[[Passing], object]
"""Changes an answer in place."""


class Proxy:
    """Passes requests on to the hub at `target`; `change` is what happens to its answers."""

    def __init__(self, target: str, server: "_Server") -> None:
        self.target = urlsplit(target)
        self.change: Change | None = None
        self.errors: list[Exception] = []
        self._server = server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{BASE}"

    def ask(self, path: str) -> Passing:
        """What the hub itself answers to a GET of `path`, which is below the base address."""
        return self._fetch("GET", f"{BASE}{path}", {"Authorization": f"Bearer {LOCAL_KEY}"}, b"")

    def pass_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Passing:
        """What the hub answers, changed."""
        passing = self._fetch(method, path, headers, body)
        if self.change is not None:
            try:
                self.change(passing)
            except (
                Exception
            ) as error:  # for the test to see; a client would take it for a lost answer
                self.errors.append(error)
        return passing

    def _fetch(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Passing:
        connection = HTTPConnection(self.target.hostname or "", self.target.port, timeout=30)
        try:
            kept = {n: v for n, v in headers.items() if n.lower() not in ("host", "connection")}
            connection.request(method, path, body or None, kept)
            answer = connection.getresponse()
            inner, _, query = path.partition("?")
            fields = {n: v for n, v in answer.getheaders() if n.lower() != "content-length"}
            inner = inner.removeprefix(BASE)
            return Passing(method, inner, query, answer.status, fields, answer.read())
        finally:
            connection.close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    proxy: Proxy


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize: ClassVar[int] = -1
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def finish(self) -> None:
        with suppress(ConnectionError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        passing = self.server.proxy.pass_on(self.command, self.path, dict(self.headers), body)
        with suppress(ValueError):
            passing.head.insert(0, HTTPStatus(passing.status).phrase)
        phrase = passing.head.pop(0) if passing.head and ":" not in passing.head[0] else ""
        lines = [f"{passing.version} {passing.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in passing.headers.items()]
        lines += passing.head
        has_body = passing.status not in (204, 304) and passing.status >= 200
        pieces = passing.pieces(passing.body) if passing.pieces and has_body else None
        if pieces is not None:
            lines.append("Transfer-Encoding: chunked")
        elif has_body and passing.keep:
            lines.append(f"Content-Length: {len(passing.body)}")
        if not passing.keep:
            lines.append("Connection: close")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        for piece in pieces or ():
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        if pieces is not None:
            self.wfile.write(b"0\r\n\r\n")
        elif has_body:
            self.wfile.write(passing.body)
        self.wfile.flush()
        self.close_connection = not passing.keep


@contextmanager
def proxy_of(target: str) -> Iterator[Proxy]:
    """A proxy before the hub at `target`, for the block. Raises what a change raised, at its end."""
    with _Server(("127.0.0.1", 0), _Connection) as server:
        server.proxy = Proxy(target, server)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.proxy
        finally:
            server.shutdown()
            thread.join()
    if server.proxy.errors:
        raise server.proxy.errors[0]


@contextmanager
def page_rows(answer: Passing) -> Iterator[list[dict[str, Any]]]:
    """The pages in an answer, in a list or alone, to be changed in place; none where it has none."""
    is_of_pages = answer.path.startswith("/knowledge-hub/pages") and 200 <= answer.status < 300
    if not is_of_pages or not answer.body or answer.path.endswith("/versions"):
        yield []
        return
    body = answer.json
    yield body.get("data", [body] if "title" in body else [])
    answer.json = body
