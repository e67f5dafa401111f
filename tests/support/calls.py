"""The calls of a local hub, for tests of the engines: no limits, no back-off, and every pause told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from execsync.client.connection import connect
from execsync.client.hub import Hub
from execsync.client.key import Key
from execsync.client.retry import Backoff
from execsync.client.settings import ClientSettings
from execsync.localhub import LOCAL_KEY, LocalHub


@contextmanager
def calls_of(hub: LocalHub, *, url: str = "") -> Iterator[Hub]:
    """A client of `hub` that knows its clock already; `url` is that of a proxy before it."""
    settings = ClientSettings(address=url or hub.url, per_minute=None, per_day=None)
    with connect(
        settings,
        key=Key(LOCAL_KEY),
        stop=threading.Event(),
        backoff=Backoff(lambda: 0.0),
    ) as calls:
        calls.workspace()
        yield calls


class Pauses:
    """Stands in for `Event.wait`: tells what was waited, and lets the hub's clock go on."""

    def __init__(self, hub: LocalHub, *, stops: bool = False) -> None:
        self.seconds: list[float] = []
        self._hub = hub
        self._stops = stops

    def __call__(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        self._hub.advance(seconds)
        return self._stops
