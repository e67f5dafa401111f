"""A client's connection as the application sees it: something that can be cut."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SOCKET = "localhub.socket"
"""Where in the WSGI environ the server puts the socket; absent where the app is called in-process."""


class CutError(ConnectionAbortedError):
    """The connection was cut on purpose; the server must answer nothing more."""


def cut(environ: dict[str, Any]) -> None:
    """Cut the connection of a request, for both directions and at once."""
    connection: socket.socket | None = environ.get(SOCKET)
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def torn(environ: dict[str, Any], body: bytes) -> Iterator[bytes]:
    """Send the first half of `body`, then cut the connection; ends in CutError."""
    yield body[: len(body) // 2]
    cut(environ)
    raise CutError
