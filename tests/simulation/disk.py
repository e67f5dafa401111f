"""The folder `.execsync` on a disk without delays, whose every lasting change is an effect."""

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

import execsync.commands.apply
import execsync.sync.looks
import execsync.workspace
from execsync.core import meaning, serde, size_limits, state_text
from execsync.state.folder import IGNORE, IGNORED, JOURNAL, StateFolder
from execsync.state.journal import Journal
from execsync.system.stamp import Stamp
from tests.simulation.clock import Clock
from tests.simulation.points import Effect, Killed, Points

STATE = "state.toml"
REMEMBERED = 4096
"""Texts whose reading or writing is remembered: a walk has few, and meets them again and again."""
Files = Mapping[str, bytes]


class WatchedFolder(StateFolder):
    """A StateFolder in memory, all but the journal: that is a real file, for it stays open while written."""

    def __init__(self, base: Path, reach: Callable[[str], None]) -> None:
        super().__init__(base, ".execsync")
        self.files: dict[str, bytes] = {}
        self.written: list[bytes] = []
        """Every State that was put in its place."""
        self._reach = reach

    def read(self, name: str, *, limit: int = size_limits.CACHE) -> bytes | None:
        return super().read(name, limit=limit) if name == JOURNAL else self.files.get(name)

    def write(self, name: str, data: bytes, *, mode: int = 0o644) -> None:
        self._reach(f"{name} written")
        self.files[name] = data
        if name == STATE:
            self.written.append(data)

    def keep(self, name: str, data: bytes) -> None:
        self._reach(f"{name} kept")
        self.files[name] = data

    def add(self, name: str, line: bytes) -> None:
        self._reach(f"{name} added to")
        self.files[name] = self.files.get(name, b"") + line

    def remove(self, name: str) -> None:
        if self.stamp(name) is None:
            return  # without an effect
        self._reach(f"{name} removed")
        if name == JOURNAL:
            super().remove(name)
        else:
            del self.files[name]

    def stamp(self, name: str) -> Stamp | None:
        if name == JOURNAL:
            return super().stamp(name)
        return Stamp(0, 0, 0, 0) if name in self.files else None

    def prepare(self) -> None:
        if IGNORE not in self.files:
            self.write(IGNORE, IGNORED)


class Disk:
    """A folder that is put into any earlier condition, and watched while a run goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._watched = WatchedFolder(folder, self._reach)
        self._journal = folder / ".execsync" / JOURNAL
        self._journal.parent.mkdir(parents=True)
        self._points: Points | None = None

    @property
    def written(self) -> tuple[bytes, ...]:
        """Every State that was put in its place since the last `restore`."""
        return tuple(self._watched.written)

    def restore(self, files: Files) -> None:
        """Make the folder hold these files and no others."""
        self._watched.written.clear()
        self._watched.files = dict(files)
        journal = self._watched.files.pop(JOURNAL, None)
        if journal is not None:
            self._journal.write_bytes(journal)
        else:
            self._journal.unlink(missing_ok=True)

    def read(self) -> Files:
        """What the folder holds, once a run has ended."""
        journal = {JOURNAL: self._journal.read_bytes()} if self._journal.exists() else {}
        return {**self._watched.files, **journal}

    @contextmanager
    def simulated(self) -> Iterator[None]:
        """For the block, effects are watched, nothing waits for a disk, and no two runs differ by chance."""
        remember = lru_cache(maxsize=REMEMBERED)
        with ExitStack() as patches:
            for target, name, stand_in in (
                (Journal, "_write", self._watched_write(Journal._write)),
                (StateFolder, "of", lambda _config: self._watched),
                (os, "fsync", lambda _descriptor: None),
                (meaning, "read", remember(meaning.read)),
                (state_text, "entry_text", remember(state_text.entry_text)),
                (execsync.workspace, "load_state", remember(serde.load_state)),
                (
                    execsync.sync.looks,
                    "_make_converter",
                    lru_cache(execsync.sync.looks._make_converter),
                ),
                (uuid, "uuid4", lambda: uuid.UUID(int=1)),
            ):
                patches.enter_context(mock.patch.object(target, name, stand_in))
            yield

    @contextmanager
    def watched_by(self, points: Points, clock: Clock) -> Iterator[None]:
        """For the block, every effect reaches `points`, and time is the clock's."""
        self._points = points
        try:
            with (
                mock.patch.object(execsync.commands.apply, "time", clock),
                mock.patch.object(execsync.workspace, "time", clock),
            ):
                yield
        finally:
            self._points = None

    def _watched_write(self, write: Callable[..., None]) -> Callable[..., None]:
        def watched(journal: Journal, lines: Iterable[Any], *, sync: bool) -> None:
            batch = list(lines)
            try:
                self._reach(f"{JOURNAL}: {', '.join(next(iter(line)) for line in batch)}")
            except Killed:
                journal.close()  # a dead process has no open files
                raise
            write(journal, batch, sync=sync)

        return watched

    def _reach(self, name: str) -> None:
        if self._points is not None:
            self._points.reach(Effect(name))
