"""What the client's tests share: no real state folder, no real proxy, no real time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest

from execsync.client.clock import Clock
from execsync.client.connection import connect
from execsync.client.hub import Hub
from execsync.client.key import Key
from execsync.client.notes import RequestNote, WaitNote
from execsync.client.retry import Backoff
from execsync.client.settings import ClientSettings

SECRET = "exec_live_" + "Zq9" * 13 + "Z"


class FakeClock:
    """Time that passes only by waiting; both times agree until `set_back`."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        self._lock = threading.Lock()
        self._passed = 0.0
        self._start = start
        self.waits: list[float] = []

    def now(self) -> float:
        return self._start + self._passed

    def monotonic(self) -> float:
        return self._passed

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        with self._lock:
            self.waits.append(seconds)
            self._passed += seconds
        return stop.is_set()

    def pass_by(self, seconds: float) -> None:
        with self._lock:
            self._passed += seconds

    def set_back(self, seconds: float) -> None:
        """Somebody sets the machine's clock back; no less time has passed."""
        self._start -= seconds


class Connect(Protocol):
    """Connects to an address; other arguments are fields of ClientSettings or parts."""

    def __call__(
        self,
        address: str,
        *,
        stop: threading.Event | None = None,
        clock: Clock | None = None,
        before_write: Callable[[], None] = lambda: None,
        on_request: Callable[[RequestNote], None] | None = None,
        on_wait: Callable[[WaitNote], None] | None = None,
        on_note: Callable[[str], None] | None = None,
        backoff: Backoff | None = None,
        **settings: Any,
    ) -> Hub: ...


@pytest.fixture(autouse=True)
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep ledgers out of the user's folders, and the user's proxies out of the tests."""
    home = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return home


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def key() -> Key:
    return Key(SECRET)


@pytest.fixture
def connected(key: Key, clock: FakeClock) -> Iterator[Connect]:
    """Connects without limits and back-off, by the fake clock, unless told otherwise."""
    with ExitStack() as hubs:

        def make(
            address: str,
            *,
            stop: threading.Event | None = None,
            clock: Clock | None = clock,
            before_write: Callable[[], None] = lambda: None,
            on_request: Callable[[RequestNote], None] | None = None,
            on_wait: Callable[[WaitNote], None] | None = None,
            on_note: Callable[[str], None] | None = None,
            backoff: Backoff | None = None,
            **settings: Any,
        ) -> Hub:
            hub = connect(
                ClientSettings(address=address, **{"per_minute": None, **settings}),
                key=key,
                stop=stop or threading.Event(),
                clock=clock,
                before_write=before_write,
                on_request=on_request,
                on_wait=on_wait,
                on_note=on_note,
                backoff=backoff or Backoff(lambda: 0.0),
            )
            return hubs.enter_context(hub)

        yield make
