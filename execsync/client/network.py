"""Connections that keep to the time of the exchange that they serve."""

import selectors
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from execsync.client.deadline import Deadline
from execsync.client.lean import httpx

_PIECE = 16 * 1024
"""What a connection that can be written to takes without a wait."""


def keep(client: httpx.Client, deadline: Deadline) -> None:
    """Have every connection of `client`, also one through a proxy, keep to `deadline`.

    httpcore takes a network backend as an argument, and httpx hands none on; hence the private names,
    for which the versions of both are bounded. If one is gone, this raises, and nothing is sent.
    """
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001
        if transport is not None:
            pool: Any = transport._pool  # type: ignore[attr-defined] # noqa: SLF001
            pool._network_backend = _Backend(pool._network_backend, deadline)  # noqa: SLF001


def proxy_of(client: httpx.Client) -> str:
    """Host and port of the proxy on the way to the client's address; empty without one."""
    transport: Any = client._transport_for_url(client.base_url)  # noqa: SLF001
    proxy = getattr(transport._pool, "_proxy_url", None)  # noqa: SLF001
    return proxy.origin.host.decode() + f":{proxy.origin.port}" if proxy is not None else ""


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try each address of a name. Together they get the time of the exchange: a name may have many."""
        failed: Exception = httpcore.ConnectError("the name has no address")
        for address in _addresses(host, port):
            share = self._deadline.share(timeout)
            if share <= 0:
                raise httpcore.ConnectTimeout("no time is left")
            try:
                stream = self._inner.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self._deadline)
        raise failed


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        for wait in self._deadline.looks(timeout):
            try:
                return self._inner.read(max_bytes, wait)
            except httpcore.ReadTimeout:
                continue
        raise httpcore.ReadTimeout("no time is left")

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), _PIECE):
            # A write that runs out of time does not say how much it has written: it is not begun
            # before there is room.
            if not any(self._has_room(wait) for wait in self._deadline.looks(timeout)):
                raise httpcore.WriteTimeout("no time is left")
            share = max(self._deadline.share(timeout), 0.001)  # a socket takes no less
            self._inner.write(buffer[at : at + _PIECE], share)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        share = self._deadline.share(timeout)
        if share <= 0:
            raise httpcore.ConnectTimeout("no time is left")
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, share), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _has_room(self, wait: float) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._inner.get_extra_info("socket"), selectors.EVENT_WRITE)
            return bool(selector.select(wait))


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a name, in the order of the system, whose resolver keeps a time of its own."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    return [str(address[0]) for *_, address in found]
