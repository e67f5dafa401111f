"""The folder `.execsync` on a disk without delays, whose every lasting change is an effect."""

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from unittest import mock

import execsync.commands.apply
import execsync.state.lease_memory
import execsync.sync.looks
import execsync.workspace
from execsync.core import meaning, serde, size_limits, state_text
from execsync.state.folder import IGNORE, IGNORED, JOURNAL, StateFolder
from execsync.state.journal import Journal
from execsync.system.stamp import Stamp
from tests.simulation.clock import Time
from tests.simulation.points import Effect, Killed, Points

STATE = "state.toml"
CLONE = ContextVar("CLONE", default=1)
"""The number of the checkout whose run is under way."""
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
        self.reach = reach

    def read(self, name: str, *, limit: int = size_limits.CACHE) -> bytes | None:
        return super().read(name, limit=limit) if name == JOURNAL else self.files.get(name)

    def write(self, name: str, data: bytes, *, mode: int = 0o644) -> None:
        self.reach(f"{name} written")
        self.files[name] = data
        if name == STATE:
            self.written.append(data)

    def keep(self, name: str, data: bytes) -> None:
        self.reach(f"{name} kept")
        self.files[name] = data

    def add(self, name: str, line: bytes) -> None:
        self.reach(f"{name} added to")
        self.files[name] = self.files.get(name, b"") + line

    def remove(self, name: str) -> None:
        if self.stamp(name) is None:
            return  # without an effect
        self.reach(f"{name} removed")
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
        self.watched = WatchedFolder(folder, self._reach)
        self._journal = folder / ".execsync" / JOURNAL
        self._journal.parent.mkdir(parents=True)
        self._points: Points | None = None

    @property
    def written(self) -> tuple[bytes, ...]:
        """Every State that was put in its place since the last `restore`."""
        return tuple(self.watched.written)

    def restore(self, files: Files) -> None:
        """Make the folder hold these files and no others."""
        self.watched.written.clear()
        self.watched.files = dict(files)
        journal = self.watched.files.pop(JOURNAL, None)
        if journal is not None:
            self._journal.write_bytes(journal)
        else:
            self._journal.unlink(missing_ok=True)

    def read(self) -> Files:
        """What the folder holds, once a run has ended."""
        journal = {JOURNAL: self._journal.read_bytes()} if self._journal.exists() else {}
        return {**self.watched.files, **journal}

    @contextmanager
    def watched_by(self, points: Points) -> Iterator[None]:
        """For the block, every effect reaches `points`."""
        self._points = points
        try:
            yield
        finally:
            self._points = None

    def _reach(self, name: str) -> None:
        if self._points is not None:
            self._points.reach(Effect(name))


@contextmanager
def simulated(*disks: Disk) -> Iterator[Time]:
    """For the block, effects are watched, nothing waits for a disk, and no two runs differ by chance.

    Gives what time is asked of, for its clock to be set.
    """
    remember = lru_cache(maxsize=REMEMBERED)
    folders = {str(disk.folder): disk.watched for disk in disks}
    time = Time()
    with ExitStack() as patches:
        for target, name, stand_in in (
            (Journal, "_write", _watched_write(Journal._write)),
            (StateFolder, "of", lambda config: folders[config.folder]),
            (os, "fsync", lambda _descriptor: None),
            (meaning, "read", remember(meaning.read)),
            (state_text, "entry_text", remember(state_text.entry_text)),
            (execsync.workspace, "load_state", remember(serde.load_state)),
            (uuid, "uuid4", lambda: uuid.UUID(int=CLONE.get())),
            (execsync.commands.apply, "time", time),
            (execsync.workspace, "time", time),
            (execsync.state.lease_memory, "time", time),
        ):
            patches.enter_context(mock.patch.object(target, name, stand_in))
        yield time


def _watched_write(write: Callable[..., None]) -> Callable[..., None]:
    def watched(journal: Journal, lines: Iterable[Any], *, sync: bool) -> None:
        batch, folder = list(lines), cast("WatchedFolder", journal._folder)
        try:
            folder.reach(f"{JOURNAL}: {', '.join(next(iter(line)) for line in batch)}")
        except Killed:
            journal.close()  # a dead process has no open files
            raise
        write(journal, batch, sync=sync)

    return watched
