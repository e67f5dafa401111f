"""A temporary folder that ends with us; the next one clears up what a killed process has left."""

import os
import shutil
import stat
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

PREFIX = "execsync-scratch-"
LOCK = "lock"
NEW = 60.0
"""Seconds in which whoever has made such a folder has locked it."""


class Scratch:
    """A folder for files of one process, whose lock ends with that, however it ends.

    It is the system's temporary one that it lies in, and no folder of a repository: what a pull request
    brings along is not taken for ours.
    """

    def __init__(self) -> None:
        from filelock import FileLock

        folder = tempfile.mkdtemp(prefix=PREFIX)
        lock = FileLock(os.path.join(folder, LOCK), thread_local=False)
        lock.acquire(timeout=0)
        self.path = os.path.join(folder, "files")
        os.mkdir(self.path)
        weakref.finalize(self, _remove, folder, lock)
        for left in _left_over(folder):
            _remove_left(left)


def _left_over(ours: str) -> Iterator[str]:
    """Such folders of the same user that are not brand-new."""
    owner = os.stat(ours).st_uid
    with os.scandir(os.path.dirname(ours)) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.path != ours:
                with suppress(OSError):
                    found = entry.stat(follow_symlinks=False)
                    is_old = time.time() - found.st_mtime > NEW
                    if stat.S_ISDIR(found.st_mode) and found.st_uid == owner and is_old:
                        yield entry.path


def _remove_left(folder: str) -> None:
    """Remove a folder, unless a process holds its lock."""
    from filelock import FileLock, Timeout

    lock = FileLock(os.path.join(folder, LOCK), thread_local=False)
    with suppress(Timeout, OSError):
        lock.acquire(timeout=0)
        _remove(folder, lock)


def _remove(folder: str, lock: "FileLock") -> None:
    lock.release()  # some systems remove no file that is open
    shutil.rmtree(folder, ignore_errors=True)
