"""State in a file beside the content: written whole, or not at all."""

from execsync.core import size_limits
from execsync.errors import StateError
from execsync.state.folder import StateFolder


class FileBackend:
    """Reads and replaces one file of the folder that State lies in. Raises UnsafeFileError as that does."""

    def __init__(self, folder: StateFolder, name: str) -> None:
        self._folder = folder
        self._name = name

    def __str__(self) -> str:
        return self._folder.path(self._name)

    def read(self) -> bytes | None:
        """The stored bytes, or None where nothing was stored yet. Raises StateError."""
        try:
            return self._folder.read(self._name, limit=size_limits.STATE)
        except OSError as error:
            raise StateError(f"{self}: cannot be read: {error.strerror}") from error

    def write(self, data: bytes) -> None:
        """Replace what is stored.

        A power cut or a full disk leaves the old bytes or the new ones, never a part: the new ones are
        on the disk, under another name, before they take the old ones' place. Raises StateError.
        """
        try:
            self._folder.prepare()
            self._folder.write(self._name, data)
        except OSError as error:
            raise StateError(
                f"{self}: cannot be written: {error.strerror}",
                hint="make room or set the rights, and run the same command again",
            ) from error
