"""The places that several machines share, each with the ways of its own to get there."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from execsync.state.cells import Cells, Overtaken
from execsync.state.git_cells import GitCells
from tests.support.git import Repository

REF = "refs/heads/execsync-state"

Clone: TypeAlias = Callable[[], Cells]
"""Makes another machine's view of one place."""


class Bare:
    """A bare repository, `name` in `folder`, with a commit on main."""

    def __init__(self, folder: Path, name: str = "origin.git") -> None:
        self.path = folder / name
        work = Repository(folder / "first")
        work.put("README.md", b"A handbook.\n")
        work.run("clone", "--quiet", "--bare", ".", str(self.path))
        self.git("config", "http.receivepack", "true")
        self._folder = folder
        self._clones = 0

    def git(self, *arguments: str) -> str:
        """What a command of Git prints there."""
        return Repository.at(self.path).run(*arguments).out.strip()

    def clone(self, address: str = "", *options: str) -> Repository:
        """A clone whose origin is an address, or the repository's path."""
        self._clones += 1
        folder = self._folder / f"clone-{self._clones}"
        given = ("clone", "--quiet", *options, f"file://{self.path}", str(folder))
        Repository.at(self._folder).run(*given)
        made = Repository.at(folder)
        made.run("remote", "set-url", "origin", address or f"file://{self.path}")
        return made


def cells_of(clone: Repository, ref: str = REF) -> GitCells:
    """The cells of a clone's origin."""
    return GitCells(clone.folder, "origin", ref)


class Race:
    """Two writes over one version, at once."""

    def __init__(self, over: str | None) -> None:
        self.won: list[tuple[str, bytes]] = []
        self.lost: list[bytes] = []
        self._over = over
        self._gate = threading.Barrier(2)

    def run(self, desk: Cells, data: bytes) -> None:
        self._gate.wait()
        try:
            self.won.append((desk.write("state", data, self._over), data))
        except Overtaken:
            self.lost.append(data)
