"""One apply at a time for a State: an operating-system lock, which dies with its process."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

from execsync.errors import LockedError, StateError
from execsync.signals import interruptible


@contextmanager
def hold(path: Path, note: Mapping[str, str], *, timeout: float) -> Iterator[None]:
    """Hold the lock of the State at `path` for the block, waiting `timeout` seconds for it.

    `note` says who holds it (keys: who, host, pid, command, since); it is what the next one is told.
    It stands in a file of its own, because a locked file cannot be read on every system. The lock
    file itself is never removed: removing it would let two processes hold two files of one name.
    Raises LockedError with the holder's note, and StateError when the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock_path = path.with_name("lock")
    note_path = path.with_name("lock.json")
    lock = FileLock(lock_path, preserve_lock_file=True, fallback_to_soft=False)
    try:
        # Nothing is under way yet: a signal may end the wait at once.
        with interruptible() if timeout else nullcontext():
            lock.acquire(timeout=timeout)
    except Timeout:
        raise _locked(note_path) from None
    except OSError as error:
        raise StateError(
            f"{lock_path}: cannot be locked: {error.strerror}",
            hint="execsync keeps its state in this folder; make it writable",
        ) from error
    try:
        _write_note(note_path, note)
        yield
    finally:
        note_path.unlink(missing_ok=True)
        lock.release()


def _write_note(path: Path, note: Mapping[str, str]) -> None:
    try:
        path.write_text(json.dumps(note))
    except OSError as error:
        raise StateError(f"{path}: cannot be written: {error.strerror}") from error


def _locked(note_path: Path) -> LockedError:
    try:
        note = json.loads(note_path.read_text())
        holder = f"{note['who']}@{note['host']}, pid {note['pid']}, since {note['since']}: {note['command']}"
    except (OSError, ValueError, KeyError, TypeError):
        holder = "another process"
    return LockedError(
        f"another apply is running on this state ({holder})",
        hint="wait for it, or give --lock-timeout SECONDS",
    )
