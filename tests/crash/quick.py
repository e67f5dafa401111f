"""Runs of this process without the waits that a real hub deserves, and with a sudden end."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest import mock

import execsync.client.connection
import execsync.core.running.waiting
import execsync.workspace
from execsync.client.retry import Backoff
from execsync.core.running.waiting import Timing
from execsync.state.journal import Journal, _sealed

WHERE = ("before", "torn", "after")
"""Where at a record a run may end: nothing of it is written, half of it, or all."""


@contextmanager
def quick(
    *, look_again: float, save_every: float = execsync.workspace.SAVE_EVERY
) -> Iterator[None]:
    """Wait next to nothing for the block, and `look_again` seconds between two looks."""
    timing = partial(Timing, first_poll=0.02, longest_poll=0.1, look_again=look_again)
    with (
        mock.patch.object(execsync.core.running.waiting, "Timing", timing),
        mock.patch.object(execsync.workspace, "SAVE_EVERY", save_every),
        mock.patch.object(execsync.client.connection, "Backoff", partial(Backoff, base=0.01)),
    ):
        yield


@dataclass(frozen=True, slots=True)
class Strike:
    """A signal to this process at the record number `at` (from 1): a write of the journal or of a file."""

    at: int
    where: str = "before"
    signal: int = signal.SIGKILL


class Assassin:
    """Sends the signals of `strikes`, each at its record. The last one may be deadly."""

    def __init__(
        self,
        strikes: Sequence[Strike],
        strike: Callable[[int], object] = lambda number: os.kill(os.getpid(), number),
    ) -> None:
        self._strikes = {one.at: one for one in strikes}
        self._strike = strike
        self._seen = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """For the block, stand at every record."""
        write, replace = Journal._write, os.replace

        def watched_write(journal: Journal, lines: Iterable[Any], *, sync: bool) -> None:
            batch = list(lines)
            with self._standing(partial(_tear, journal, batch)):
                write(journal, batch, sync=sync)

        def watched_replace(source: Any, target: Any, **folders: int | None) -> None:
            with self._standing(lambda: None):
                replace(source, target, **folders)

        with (
            mock.patch.object(Journal, "_write", watched_write),
            mock.patch.object(os, "replace", watched_replace),
        ):
            yield

    @contextmanager
    def _standing(self, tear: Callable[[], None]) -> Iterator[None]:
        self._seen += 1
        due = self._strikes.get(self._seen)
        if due and due.where != "after":
            if due.where == "torn" and due.signal == signal.SIGKILL:
                tear()
            self._strike(due.signal)
        yield
        if due and due.where == "after":
            self._strike(due.signal)


def _tear(journal: Journal, lines: list[Mapping[str, Any]]) -> None:
    data = b"".join(_sealed(line) for line in lines)
    journal._stream.write(data[: max(1, len(data) // 2)])
