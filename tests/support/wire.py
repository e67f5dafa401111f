"""A wire on loopback between a client and a server of HTTP, on which requests and answers get lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TypeAlias

from tests.support.loopback import Connection, Server, serving


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `target` is its path with its query."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, whole."""

    status: int
    headers: dict[str, str]
    body: bytes


PassOn: TypeAlias = Callable[[Asked], Answered]
Fate: TypeAlias = Callable[[Asked, PassOn], Answered | None]
"""What becomes of a request: the answer that its sender gets; None for a connection that is cut."""


def passed(asked: Asked, pass_on: PassOn) -> Answered | None:
    """Nothing happens to it."""
    return pass_on(asked)


def cut(asked: Asked, pass_on: PassOn) -> Answered | None:
    """It never arrives."""
    return None


def unanswered(asked: Asked, pass_on: PassOn) -> Answered | None:
    """It is carried out, and its answer is lost."""
    pass_on(asked)
    return None


class Wire:
    """Where a client gets at the server. `asked` has what came, in order; `fate` may be set at any time."""

    def __init__(self, port: int, server: "_Server") -> None:
        self.fate: Fate = passed
        self.asked: list[Asked] = []
        self._port = port
        self._server = server

    @property
    def port(self) -> int:
        """The port of loopback where the client gets in."""
        return self._server.port

    def pass_on(self, asked: Asked) -> Answered:
        """What the server answers."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        left_out = ("connection", "content-length", "transfer-encoding")
        kept = {n: v for n, v in asked.headers.items() if n.lower() not in left_out}
        try:
            body = asked.body if asked.method in ("PUT", "POST") else None
            connection.request(asked.method, asked.target, body, kept)
            answer = connection.getresponse()
            fields = {n: v for n, v in answer.getheaders() if n.lower() not in left_out}
            return Answered(answer.status, fields, answer.read())
        finally:
            connection.close()


class _Server(Server):
    wire: Wire


class _Connection(Connection):
    server: _Server

    def serve(self) -> None:
        wire = self.server.wire
        asked = Asked(self.command, self.path, dict(self.headers), self.read_body())
        wire.asked.append(asked)
        answered = wire.fate(asked, wire.pass_on)
        if answered is None:
            self.close_connection = True
            return
        lines = [f"HTTP/1.1 {answered.status} -"]
        lines += [f"{name}: {value}" for name, value in answered.headers.items()]
        if self.command != "HEAD" and answered.status != 204:
            lines.append(f"Content-Length: {len(answered.body)}")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + answered.body)


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """A wire to what listens at a port of loopback, for the block."""
    server = _Server(_Connection)
    server.wire = Wire(port, server)
    with serving(server):
        yield server.wire
