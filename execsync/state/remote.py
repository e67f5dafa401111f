"""State on a place that several machines share."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from execsync.errors import Incomplete
from execsync.state.backend import Holder, Stored, moved, taken_over
from execsync.state.cells import Cells, Overtaken
from execsync.state.last_read import LastRead
from execsync.state.lease import Lease

STATE = "state"


class RemoteBackend:
    """State and its lock, each in a cell of its own. Raises CellsError where the place cannot be used."""

    def __init__(self, cells: Cells, lease: Lease, last_read: LastRead) -> None:
        self._cells = cells
        self._lease = lease
        self._last_read = last_read
        self._assure: Callable[[], None] = _hold_nothing

    def __str__(self) -> str:
        return str(self._cells)

    def read(self, *, within: float | None = None) -> Stored | None:
        """What is stored, with its version; None where nothing was yet."""
        stored = self._cells.read(STATE, within=within)
        if stored is not None:
            self._last_read.keep(str(self), stored.data)
        return stored

    def write(self, data: bytes, over: str | None, *, says: str = "") -> str:
        """Replace the version `over`. Returns the new one. Raises StateMoved.

        So it does where the lock was lost: whoever has it by now may be about to do what State announces.
        """
        try:
            self.assure()
            version = self._cells.write(STATE, data, over, says=says)
        except Overtaken:
            raise moved(self) from None
        except Incomplete:
            raise taken_over(self) from None
        self._last_read.keep(str(self), data)
        return version

    def try_writing(self) -> None:
        """Find out whether the place can be written; leaves nothing there."""
        self._cells.try_writing()

    @contextmanager
    def lock(
        self, note: Mapping[str, str], *, timeout: float, on_lost: Callable[[], None]
    ) -> Iterator[None]:
        """Hold the lock for a block. Raises LockedError."""
        with self._lease.hold(note, timeout=timeout, on_lost=on_lost) as assure:
            self._assure = assure
            try:
                yield
            finally:
                self._assure = _hold_nothing

    def assure(self) -> None:
        """Raises Incomplete where the lock was lost."""
        self._assure()

    def holder(self) -> Holder | None:
        """Who holds the lock."""
        return self._lease.holder()

    def unlock(self, holder_id: str) -> None:
        """Take the lock from the holder of that id. Raises LockedError."""
        self._lease.unlock(holder_id)


def _hold_nothing() -> None:
    """Without a lock there is none to lose."""
