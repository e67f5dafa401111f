"""Acts between two requests: what a test has happen at an exact point of a client's run."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from execsync.localhub.exchanges import route_of

if TYPE_CHECKING:
    from collections.abc import Callable

Moment: TypeAlias = Literal["before", "after"]
"""Of a request: it has arrived and nothing is done, or its work is done and nothing is answered."""


@dataclass
class _Hook:
    moment: Moment
    method: str
    route: str
    left: int
    act: Callable[[], object]

    def is_due(self, moment: Moment, method: str, path: str) -> bool:
        """Count a request down if it is of this kind; true for the one that was meant."""
        if (moment, method) != (self.moment, self.method):
            return False
        if self.route not in (path, route_of(path)):
            return False
        self.left -= 1
        return self.left == 0


class Hooks:
    """The acts to come, each done once, in the thread of its request, which waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hooks: list[_Hook] = []
        self._errors: list[BaseException] = []

    def add(
        self, moment: Moment, method: str, route: str, nth: int, act: Callable[[], object]
    ) -> None:
        """Do `act` at the `nth` (from 1) request from now on with that method and route or path."""
        with self._lock:
            self._hooks.append(_Hook(moment, method, route, nth, act))

    def run(self, moment: Moment, method: str, path: str) -> None:
        """Do what is due, and keep what it raises: the request goes on."""
        with self._lock:
            due = [hook for hook in self._hooks if hook.is_due(moment, method, path)]
            self._hooks = [hook for hook in self._hooks if hook.left > 0]
        for hook in due:
            try:
                hook.act()
            except Exception as error:
                with self._lock:
                    self._errors.append(error)

    def pending(self) -> int:
        """How many acts were not done yet."""
        with self._lock:
            return len(self._hooks)

    def raise_errors(self) -> None:
        """Raise the first error of an act, if there was one, and forget all."""
        with self._lock:
            errors, self._errors = self._errors, []
        if errors:
            raise errors[0]
