"""Small named values that several machines share: what the remote places of State have in common."""

from typing import Protocol

from execsync.errors import StateError
from execsync.state.backend import Stored


class Overtaken(Exception):
    """What was to be replaced is another version by now, or not there: nothing was done."""


class CellsError(StateError):
    """The place cannot be used: it is not there, refuses us, or cannot be reached."""


class Cells(Protocol):
    """One place. Safe across threads. All methods raise CellsError where it cannot be used.

    A write whose answer is lost is settled before the method returns: it was done, or raises Overtaken or
    CellsError. Two writers of the very same bytes count as two: one of them is overtaken.
    """

    def read(self, name: str, *, within: float | None = None) -> Stored | None:
        """What is stored under a name; None where nothing ever was.

        Raises CellsError also where that took longer than so many seconds.
        """

    def write(self, name: str, data: bytes, over: str | None, *, says: str = "") -> str:
        """Replace the version `over` (None: nothing is there). Returns the new version. Raises Overtaken.

        `says` is a line for whoever looks at the place's history, if it keeps one.
        """
        ...

    def try_writing(self) -> None:
        """Find out whether this place can be written, as far as that shows; leaves nothing there."""
