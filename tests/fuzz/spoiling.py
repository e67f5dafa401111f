"""A hub that answers as the local hub does, and spoils some of its answers, over real HTTP."""

import gzip
import json
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from hypothesis import strategies as st
from werkzeug.test import Client

from execsync.localhub import LocalHub
from tests.fuzz.cuts import CUTS, Cut, cut
from tests.fuzz.pieces import KEY, with_raw
from tests.fuzz.trees import EDITS, Edit, edited

MOST_REQUESTS = 300
"""Of one run. What asks for more is answered no more: a list without an end is another test's matter."""

Framing = Literal["as it is", "chunked", "until it closes", "too short", "too long", "twice"]


@dataclass(frozen=True)
class Spoil:
    """What is done to an answer: to its tree, its bytes, its coding, its head and its frame."""

    edits: tuple[Edit, ...] = ()
    cuts: tuple[Cut, ...] = ()
    coding: str = ""
    status: str = ""
    headers: tuple[bytes, ...] = ()
    framing: Framing = "as it is"


@dataclass(frozen=True)
class Plot:
    """The answers of a run that are spoiled, by their number from 0 on; the last spoil stays for the rest."""

    spoils: tuple[tuple[int, Spoil], ...]
    lasting: bool = False

    def of(self, number: int) -> Spoil | None:
        """The spoil of an answer."""
        last, spoil = self.spoils[-1]
        if self.lasting and number >= last:
            return spoil
        return dict(self.spoils).get(number)


class SpoilingHub:
    """Listens on loopback; `url` is its base address."""

    def __init__(self, hub: LocalHub) -> None:
        self._hub = hub
        self._lock = threading.Lock()
        self._plot: Plot | None = None
        self._number = 0
        outer = self

        class Handler(_Connection):
            spoiling = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/rest/v1"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answer for the block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def begin(self, plot: Plot | None) -> None:
        """Count answers from here on, and spoil them as `plot` says."""
        with self._lock:
            self._plot, self._number = plot, 0

    def next(self) -> tuple[int, Spoil | None]:
        """The number of the answer to come, and what is done to it."""
        with self._lock:
            number = self._number
            self._number += 1
            return number, self._plot.of(number) if self._plot else None

    def answer(
        self, method: str, path: str, headers: list[tuple[str, str]], body: bytes
    ) -> tuple[int, bytes]:
        """What the local hub answers."""
        client = Client(self._hub.app, use_cookies=False)
        with client.open(
            path, method=method, headers=headers, data=body, base_url="http://127.0.0.1"
        ) as response:
            return response.status_code, response.get_data()


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 60
    spoiling: SpoilingHub

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        number, spoil = self.spoiling.next()
        if number >= MOST_REQUESTS:
            self.close_connection = True
            return
        given = [(n, v) for n, v in self.headers.items() if n != "Host"]
        status, content = self.spoiling.answer(self.command, self.path, given, body)
        self.close_connection = spoil is not None
        answer = plain(status, content) if spoil is None else spoiled(status, content, spoil)
        try:
            self.wfile.write(answer)
            self.wfile.flush()
        except OSError:  # whoever asked went away
            self.close_connection = True


def plain(status: int, content: bytes) -> bytes:
    """An answer as it should be."""
    return _message(f"{status} X", [b"Content-Type: application/json", _length(content)], content)


def spoiled(status: int, content: bytes, spoil: Spoil) -> bytes:
    """The bytes of an answer with all that is to be wrong with it."""
    if spoil.edits:
        content = with_raw(json.dumps(edited(_tree(content), spoil.edits)).encode(), toml=False)
    content = _coded(cut(content, spoil.cuts), spoil.coding)
    head = [b"Content-Type: application/json", *spoil.headers]
    if spoil.coding:
        head.append(f"Content-Encoding: {spoil.coding}".encode())
    return _framed(spoil.status or f"{status} X", head, content, spoil.framing)


def _tree(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _coded(content: bytes, coding: str) -> bytes:
    if coding == "gzip":
        return gzip.compress(content, 1)
    if coding == "deflate":
        return zlib.compress(content)
    return content


def _framed(status: str, head: list[bytes], content: bytes, framing: Framing) -> bytes:
    if framing == "chunked":
        chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
        return _message(status, [*head, b"Transfer-Encoding: chunked"], chunks)
    if framing == "until it closes":
        return _message(status, head, content)
    if framing == "too short":
        return _message(status, [*head, _length(content + b"1234567890")], content)
    if framing == "too long":
        return _message(status, [*head, _length(content[:-1])], content)
    message = _message(status, [*head, _length(content)], content)
    return message * 2 if framing == "twice" else message


def _length(content: bytes) -> bytes:
    return b"Content-Length: %d" % len(content)


def _message(status: str, head: list[bytes], content: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status}".encode("latin-1", "replace"), *head, b"Connection: close"]
    return b"\r\n".join([*lines, b"", content])


STATUSES = st.sampled_from(
    [
        *(f"{code} X" for code in (200, 201, 202, 204, 206, 301, 302, 304, 400, 401, 403, 404)),
        *(f"{code} X" for code in (408, 409, 418, 429, 500, 503, 599, 99, 101, 600, 1000, 0, -1)),
        *("200", "200 ", "OK", "200 \x1b[2J", f"200 {KEY}"),
    ]
)
HEADERS = st.sampled_from(
    [
        b"Content-Length: -1",
        b"Content-Length: 99999999999999999999",
        b"Content-Length: 1, 2",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Content-Encoding: gzip",
        b"Content-Encoding: gzip, gzip, gzip",
        b"Content-Encoding: br",
        b"Content-Encoding: zstd",
        b"Content-Encoding: no such coding",
        b"Content-Type: text/html; charset=utf-7",
        b"Content-Type: application/json; charset=" + b"x" * 50_000,
        b"Retry-After: 1e400",
        b"Retry-After: -5",
        b"Retry-After: " + b"9" * 5_000,
        b"Retry-After: Wed, 21 Oct 99999 07:28:00 GMT",
        b"Retry-After: Fri, 31 Dec 9999 23:59:59 -2359",
        b"Date: Fri, 31 Dec 9999 23:59:59 -2359",
        b"Date: Mon, 01 Jan 0001 00:00:00 +2359",
        b"Date: " + b"(" * 20_000,
        b"Date: \xff\xfe",
        b"Location: http://127.0.0.1:1/" + KEY.encode(),
        b"Set-Cookie: a=b; Path=/",
        b"X: " + b"y" * 60_000,
        b"X: " + b"y" * 200_000,
        b"X: a\r\n b",
        b"X: \x1b[2J\0",
        b": no name",
        b"no colon",
        b"\xff: \xff",
        b"\r\n".join(b"X%d: y" % n for n in range(500)),
        b"\r\n\r\nHTTP/1.1 200 OK",
    ]
)
FRAMINGS: st.SearchStrategy[Framing] = st.sampled_from(
    ["chunked", "until it closes", "too short", "too long", "twice"]
)
CODINGS = st.sampled_from(["gzip", "deflate"])
SPOIL = st.one_of(
    # Most often what the contract calls an answer, and yet is none.
    st.builds(Spoil, EDITS),
    st.builds(Spoil, EDITS),
    st.builds(Spoil, EDITS, status=STATUSES),
    st.builds(Spoil, cuts=CUTS),
    st.builds(Spoil, headers=st.lists(HEADERS, min_size=1, max_size=3).map(tuple)),
    st.builds(Spoil, EDITS, CUTS, coding=CODINGS, framing=FRAMINGS),
    st.builds(Spoil, EDITS, CUTS, CODINGS | st.just(""), STATUSES, st.tuples(HEADERS), FRAMINGS),
)
PLOT = st.builds(
    Plot,
    st.lists(st.tuples(st.integers(0, 3) | st.integers(0, 20), SPOIL), min_size=1, max_size=3).map(
        tuple
    ),
    st.booleans(),
)
