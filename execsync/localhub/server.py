"""HTTP/1.1 for a WSGI application, one thread a connection, kept alive, on loopback only.

The standard library's server, rather than one of the usual ones, because a fault must cut a
connection from inside a request. Waitress hands applications no socket and sends from another
thread, werkzeug's closes after every answer, and cheroot has a pool of threads that a few delayed
requests would fill. Here a request that is held up holds up no other.
"""

from __future__ import annotations

import io
import json
import socket
import socketserver
import sys
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import unquote
from wsgiref.handlers import SimpleHandler

from execsync.localhub.app import LOOPBACK
from execsync.localhub.connection import SOCKET
from execsync.localhub.errors import HubError

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.headers import Headers
    from wsgiref.types import WSGIApplication

LARGEST_BODY = 32 * 1024 * 1024
"""Bytes; far more than a page has, and little enough to hold in memory."""

_POLL = 0.02
"""Seconds that a stopping server may take to notice."""


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens from its creation on; `serve_forever` answers. Port 0 takes a free port.

    Raises ValueError for a host that is not loopback, OSError for a port that is in use.
    """

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, app: WSGIApplication) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"{host}: the local hub listens on loopback only")
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.app = app
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__((host, port), _Connection)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def serve_forever(self, poll_interval: float = _POLL) -> None:
        """Answer until `stop` is called from another thread."""
        super().serve_forever(poll_interval)

    def stop(self) -> None:
        """Stop listening, cut what is connected, and wait for the threads."""
        self.shutdown()
        with self._guard:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that `stop` can cut it."""
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)


class _Answer(SimpleHandler):
    """Writes one WSGI answer; afterwards `is_framed` tells whether another may follow."""

    http_version = "1.1"
    server_software = "execsync-localhub"
    headers: Headers | None
    is_framed = False

    def cleanup_headers(self) -> None:
        super().cleanup_headers()
        self.is_framed = "Content-Length" in (self.headers or ())


class _Connection(BaseHTTPRequestHandler):
    """One connection and the requests on it."""

    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet, and at once: else each waits for the other's receipt.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        """Serve requests until either side closes; a client that vanishes is no error."""
        with suppress(ConnectionError):
            super().handle()

    def finish(self) -> None:
        """Close both directions; what a client that vanished did not read is no error either."""
        with suppress(ConnectionError):
            self.wfile.close()
        super().finish()

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Every method goes to the application, which knows its own 405."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse in the contract's envelope what no application gets to see, and close."""
        error = HubError(code, message or explain or HTTPStatus(code).phrase)
        body = json.dumps(error.envelope()).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the hub keeps its own log of requests."""

    def _serve(self) -> None:
        body = self._read_body()
        if body is None:
            return
        environ = self._environ()
        stdout = cast("IO[bytes]", self.wfile)
        answer = _Answer(io.BytesIO(body), stdout, sys.stderr, environ, multithread=True)
        answer.run(self.server.app)
        if not answer.is_framed:
            self.close_connection = True

    def _read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers:
            self.send_error(411, "Content-Length: is required.")
        elif not length.isdecimal():
            self.send_error(400, "Content-Length: must be a whole number.")
        elif int(length) > LARGEST_BODY:
            self.send_error(413, f"The body is too large; {LARGEST_BODY:,} bytes are the most.")
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                return body
            # The client went away in the middle of it: there is nobody to answer.
            self.close_connection = True
        return None

    def _environ(self) -> dict[str, str]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            SOCKET: self.connection,
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": str(self.server.server_address[0]),
            "SERVER_PORT": str(self.server.port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": self.headers.get("Content-Length", ""),
        }
        for name in set(self.headers.keys()):
            key = "HTTP_" + name.upper().replace("-", "_")
            environ.setdefault(key, ",".join(self.headers.get_all(name, [])))
        return environ
