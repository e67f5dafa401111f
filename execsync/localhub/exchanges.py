"""What was asked and what was answered: one exchange a request, kept in memory, never with a key."""

from __future__ import annotations

import re
import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from execsync.localhub.clock import write_moment

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = 50_000
"""How many exchanges are kept; the counts go on."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its fate.

    `path` is relative to the base address. `status` is what the client was told, None where the
    connection was cut; `work_status` is what the hub's work came to, None where none was done.
    `time` is the arrival in microseconds by the hub's clock, `duration` milliseconds.
    """

    seq: int
    time: int
    method: str
    path: str
    query: str
    body: Any = field(repr=False)
    status: int | None
    work_status: int | None
    fault: str | None
    duration: float

    @property
    def route(self) -> str:
        """The path with `{id}` in the place of an id."""
        return route_of(self.path)

    def as_json(self) -> dict[str, Any]:
        """Every field, the time in RFC 3339."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {**values, "time": write_moment(self.time, digits="microseconds")}


def route_of(path: str) -> str:
    """A path below the base address with `{id}` in the place of an id."""
    return re.sub(r"^(/knowledge-hub/[^/]+)/[^/]+", r"\1/{id}", path)


class Exchanges:
    """The exchanges so far, in the order of arrival. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._counts: Counter[str] = Counter()
        self._last = 0

    def next_seq(self) -> int:
        """The number of a request that arrives now, from 1."""
        with self._changed:
            self._last += 1
            return self._last

    def add(self, exchange: Exchange) -> None:
        """Keep a finished exchange, and wake those who wait for one."""
        with self._changed:
            self._kept.append(exchange)
            self._counts[f"{exchange.method} {exchange.route}"] += 1
            self._changed.notify_all()

    def since(self, after: int = 0) -> list[Exchange]:
        """The exchanges whose number is above `after`."""
        with self._changed:
            return self._list(after)

    def finished(self) -> int:
        """How many exchanges came to their end, since the start."""
        with self._changed:
            return self._counts.total()

    def counts(self) -> dict[str, int]:
        """How many requests there were of each method and route, since the start."""
        with self._changed:
            return dict(sorted(self._counts.items()))

    def wait(self, condition: Callable[[list[Exchange]], bool], *, timeout: float) -> bool:
        """Wait until `condition` holds of the exchanges; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self._list(0)), timeout)

    def _list(self, after: int) -> list[Exchange]:
        return sorted((e for e in self._kept if e.seq > after), key=lambda e: e.seq)
