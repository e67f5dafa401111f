"""The hub for as long as a watch lasts."""

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from execsync.config import Config
from execsync.core.snapshot import Workspace

if TYPE_CHECKING:
    from execsync.client.hub import Hub
    from execsync.client.ledger import Counts

Connect = Callable[[Config, int | None], "Hub"]
"""Opens a hub for a Config that may be sent so many requests; None means no bound."""


class HubSession:
    """One hub, opened when it is first asked, and anew when execsync.toml sets other limits.

    Requests are counted over all of it, and `max_requests` bounds all of it.
    """

    def __init__(self, connect: Connect, max_requests: int | None) -> None:
        self._connect = connect
        self._max_requests = max_requests
        self._hub: Hub | None = None
        self._opened_for: tuple[object, ...] = ()
        self._sent_before = 0
        self._workspace: Workspace | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def hub(self, config: Config) -> "Hub":
        """The hub, asked as this Config says. Raises ConfigError."""
        wanted = (config.limits, config.hub, config.apply.parallelism)
        if self._hub is None or wanted != self._opened_for:
            self.close()
            left = self._max_requests
            self._hub = self._connect(config, None if left is None else max(0, left - self.sent))
            self._opened_for = wanted
        return self._hub

    def workspace(self, config: Config) -> Workspace:
        """The workspace of the key, asked once. Raises HubError."""
        if self._workspace is None:
            self._workspace = self.hub(config).workspace()
        return self._workspace

    @property
    def sent(self) -> int:
        """Requests that were really sent."""
        return self._sent_before + (self._hub.sent if self._hub else 0)

    def counts(self) -> "Counts | None":
        """Requests of the last minute and day by our own count; None where nothing is counted."""
        return self._hub.counts() if self._hub else None

    def close(self) -> None:
        """Close the connections."""
        if self._hub is not None:
            self._sent_before += self._hub.sent
            self._hub.close()
            self._hub = None
