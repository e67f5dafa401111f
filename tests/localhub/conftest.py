from __future__ import annotations

import ssl
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOON = 1_800_014_400.0
"""2027-01-15T12:00:00Z, where the clock of these hubs stands still until it is advanced."""

UNLIMITED: dict[str, Any] = {"per_minute": None, "per_day": None}

MakeHub: TypeAlias = "Callable[..., tuple[LocalHub, httpx.Client]]"


# A hub on loopback speaks no TLS, and to load the certificates takes longer than most tests.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def call(hub: LocalHub) -> httpx.Client:
    headers = {"Authorization": f"Bearer {LOCAL_KEY}"}
    return httpx.Client(base_url=hub.url, headers=headers, timeout=10, verify=NO_CERTIFICATES)


@pytest.fixture
def make_hub() -> Iterator[MakeHub]:
    """Starts hubs without limits whose clock stands still, each with a client."""
    with ExitStack() as stack:

        def make(**settings: Any) -> tuple[LocalHub, httpx.Client]:
            wanted = LocalHubSettings(**{**UNLIMITED, **settings})
            hub = stack.enter_context(LocalHub(wanted, machine=lambda: NOON))
            return hub, stack.enter_context(call(hub))

        yield make


@pytest.fixture
def hub_and_client(
    make_hub: MakeHub,
) -> tuple[LocalHub, httpx.Client]:
    return make_hub()


@pytest.fixture
def hub(hub_and_client: tuple[LocalHub, httpx.Client]) -> LocalHub:
    return hub_and_client[0]


@pytest.fixture
def client(hub_and_client: tuple[LocalHub, httpx.Client]) -> httpx.Client:
    return hub_and_client[1]
