"""One apply at a time for a State: an operating-system lock, which dies with its process."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING

from execsync.core import size_limits
from execsync.core.json_text import read_json
from execsync.errors import LockedError, StateError, UnsafeFileError
from execsync.signals import interruptible
from execsync.state.backend import Holder, waiting
from execsync.state.folder import LOCK, LOCK_NOTE, StateFolder

if TYPE_CHECKING:
    from filelock import FileLock

A_MOMENT = 0.5
"""Seconds within which whoever takes the lock has written who that is."""


@contextmanager
def hold(
    folder: StateFolder,
    note: Mapping[str, str],
    *,
    timeout: float,
    tell: Callable[[str], None] = lambda _line: None,
) -> Iterator[None]:
    """Hold the lock of the State in `folder` for the block, waiting `timeout` seconds for it.

    `note` says who holds it (keys: who, host, pid, command, since); it is what the next one is told.
    `tell` takes a line for a person, where there is something to wait for.
    It stands in a file of its own, because a locked file cannot be read on every system. The lock
    file itself is never removed: removing it would let two processes hold two files of one name.
    Raises LockedError with the holder's note, and StateError when the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder.path(LOCK), preserve_lock_file=True, fallback_to_soft=False)
    try:
        folder.check(LOCK_NOTE)
        os.close(folder.open(LOCK, os.O_RDWR | os.O_CREAT))
        # Nothing is under way yet: a signal may end the wait at once.
        with interruptible() if timeout else nullcontext():
            _acquire(lock, folder, timeout, tell)
    except Timeout:
        raise _locked(folder) from None
    except OSError as error:
        raise StateError(
            f"{folder.path(LOCK)}: cannot be locked: {error.strerror}",
            hint="execsync keeps its state in this folder; make it writable",
        ) from error
    try:
        _write_note(folder, note)
        yield
    finally:
        folder.remove(LOCK_NOTE)
        lock.release()


def _acquire(
    lock: "FileLock", folder: StateFolder, timeout: float, tell: Callable[[str], None]
) -> None:
    """Take it, and say so where there is something to wait for. Raises Timeout."""
    from filelock import Timeout

    for seconds in (0.0, A_MOMENT):
        with suppress(Timeout):
            lock.acquire(timeout=seconds)
            return
        if _told(folder).id:
            break  # else it was taken right now, and its note is still to come
    if timeout:
        tell(waiting(_told(folder), timeout))
    lock.acquire(timeout=timeout)


def find_holder(folder: StateFolder) -> Holder | None:
    """Who holds the lock; None where nobody does. Raises StateError."""
    from filelock import FileLock, Timeout

    if folder.stamp(LOCK) is None:
        return None
    lock = FileLock(folder.path(LOCK), preserve_lock_file=True, fallback_to_soft=False)
    try:
        folder.check(LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        return _told(folder)
    except OSError as error:
        raise StateError(f"{folder.path(LOCK)}: cannot be locked: {error.strerror}") from error
    lock.release()
    return None


def _write_note(folder: StateFolder, note: Mapping[str, str]) -> None:
    try:
        folder.write(LOCK_NOTE, json.dumps(note).encode())
    except OSError as error:
        path = folder.path(LOCK_NOTE)
        raise StateError(f"{path}: cannot be written: {error.strerror}") from error


def _locked(folder: StateFolder) -> LockedError:
    return LockedError(
        f"another apply is running on this state ({_told(folder)})",
        hint="wait for it, or give --lock-timeout SECONDS",
    )


def _told(folder: StateFolder) -> Holder:
    try:
        note = read_json(folder.read(LOCK_NOTE, limit=size_limits.NOTE) or b"")
        pid, who = str(note["pid"]), f"{note['who']}@{note['host']}, pid {note['pid']}"
        return Holder(pid, who, str(note["command"]), str(note["since"]))
    except (OSError, UnsafeFileError, ValueError, KeyError, TypeError):
        return Holder("", "another process")
