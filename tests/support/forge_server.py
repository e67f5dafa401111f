"""Stand-ins for forges on loopback: a REST API in JSON, with a list of routes and one token."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeAlias, TypeVar
from urllib.parse import parse_qsl, urlsplit

from tests.support.loopback import Connection, Server, serving

Row: TypeAlias = dict[str, Any]
Act: TypeAlias = Callable[[Any, tuple[str, ...], Row], tuple[int, Any]]
"""Does what is asked of a forge, given the groups of the path and what came with it: status and JSON."""
Route: TypeAlias = tuple[str, str, Act]
"""The method, the whole path as a regular expression, and what is done."""


class Forge(Protocol):
    """What a stand-in is made of. `asked` has methods and paths; `refuses` answers every write with 403."""

    url: str
    refuses: bool
    longest: int
    asked: list[tuple[str, str]]

    @property
    def meet(self) -> Callable[[str], object]:
        """What is done with the path of each request, before it is answered."""
        ...

    @property
    def routes(self) -> Sequence[Route]: ...

    @property
    def credentials(self) -> tuple[str, str]:
        """The header that must come with each request, and its value."""
        ...


AnyForge = TypeVar("AnyForge", bound=Forge)


class _Server(Server):
    forge: Forge


class _Connection(Connection):
    server: _Server

    def serve(self) -> None:
        body = self.read_body()
        status, told = self._answer(json.loads(body) if body else {})
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _answer(self, given: Row) -> tuple[int, Any]:
        forge, (name, value) = self.server.forge, self.server.forge.credentials
        if self.headers.get(name) != value:
            return 401, {"message": "Unauthorized"}
        target = urlsplit(self.path)
        forge.asked.append((self.command, target.path))
        forge.meet(target.path)
        if self.command != "GET" and forge.refuses:
            return 403, {"message": "Resource not accessible by integration"}
        if len(given.get("body", "")) > forge.longest:
            return 422, {"message": "Validation Failed"}
        for method, pattern, act in forge.routes:
            found = re.fullmatch(pattern, target.path)
            if method == self.command and found:
                return act(forge, found.groups(), {**dict(parse_qsl(target.query)), **given})
        return 404, {"message": "Not Found"}


@contextmanager
def serve_forge(forge: AnyForge) -> Iterator[AnyForge]:
    """Have it answer for a block, at its `url`."""
    server = _Server(_Connection)
    server.forge = forge
    with serving(server):
        forge.url = f"http://127.0.0.1:{server.port}"
        yield forge


def page(rows: Sequence[Row], asked: Row) -> list[Row]:
    """The rows of the page that is asked for."""
    size, number = int(asked["per_page"]), int(asked["page"])
    return list(rows[size * (number - 1) : size * number])


def changed(row: Row, given: Row) -> Row:
    """The row, with what is given."""
    row.update(given)
    return row
