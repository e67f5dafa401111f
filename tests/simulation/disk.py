"""The folder `.execsync` on a disk without delays, whose every lasting change is an effect."""

import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import execsync.commands.apply
from execsync.journal import Journal
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
            (self.state_folder / name).unlink()
        for name, data in files.items():
            if there.get(name) != data:
                path = self.state_folder / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data)

    def read(self) -> Files:
        """What the folder holds, without what a killed process left half-written."""
        found = {}
        for root, _, names in os.walk(self.state_folder):
            for name in names:
                path = Path(root, name)
                found[path.relative_to(self.state_folder).as_posix()] = path.read_bytes()
        return found

    @contextmanager
    def simulated(self) -> Iterator[None]:
        """For the block, nothing is forced to a disk, and no two runs differ by chance."""
        write, remove, put = Journal._write, Journal.remove, os.replace

        def watched_write(journal: Journal, lines: Iterable[Any], *, sync: bool) -> None:
            batch = list(lines)
            self._reach(f"journal: {', '.join(next(iter(line)) for line in batch)}")
            write(journal, batch, sync=sync)

        def watched_remove(journal: Journal) -> None:
            self._reach("journal removed")
            remove(journal)

        def watched_put(source: Any, target: Any) -> None:
            is_state = Path(target).name == STATE
            self._reach("State written" if is_state else "cache written")
            put(source, target)
            if is_state:
                self.written.append(Path(target).read_bytes())

        with ExitStack() as patches:
            for target, name, stand_in in (
                (Journal, "_write", watched_write),
                (Journal, "remove", watched_remove),
                (os, "replace", watched_put),
                (os, "fsync", lambda _descriptor: None),
                (uuid, "uuid4", lambda: uuid.UUID(int=1)),
            ):
                patches.enter_context(mock.patch.object(target, name, stand_in))
            yield

    @contextmanager
    def watched_by(self, points: Points, clock: Clock) -> Iterator[None]:
        """For the block, every effect reaches `points`, and time is the clock's."""
        self._points = points
        with mock.patch.object(execsync.commands.apply, "time", clock):
            yield

    def _reach(self, name: str) -> None:
        if self._points is not None:
            self._points.reach(Effect(name))
