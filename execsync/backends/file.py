"""State in a file beside the content: written whole, or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from execsync.errors import StateError

IGNORED = """\
# Written by execsync: only state.toml is worth committing.
*
!.gitignore
!state.toml
"""


class FileBackend:
    """Reads and replaces one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def read(self) -> bytes | None:
        """The stored bytes, or None where nothing was stored yet. Raises StateError."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StateError(f"{self.path}: cannot be read: {error.strerror}") from error

    def write(self, data: bytes) -> None:
        """Replace what is stored.

        A power cut or a full disk leaves the old bytes or the new ones, never a part: the new ones are
        on the disk, under another name, before they take the old ones' place. Raises StateError.
        """
        try:
            prepare_folder(self.path.parent)
            replace_file(self.path, data)
        except OSError as error:
            raise StateError(
                f"{self.path}: cannot be written: {error.strerror}",
                hint="make room or set the rights, and run the same command again",
            ) from error


def prepare_folder(folder: Path) -> None:
    """Make the folder of State, with the .gitignore that keeps the rest of it out of commits."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if folder.name == ".execsync" and not ignore.exists():
        ignore.write_text(IGNORED)


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file, fsync it, put it in the place of `path`, fsync the folder."""
    import tempfile

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut, where the system has a way to."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
