"""Where State lives: read with its version, and written over that version alone."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from shlex import quote
from typing import NamedTuple, Protocol

from execsync.errors import Incomplete, StateError, StateMoved


class Stored(NamedTuple):
    """What is stored, and a text that stands for just that: another writing gives another one."""

    data: bytes
    version: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock.

    `id` names this holding of it, for `state unlock`. The rest is for people, and may be empty: the
    user and host, the command or the address of the CI's run, and since when by their clock.
    """

    id: str
    who: str = ""
    what: str = ""
    since: str = ""

    def __str__(self) -> str:
        since = f"since {self.since}" if self.since else ""
        about = ", ".join(filter(None, (self.who, since)))
        return f"{about}: {self.what}" if self.what else about


class Backend(Protocol):
    """One place of State. All methods raise StateError where the place cannot be used."""

    def read(self, *, within: float | None = None) -> Stored | None:
        """What is stored; None where nothing was yet. Takes no lock.

        Raises StateError also where that took longer than so many seconds.
        """

    def write(self, data: bytes, over: str | None, *, says: str = "") -> str:
        """Replace the version `over` (None: nothing was there) whole, or not at all. Returns the new one.

        `says` is a line for whoever looks at the place's history, if it keeps one. Raises StateMoved where
        what is stored is another version by now.
        """
        ...

    def try_writing(self) -> None:
        """Find out whether this place can be written, as far as that shows; leaves nothing there."""

    def lock(
        self, note: Mapping[str, str], *, timeout: float, on_lost: Callable[[], None]
    ) -> AbstractContextManager[None]:
        """Be the only one who writes, for the block; waits at most `timeout` seconds. Raises LockedError.

        `note` says who it is (keys: who, host, pid, command, since, and run where a CI's run has an address).
        `on_lost` is called, from any thread, where somebody else took the lock in the middle.
        """
        ...

    def assure(self) -> None:
        """To be called right before a write to the hub: raises Incomplete where the lock was lost."""

    def holder(self) -> Holder | None:
        """Who holds the lock, where that can be told without taking it."""

    def unlock(self, holder_id: str) -> None:
        """Take the lock from the holder of that id, who is surely gone. Raises LockedError for another."""


LOST = "another run has taken the lock of State in the middle of this one"
"""What `on_lost` means, for people."""


class HeldState:
    """State's bytes as this run read them last: what somebody else wrote since is never written over.

    `spare` is given what could not be written, and says where it has put that: empty for nowhere.
    """

    def __init__(self, backend: Backend, spare: Callable[[bytes], str]) -> None:
        self._backend = backend
        self._spare = spare
        self._version: str | None = None

    def __str__(self) -> str:
        return str(self._backend)

    def read(self, *, within: float | None = None) -> bytes | None:
        """The stored bytes, or None where nothing was stored yet. Raises StateError."""
        stored = self._backend.read(within=within)
        self._version = stored.version if stored else None
        return stored.data if stored else None

    def write(self, data: bytes, *, says: str = "") -> None:
        """Replace what was read or written here last. Raises StateMoved and StateError."""
        try:
            self._version = self._backend.write(data, self._version, says=says)
        except StateError as error:
            if path := self._spare(data):
                kept = f"what was to be written is in {path}"
                if isinstance(error, StateMoved):
                    # What others have written is not to be put away: the next run takes in both.
                    error.hint = f"{error.hint}; {kept}"
                else:
                    error.hint = f"{kept}: execsync state push {quote(path)}"
            raise


def lost_lock() -> Incomplete:
    """The error of a run whose lock another one has taken in the middle: nothing more is sent."""
    return Incomplete(
        "another run has taken the lock of State in the middle of this one; nothing more was sent",
        hint="run the same command again: it takes in what both have written",
    )


def waiting(holder: Holder, seconds: float) -> str:
    """The line of a run that waits so many seconds, at most, for a lock that another one holds."""
    return f"waiting at most {seconds:.0f} s for the lock of this State ({holder})"


def moved(place: object) -> StateMoved:
    """The error of a write over what is not there any more."""
    return StateMoved(
        f"{place}: somebody else has written State since this run read it",
        hint="run the same command again; it takes in what both have written",
    )


def taken_over(place: object) -> StateMoved:
    """The error of a write by a run that does not hold the lock any more."""
    return StateMoved(
        f"{place}: another run has taken the lock, and State is its to write",
        hint="run the same command again; it takes in what both have written",
    )
