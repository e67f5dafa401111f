"""A hub behind a proxy that may change what it answers, and runs that wait for nothing."""

from collections.abc import Iterator

import pytest

from execsync.localhub import LocalHub
from tests.crash.quick import quick
from tests.support.proxy import Proxy, proxy_of


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """Lost creations are looked at for the second time at once."""
    with quick(look_again=0.0):
        yield


@pytest.fixture
def proxy(hub: LocalHub) -> Iterator[Proxy]:
    """A proxy before `hub`, which changes nothing unless it is told to."""
    with proxy_of(hub.url) as proxy:
        yield proxy
