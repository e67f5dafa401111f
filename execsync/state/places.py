"""The place of State that execsync.toml names."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from execsync.state.backend import Backend
from execsync.state.file import FileBackend
from execsync.state.folder import StateFolder

if TYPE_CHECKING:
    from execsync.config import Config
    from execsync.state.cells import Cells


def pause(seconds: float) -> bool:
    """Wait, which nobody stops but by a signal."""
    import time

    time.sleep(seconds)
    return False


def place_of(
    config: "Config",
    folder: StateFolder,
    tell: Callable[[str], None],
    wait: Callable[[float], bool] = pause,
) -> Backend:
    """The place where State lives; nothing is asked of it yet. `tell` takes a line for a person.

    `wait` waits so many seconds, and tells whether it was stopped. `folder` is for what this machine
    knows of it. Raises StateError where a package that it needs is not installed.
    """
    if config.state.backend == "file":
        return FileBackend(folder, config.state.path.rpartition("/")[2], tell)
    from execsync.state.last_read import LastRead
    from execsync.state.lease import Lease
    from execsync.state.lease_memory import LeaseMemory
    from execsync.state.remote import RemoteBackend
    from execsync.system.waking import seconds

    cells = _cells(config)
    lease = Lease(cells, LeaseMemory(folder), seconds, wait, tell)
    return RemoteBackend(cells, lease, LastRead(folder))


def _cells(config: "Config") -> "Cells":
    if config.state.backend == "git":
        from execsync.state.git_cells import GitCells

        return GitCells(config.root, config.state.remote, config.state.ref)
    from execsync.state.object_cells import ObjectCells

    return ObjectCells.at(config.state.location)
