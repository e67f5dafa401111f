"""Runs of this process without the waits that a real hub deserves, and with a sudden end."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn
from unittest import mock

import execsync.client.connection
import execsync.commands.apply
from execsync.client.retry import Backoff
from execsync.core.running.waiting import Tempo
from execsync.journal import Journal

WHERE = ("before", "torn", "after")
"""Where at a record a run may end: nothing of it is written, half of it, or all."""


@contextmanager
def quick(*, look_again: float) -> Iterator[None]:
    """Wait next to nothing for the block, and `look_again` seconds between two looks."""
    tempo = partial(Tempo, first_poll=0.02, longest_poll=0.1, look_again=look_again)
    with (
        mock.patch.object(execsync.commands.apply, "Tempo", tempo),
        mock.patch.object(execsync.client.connection, "Backoff", partial(Backoff, base=0.01)),
    ):
        yield


@dataclass
class Assassin:
    """Calls `strike` at the record number `at` (from 1), a write of the journal or of the state file."""

    at: int
    where: str
    strike: Callable[[], NoReturn]
    seen: int = 0
    journal: Journal | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """For the block, stand at every record."""
        write, replace = Journal._write, os.replace

        def watched_write(journal: Journal, lines: Iterable[Any], *, sync: bool) -> None:
            batch = list(lines)
            self.journal = journal
            with self._standing(partial(_tear, journal, batch)):
                write(journal, batch, sync=sync)

        def watched_replace(source: Any, target: Any) -> None:
            with self._standing(lambda: None):
                replace(source, target)

        try:
            with (
                mock.patch.object(Journal, "_write", watched_write),
                mock.patch.object(os, "replace", watched_replace),
            ):
                yield
        finally:
            if self.journal is not None:
                # A dead process has no open files.
                self.journal.close()

    @contextmanager
    def _standing(self, tear: Callable[[], None]) -> Iterator[None]:
        self.seen += 1
        due = self.seen == self.at
        if due and self.where != "after":
            if self.where == "torn":
                tear()
            self.strike()
        yield
        if due:
            self.strike()


def _tear(journal: Journal, lines: list[Mapping[str, Any]]) -> None:
    data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    journal._stream.write(data[: max(1, len(data) // 2)])
