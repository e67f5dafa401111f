"""State in a file beside the content: written whole, or not at all."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from execsync.core import size_limits
from execsync.core.digest import blob_id
from execsync.errors import LockedError, StateError
from execsync.state.backend import Holder, Stored, moved
from execsync.state.folder import StateFolder


class FileBackend:
    """Reads and replaces one file of the folder that State lies in. Raises UnsafeFileError as that does."""

    def __init__(
        self, folder: StateFolder, name: str, tell: Callable[[str], None] = lambda _line: None
    ) -> None:
        self._folder = folder
        self._name = name
        self._tell = tell

    def __str__(self) -> str:
        return self._folder.path(self._name)

    def read(self, *, within: float | None = None) -> Stored | None:
        """What is stored, or None where nothing was stored yet. Raises StateError."""
        del within  # a disk is fast enough
        try:
            data = self._folder.read(self._name, limit=size_limits.STATE)
            return None if data is None else Stored(data, blob_id(data))
        except OSError as error:
            raise StateError(f"{self}: cannot be read: {error.strerror}") from error

    def write(self, data: bytes, over: str | None, *, says: str = "") -> str:
        """Replace the version `over`, with the lock held. Returns the new one. Raises StateMoved.

        A power cut or a full disk leaves the old bytes or the new ones, never a part: the new ones are
        on the disk, under another name, before they take the old ones' place. Raises StateError.
        """
        del says  # a file keeps no history
        stored = self.read()
        if (stored.version if stored else None) != over:
            raise moved(self)
        try:
            self._folder.prepare()
            self._folder.write(self._name, data)
        except OSError as error:
            raise StateError(
                f"{self}: cannot be written: {error.strerror}",
                hint="make room or set the rights, and run the same command again",
            ) from error
        return blob_id(data)

    def try_writing(self) -> None:
        """Find out whether the file's folder, if there is one, takes files; leaves nothing there."""
        folder = str(self._folder)
        if os.path.lexists(folder) and not os.access(folder, os.W_OK | os.X_OK):
            raise StateError(
                f"{folder}: cannot be written",
                hint="execsync keeps its state in this folder; make it writable",
            )

    def lock(
        self, note: Mapping[str, str], *, timeout: float, on_lost: Callable[[], None]
    ) -> AbstractContextManager[None]:
        """Hold the lock for a block. It ends with the process that holds it, and is never lost before."""
        from execsync.state.lock import hold

        del on_lost
        return hold(self._folder, note, timeout=timeout, tell=self._tell)

    def assure(self) -> None:
        """Such a lock is never lost."""

    def holder(self) -> Holder | None:
        """Who holds the lock, by the note beside it; None where nobody does."""
        from execsync.state.lock import find_holder

        return find_holder(self._folder)

    def unlock(self, holder_id: str) -> None:
        """Raises LockedError: such a lock ends with its process, and not before."""
        holder = self.holder()
        if holder is None:
            raise LockedError("nobody holds the lock")
        raise LockedError(
            f"{holder_id}: the lock of a file ends with the process that holds it ({holder})",
            hint="end that process",
        )
