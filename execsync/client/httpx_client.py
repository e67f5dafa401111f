"""The httpx client: where it may go, what it trusts, and who it says it is."""

import ssl
from collections.abc import Generator

from execsync import __version__
from execsync.client.coding import ACCEPTED
from execsync.client.endpoint import is_loopback
from execsync.client.key import Key
from execsync.client.lean import httpx
from execsync.client.settings import ClientSettings
from execsync.errors import ConfigError

_KEEP_ALIVE = 5.0
"""Seconds. Short, so that a connection is rarely reused in the moment in which the hub closes it."""


def build_client(settings: ClientSettings, key: Key) -> httpx.Client:
    """A client for `settings.address`, which sends nothing yet.

    Proxies and certificates come from the environment, credentials never. Raises ConfigError where
    a proxy or certificate that the environment names cannot be used.
    """
    problem = ""
    try:
        return _build(settings, key)
    except OSError:
        problem = "the certificates named by SSL_CERT_FILE or SSL_CERT_DIR cannot be read"
    except (ValueError, httpx.InvalidURL, ImportError):
        # Not quoted: a proxy's address may hold a password.
        problem = "the proxy that the environment names cannot be used (SOCKS needs socksio)"
    raise ConfigError(
        problem, hint="look at HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
    )


def _build(settings: ClientSettings, key: Key) -> httpx.Client:
    trust = _trust(settings.address)
    limits = httpx.Limits(
        max_connections=settings.parallelism,
        max_keepalive_connections=settings.parallelism,
        keepalive_expiry=_KEEP_ALIVE,
    )
    # A proxy must not see what goes to this machine: over plain http it would see the key.
    # httpx takes no proxy from the environment where it is given a transport.
    local = is_loopback(settings.address)
    return httpx.Client(
        base_url=settings.address,
        auth=_Bearer(key),
        headers={
            "User-Agent": f"execsync/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": ACCEPTED,
        },
        timeout=httpx.Timeout(
            connect=settings.connect_timeout,
            read=settings.read_timeout,
            write=settings.write_timeout,
            pool=settings.pool_timeout,
        ),
        limits=limits,
        verify=trust,
        follow_redirects=False,
        transport=httpx.HTTPTransport(verify=trust, limits=limits) if local else None,
    )


def _trust(address: str) -> ssl.SSLContext:
    # Reading the certificates of the world takes 50 ms, and plain http needs none: a context that
    # trusts nobody.
    if address.startswith("http://"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.create_ssl_context()


class _Bearer(httpx.Auth):
    """Sets our Authorization header at the last moment, over anything else.

    Given to the client, it also keeps httpx from taking credentials from anywhere else.
    """

    def __init__(self, key: Key) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key.reveal()}"
        yield request
