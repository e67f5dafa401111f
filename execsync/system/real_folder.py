"""Folders reached without following a link, and the files in them, which are regular ones or refused."""

import errno
import os
import stat
from contextlib import suppress
from io import FileIO
from types import TracebackType
from typing import Self

from execsync.core.size_limits import in_words
from execsync.errors import ExecsyncError, UnsafeFileError

_BASE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK, _NO_WAIT = getattr(os, "O_NOFOLLOW", 0), getattr(os, "O_NONBLOCK", 0)
"""Windows has neither, where a file is looked at before it is opened, and after."""
_PLAIN = _BASE | _NO_LINK | _NO_WAIT
_FOLDER = _BASE | getattr(os, "O_DIRECTORY", 0)
_BY_DESCRIPTOR = os.open in os.supports_dir_fd
"""Whether the system opens a file below an open folder. Where it does not, paths are looked at one by one."""


class RealFolder:
    """An open folder. Raises UnsafeFileError for what is no real folder or regular file, and OSError."""

    def __init__(self, path: str, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def trusted(cls, path: str) -> Self:
        """Open a folder that is trusted: a link to it is followed."""
        return cls(path, os.open(path, os.O_RDONLY | _FOLDER) if _BY_DESCRIPTOR else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the folder go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def enter(self, name: str, *, make: bool = False) -> "RealFolder":
        """The folder of that name in this one, made if need be."""
        if make:
            with suppress(FileExistsError):
                os.mkdir(self._at(name), dir_fd=self._descriptor)
        found = self._found(name)
        if not stat.S_ISDIR(found.st_mode):
            self._refuse(name, found)
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        descriptor = None
        if self._descriptor is not None:
            flags = os.O_RDONLY | _FOLDER | _NO_LINK
            descriptor = os.open(name, flags, dir_fd=self._descriptor)
        return RealFolder(os.path.join(self.path, name), descriptor)

    def open(self, name: str, flags: int, mode: int = 0o644) -> int:
        """A descriptor of the regular file of that name, which no pipe or device can make wait."""
        self.check(name)
        descriptor = os.open(self._at(name), flags | _PLAIN, mode, dir_fd=self._descriptor)
        try:
            self._refuse(name, os.fstat(descriptor))
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def names(self) -> list[str]:
        """The names of what lies in it."""
        return os.listdir(self.path if self._descriptor is None else self._descriptor)

    def check(self, name: str) -> None:
        """Refuse what has that name, unless it is a regular file or nothing at all."""
        with suppress(FileNotFoundError):
            self._refuse(name, self._found(name))

    def read(self, name: str, *, limit: int) -> bytes:
        """What a file of at most `limit` bytes holds."""
        descriptor = self.open(name, os.O_RDONLY)
        with open(descriptor, "rb", buffering=0) as stream:
            return _read(stream, os.path.join(self.path, name), limit)

    def write(self, name: str, data: bytes, *, lasting: bool, mode: int) -> None:
        """Put `data` in the place of what a file held, whole or not at all.

        What is `lasting` is on the disk before it takes that place, and survives a power cut.
        """
        self.check(name)
        part = f".{name}.{os.getpid()}"
        try:
            self._fill(part, data, lasting=lasting, mode=mode)
            self._rename(part, name)
        except BaseException:
            with suppress(OSError):
                self.remove(part)
            raise
        if lasting:
            self.sync()

    def create(self, name: str, data: bytes) -> None:
        """Put `data` in a new file, whole or not at all. Raises FileExistsError where its name is taken."""
        part = f".{name}.part"
        try:
            self._fill(part, data, lasting=True, mode=0o644)
            self._link(part, name)
        finally:
            with suppress(FileNotFoundError):
                self.remove(part)
        self.sync()

    def _fill(self, part: str, data: bytes, *, lasting: bool, mode: int) -> None:
        """Put `data` in a new file, also where a run that was killed has left one of that name."""
        with suppress(FileNotFoundError):
            self.remove(part)
        descriptor = self.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with open(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            if lasting:
                os.fsync(descriptor)

    def _link(self, part: str, name: str) -> None:
        """Give a file a name that nothing has."""
        folder = self._descriptor
        try:
            os.link(self._at(part), self._at(name), src_dir_fd=folder, dst_dir_fd=folder)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # a system, or a file system, without hard links
            descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            os.close(descriptor)
            self._rename(part, name)

    def remove(self, name: str) -> None:
        """Remove a file or a link, never what the link leads to."""
        os.unlink(self._at(name), dir_fd=self._descriptor)

    def sync(self) -> None:
        """Make what was renamed here last through a power cut, where the system has a way to."""
        if self._descriptor is not None:
            os.fsync(self._descriptor)

    def _rename(self, old: str, new: str) -> None:
        folder = self._descriptor
        os.replace(self._at(old), self._at(new), src_dir_fd=folder, dst_dir_fd=folder)

    def _found(self, name: str) -> os.stat_result:
        return os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)

    def _at(self, name: str) -> str:
        return name if self._descriptor is not None else os.path.join(self.path, name)

    def _refuse(self, name: str, found: os.stat_result) -> None:
        """Raise UnsafeFileError unless `found` is that of a regular file; IsADirectoryError for a folder."""
        mode = found.st_mode
        if stat.S_ISREG(mode):
            return
        path = os.path.join(self.path, name)
        if stat.S_ISLNK(mode):
            raise UnsafeFileError(path, "is a symbolic link, which is not followed")
        if not stat.S_ISDIR(mode):
            raise UnsafeFileError(path, "is no regular file")
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def read_regular_file(path: str | os.PathLike[str], *, limit: int) -> bytes:
    """What a regular file of at most `limit` bytes holds, links followed, and no pipe waited for."""
    descriptor = os.open(path, os.O_RDONLY | _BASE | _NO_WAIT)
    with open(descriptor, "rb", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnsafeFileError(os.fspath(path), "is no regular file")
        return _read(stream, os.fspath(path), limit)


def _read(stream: FileIO, path: str, limit: int) -> bytes:
    size = os.fstat(stream.fileno()).st_size
    data = stream.read(limit + 1) if size <= limit else b""
    if size > limit or len(data) > limit:
        raise UnsafeFileError(path, f"is larger than {in_words(limit)}")
    return data


def read_file(path: str | os.PathLike[str], *, limit: int) -> bytes:
    """What the file at a path from the command line holds: its folder is trusted, the file is not."""
    folder, name = os.path.split(os.fspath(path))
    with RealFolder.trusted(folder or os.curdir) as within:
        return within.read(name, limit=limit)


def replace_file(location: str, data: bytes, *, lasting: bool = False) -> None:
    """Put `data` in the place of a file of the user's at once; links are followed, its rights stay.

    What is `lasting` survives a power cut.
    """
    folder, name = os.path.split(os.path.realpath(location))
    mode = stat.S_IMODE(os.stat(location).st_mode)
    with RealFolder.trusted(folder) as within:
        within.write(name, data, lasting=lasting, mode=mode)
    os.chmod(location, mode)  # whatever the umask has taken away


def write_private_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` at a path from the command line, for its owner alone to read. Raises ExecsyncError."""
    folder, name = os.path.split(os.fspath(path))
    try:
        with RealFolder.trusted(folder or os.curdir) as within:
            within.write(name, data, lasting=False, mode=0o600)
    except OSError as error:
        raise ExecsyncError(f"{os.fspath(path)}: cannot be written: {error.strerror}") from error
