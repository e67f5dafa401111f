"""The local hub as one thing to start, drive and look at."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from execsync.localhub import control, gate
from execsync.localhub.app import build_app
from execsync.localhub.parts import build_parts
from execsync.localhub.server import Server
from execsync.localhub.settings import LocalHubSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from execsync.localhub.catalogue import Catalogue
    from execsync.localhub.colleague import Colleague
    from execsync.localhub.exchanges import Exchange
    from execsync.localhub.faults import Faults
    from execsync.localhub.limits import Limits
    from execsync.localhub.stored import StoredPage, StoredSource


class LocalHub:
    """A hub on a loopback port: `with LocalHub(settings) as hub: ... hub.url ...`.

    The end of the block raises what an act of `before` or `after` has raised.

    The port is taken at creation and answered from `start` (or `with`) on. `machine` is the clock
    that the hub's is set by, in seconds since 1970. Raises what `build_parts` and `Server` raise.
    """

    def __init__(
        self,
        settings: LocalHubSettings | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        machine: Callable[[], float] = time.time,
    ) -> None:
        self._parts = build_parts(settings or LocalHubSettings(), machine)
        self.app = build_app(self._parts)
        try:
            self._server = Server(host, port, self.app)
        except BaseException:
            self._parts.database.close()
            raise
        self._origin = f"http://{f'[{host}]' if ':' in host else host}:{self._server.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="local hub")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if error is None:
            self.raise_errors()

    @property
    def url(self) -> str:
        """The base address of the API, without a slash at its end."""
        return self._origin + gate.BASE

    @property
    def web_url(self) -> str:
        """The address of the web page."""
        return f"{self._origin}/"

    @property
    def control_url(self) -> str:
        """The base address of the control calls, without a slash at its end."""
        return self._origin + control.BASE

    def start(self) -> None:
        """Answer requests, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Cut every connection, drop what is delayed, and close the database. Once only."""
        self._parts.stopping.set()
        self._parts.faults.release()
        if self._thread.is_alive():
            self._server.stop()
            self._thread.join()
        else:
            self._server.server_close()
        self._parts.database.close()

    @property
    def settings(self) -> LocalHubSettings:
        """The settings now in force."""
        return self._parts.dials.settings

    def change(self, **settings: Any) -> None:
        """Change settings while the hub runs; ValueError for what they refuse."""
        self._parts.dials.turn(settings)

    def advance(self, seconds: float) -> None:
        """Let the hub's clock jump ahead: extractions, limits and lists go by it."""
        self._parts.dials.advance(seconds)

    @property
    def faults(self) -> Faults:
        """The faults to come."""
        return self._parts.faults

    @property
    def limits(self) -> Limits:
        """What was counted, and the reset of it."""
        return self._parts.limits

    @property
    def catalogue(self) -> Catalogue:
        """Folders and skills, and the way to add some."""
        return self._parts.catalogue

    @property
    def web(self) -> Colleague:
        """A colleague who edits on the web."""
        return self._parts.colleague

    def requests(self, method: str | None = None, path: str | None = None) -> list[Exchange]:
        """What was asked so far, in order; `path` is below the base address, or a route."""
        return [
            exchange
            for exchange in self._parts.exchanges.since()
            if method in (None, exchange.method) and path in (None, exchange.path, exchange.route)
        ]

    def wait_for(
        self, condition: Callable[[list[Exchange]], bool], *, timeout: float = 10.0
    ) -> bool:
        """Wait until `condition` holds of the requests so far; False after `timeout` seconds."""
        return self._parts.exchanges.wait(condition, timeout=timeout)

    def before(self, method: str, route: str, nth: int, act: Callable[[], object]) -> None:
        """Do `act` when the `nth` such request from now on has arrived, and before its work."""
        self._parts.hooks.add("before", method, route, nth, act)

    def after(self, method: str, route: str, nth: int, act: Callable[[], object]) -> None:
        """Do `act` when the work of the `nth` such request is done, and before it is answered."""
        self._parts.hooks.add("after", method, route, nth, act)

    def raise_errors(self) -> None:
        """Raise the first error of an act of `before` or `after`, once."""
        self._parts.hooks.raise_errors()

    def pages(self) -> list[StoredPage]:
        """Every page ever made, oldest first, with draft and live version."""
        self._parts.editors.save_due()
        return self._parts.stored.pages()

    def sources(self) -> list[StoredSource]:
        """Every source ever made, oldest first."""
        return self._parts.stored.sources()


def serve(
    settings: LocalHubSettings,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    on_ready: Callable[[LocalHub], None] = lambda _hub: None,
    until: threading.Event | None = None,
) -> None:
    """Run a hub until `until` is set or the main thread gets KeyboardInterrupt, which passes.

    `on_ready` is called once it answers. Raises what LocalHub raises.
    """
    with LocalHub(settings, host=host, port=port) as hub:
        on_ready(hub)
        (until or threading.Event()).wait()
