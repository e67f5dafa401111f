"""Threads that only work: they take a call and give back a value, and touch nothing else."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Token = TypeVar("Token")


@dataclass(frozen=True, slots=True)
class Finished(Generic[Token]):
    """A call that came to its end: `value`, or `error`."""

    token: Token
    value: object = None
    error: BaseException | None = None


class Workers(Generic[Token]):
    """A few daemon threads. Daemons, so that a second Ctrl-C need not wait for a hub that hangs."""

    def __init__(self, count: int) -> None:
        self._calls: queue.SimpleQueue[tuple[Token, Callable[[], object]] | None] = (
            queue.SimpleQueue()
        )
        self._finished: queue.SimpleQueue[Finished[Token]] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"worker-{n}", daemon=True)
            for n in range(count)
        ]
        self.busy = 0
        for thread in self._threads:
            thread.start()

    def submit(self, token: Token, call: Callable[[], object]) -> None:
        """Have `call` made by the next free thread."""
        self.busy += 1
        self._calls.put((token, call))

    def next(self, timeout: float | None) -> Finished[Token] | None:
        """The next call that ends, or None after `timeout` seconds."""
        try:
            finished = self._finished.get(timeout=timeout)
        except queue.Empty:
            return None
        self.busy -= 1
        return finished

    def close(self) -> None:
        """Let the threads end after the calls that they have."""
        for _ in self._threads:
            self._calls.put(None)

    def _work(self) -> None:
        while (item := self._calls.get()) is not None:
            token, call = item
            try:
                self._finished.put(Finished(token, call()))
            except BaseException as error:
                self._finished.put(Finished(token, error=error))
