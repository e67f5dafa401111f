"""The places that several machines share, each with the ways of its own to get there."""

import threading
from collections.abc import Callable
from typing import TypeAlias

from execsync.state.cells import Cells, Overtaken
from execsync.state.git_cells import GitCells
from tests.support.git import Repository

REF = "refs/heads/execsync-state"

Clone: TypeAlias = Callable[[], Cells]
"""Makes another machine's view of one place."""


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
