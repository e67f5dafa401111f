"""A proxy that changes what is asked and what is answered on its way, over real HTTP."""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from execsync.localhub import LOCAL_KEY
from execsync.localhub.exchanges import route_of
from tests.support.loopback import Connection, Server, serving

BASE = "/rest/v1"


@dataclass
class Asking:
    """A request on its way from the client to the hub, to be changed in place. `path` is below the base."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def route(self) -> str:
        """The path with `{id}` in the place of an id."""
        return route_of(self.path)


@dataclass
class Passing:
    """An answer on its way from the hub to the client, to be changed in place.

    `path` is what the client asked for. `pieces` says how a body is cut for a chunked answer; else it is
    sent whole, with its length, or, where the connection is not kept, up to its end.
    """

    method: str
    path: str
    query: str
    status: int
    headers: dict[str, str]
    body: bytes
    pieces: Callable[[bytes], list[bytes]] | None = None
    version: str = "HTTP/1.1"
    phrase: str | None = None
    keep: bool = True
    with_length: bool = True
    before: bytes = b""
    """What is sent before the answer, as it is."""
    lines: list[str] = field(default_factory=list)
    """More header lines, for what a mapping cannot say."""

    @property
    def route(self) -> str:
        """The path with `{id}` in the place of an id."""
        return route_of(self.path)

    @property
    def is_list(self) -> bool:
        """Whether it has rows."""
        return self.method == "GET" and b'"pagination"' in self.body

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()

    def zip(self, kind: str) -> None:
        """Compress the body, as `gzip` or `deflate`."""
        packer = zlib.compressobj(wbits=31 if kind == "gzip" else 15)
        self.body = packer.compress(self.body) + packer.flush()
        self.headers["Content-Encoding"] = kind

    def wire(self) -> Iterator[bytes]:
        """What goes over the wire, piece by piece."""
        phrase = self.phrase
        if phrase is None:
            with suppress(ValueError):
                phrase = HTTPStatus(self.status).phrase
        has_body = self.status >= 200 and self.status not in (204, 304)
        pieces = self.pieces(self.body) if self.pieces and has_body else None
        lines = [f"{self.version} {self.status} {phrase or ''}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += self.lines
        if pieces is not None:
            lines.append("Transfer-Encoding: chunked")
        elif has_body and self.with_length:
            lines.append(f"Content-Length: {len(self.body)}")
        if not self.keep:
            lines.append("Connection: close")
        yield self.before + "\r\n".join([*lines, "", ""]).encode("latin-1")
        if pieces is None:
            yield self.body if has_body else b""
        else:
            yield from (b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces if piece)
            yield b"0\r\n\r\n"


Change = Callable[[Passing], object]
"""Changes an answer in place."""


class Proxy:
    """Passes requests on to a hub, with what happens to them (`ask`) and to their answers (`change`)."""

    def __init__(self, target: str, server: "_Server") -> None:
        self.change: Change | None = None
        self.ask_change: Callable[[Asking], object] | None = None
        self.altered = 0
        """How many requests and answers were not passed on as they were."""
        self.errors: list[Exception] = []
        self.others: dict[str, str] = {}
        """Addresses of hubs that are asked in its place, by the key that comes with a request."""
        self._target = target
        self._server = server

    @property
    def url(self) -> str:
        """The base address of the API, through the proxy."""
        return f"http://127.0.0.1:{self._server.port}{BASE}"

    def ask(self, path: str) -> Passing:
        """What the hub itself answers to a GET of `path`, which is below the base address."""
        path, _, query = path.partition("?")
        return self._fetch(
            Asking("GET", path, query, {"Authorization": f"Bearer {LOCAL_KEY}"}, b"")
        )

    def pass_on(self, asking: Asking) -> Passing:
        """What the hub answers, changed."""
        path, query = asking.path, asking.query
        if self.ask_change is not None:
            self._try(self.ask_change, asking)
        passing = self._fetch(asking)
        passing.path, passing.query = path, query
        if self.change is not None:
            self._try(self.change, passing)
        return passing

    def _try(self, change: Callable[[Any], object], value: object) -> None:
        before = deepcopy(value)
        try:
            change(value)
            self.altered += value != before
        except Exception as error:  # for the test to see; a client would take it for a lost answer
            self.errors.append(error)

    def _fetch(self, asking: Asking) -> Passing:
        key = asking.headers.get("Authorization", "").removeprefix("Bearer ")
        hub = urlsplit(self.others.get(key, self._target))
        connection = HTTPConnection(hub.hostname or "", hub.port, timeout=30)
        target = f"{BASE}{asking.path}?{asking.query}" if asking.query else f"{BASE}{asking.path}"
        left_out = ("host", "connection", "content-length")
        kept = {n: v for n, v in asking.headers.items() if n.lower() not in left_out}
        try:
            connection.request(asking.method, target, asking.body or None, kept)
            answer = connection.getresponse()
            fields = {n: v for n, v in answer.getheaders() if n.lower() != "content-length"}
            body = answer.read()
            return Passing(asking.method, asking.path, asking.query, answer.status, fields, body)
        finally:
            connection.close()


class _Server(Server):
    proxy: Proxy


class _Connection(Connection):
    server: _Server

    def serve(self) -> None:
        path, _, query = self.path.removeprefix(BASE).partition("?")
        asking = Asking(self.command, path, query, dict(self.headers), self.read_body())
        passing = self.server.proxy.pass_on(asking)
        for piece in passing.wire():
            self.wfile.write(piece)
            self.wfile.flush()
        self.close_connection = not passing.keep


@contextmanager
def proxy_of(target: str) -> Iterator[Proxy]:
    """A proxy before the hub at `target`, for the block. Raises what a change raised, at its end."""
    server = _Server(_Connection)
    server.proxy = Proxy(target, server)
    with serving(server):
        yield server.proxy
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
