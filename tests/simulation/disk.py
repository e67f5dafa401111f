"""The folder `.execsync` on a disk without delays, whose every lasting change is an effect."""

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import execsync.commands.apply
from execsync.journal import Journal
from execsync.state_folder import JOURNAL, StateFolder
from tests.simulation.clock import Clock
from tests.simulation.points import Effect, Points

STATE = "state.toml"
Files = Mapping[str, bytes]


class Disk:
    """A real folder, put into any earlier condition, and watched while a run goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state_folder = folder / ".execsync"
        self.state_folder.mkdir(parents=True)
        self.written: list[bytes] = []
        """Every State that was put in its place since the last `restore`."""
        self._points: Points | None = None

    def restore(self, files: Files) -> None:
        """Make the folder hold these files and no others."""
        self.written.clear()
        there = self.read()
        for name in there.keys() - files.keys():
            os.unlink(self.state_folder / name)
        for name, data in files.items():
            if there.get(name) != data:
                path = self.state_folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def read(self) -> Files:
        """What the folder holds, without what a killed process left half-written."""
        found = {}
        start = len(str(self.state_folder)) + 1
        for root, _, names in os.walk(self.state_folder):
            for name in names:
                path = f"{root}/{name}"
                with open(path, "rb") as stream:
                    found[path[start:]] = stream.read()
        return found

    @contextmanager
    def simulated(self) -> Iterator[None]:
        """For the block, effects are watched, nothing waits for a disk, and no two runs differ by chance."""
        with ExitStack() as patches:
            for target, name, stand_in in (
                (Journal, "_write", self._watched_write(Journal._write)),
                (StateFolder, "write", self._watched_put(StateFolder.write)),
                (StateFolder, "keep", self._watched(StateFolder.keep, "kept")),
                (StateFolder, "add", self._watched(StateFolder.add, "added to")),
                (StateFolder, "remove", self._watched(StateFolder.remove, "removed")),
                (os, "fsync", lambda _descriptor: None),
                (uuid, "uuid4", lambda: uuid.UUID(int=1)),
            ):
                patches.enter_context(mock.patch.object(target, name, stand_in))
            yield

    @contextmanager
    def watched_by(self, points: Points, clock: Clock) -> Iterator[None]:
        """For the block, every effect reaches `points`, and time is the clock's."""
        self._points = points
        try:
            with mock.patch.object(execsync.commands.apply, "time", clock):
                yield
        finally:
            self._points = None

    def _watched_write(self, write: Callable[..., None]) -> Callable[..., None]:
        def watched(journal: Journal, lines: Iterable[Any], *, sync: bool) -> None:
            batch = list(lines)
            self._reach(f"{JOURNAL}: {', '.join(next(iter(line)) for line in batch)}")
            write(journal, batch, sync=sync)

        return watched

    def _watched_put(self, put: Callable[..., None]) -> Callable[..., None]:
        def watched(folder: StateFolder, name: str, data: bytes, **options: Any) -> None:
            self._reach(f"{name} written")
            put(folder, name, data, **options)
            if name == STATE:
                self.written.append(data)

        return watched

    def _watched(self, do: Callable[..., None], what: str) -> Callable[..., None]:
        def watched(folder: StateFolder, name: str, *data: bytes) -> None:
            # What is not there is removed without an effect.
            if what != "removed" or os.path.exists(folder.path(name)):
                self._reach(f"{name} {what}")
            do(folder, name, *data)

        return watched

    def _reach(self, name: str) -> None:
        if self._points is not None:
            self._points.reach(Effect(name))
