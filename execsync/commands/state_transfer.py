"""`execsync state pull|push|unlock`: State as a file, from where it is kept and back; and its lock."""

import os
from pathlib import Path

from execsync.config import Config
from execsync.core import size_limits
from execsync.core.digest import blob_id
from execsync.core.running.record import Record, recover
from execsync.core.serde import load_state
from execsync.core.state import State
from execsync.errors import EXIT_OK, JournalError, RefusedError, StateError
from execsync.output.console import Console
from execsync.render.runner_words import break_words
from execsync.state.folder import UNSAVED
from execsync.state.other_hubs import refuse_workspace_of_another
from execsync.system.real_folder import read_regular_file, write_private_file
from execsync.workspace import Loaded, Workspace


def pull(config: Config, *, out: Path | None, console: Console) -> int:
    """Write what is stored to `out`, or print it. Takes no lock. Raises StateError and ExecsyncError."""
    workspace = Workspace(config)
    data = workspace.stored()
    if data is None:
        raise StateError(f"{workspace.backend}: no State is kept there yet")
    state = workspace.parse(data)
    if out is None:
        text = data.decode()
        if break_words(text) != text and not console.out.isatty():
            raise RefusedError(
                "State has words in it that a CI runner would act on: they would not be printed as they are",
                hint="give --out FILE",
            )
        console.out.write(text)
        return EXIT_OK
    write_private_file(out, data)
    console.tell(f"State of serial {state.serial} is in {out}")
    return EXIT_OK


def push(config: Config, file: Path, *, force: bool, lock_timeout: float, console: Console) -> int:
    """Store the State in a file, its serial one higher than both.

    1. The file is read whole, and damage in it found.
    2. Under the lock: it must be of the history that is stored, and nothing else may have been stored since
       it was written; `force` lets a newer one be replaced, or one that is damaged.
    3. A copy of what is stored is kept.
    4. What the journal of a run here knows beyond the file goes with it.
    5. The file that an error named is removed: it was taken.

    Raises StateError, RefusedError, JournalError and LockedError.
    """
    workspace = Workspace(config, console.tell)
    data = _read(file)
    state = _parse(data, file)
    with workspace.lock(timeout=lock_timeout):
        stored = workspace.stored()
        if stored is None and state.workspace_id:
            refuse_workspace_of_another(config, state.workspace_id)
        serial = _serial_to_follow(workspace, data, state, stored, force=force)
        taken = _with_journal(workspace.left_record(), data, state)
        backup = workspace.keep_copy(stored) if stored is not None else ""
        written = workspace.take_over(taken, serial=max(serial, state.serial))
        _remove_taken(workspace, file)
    before = f"; the state before is in {backup}" if backup else ""
    said = f"{workspace.backend}: State of serial {written.serial} is stored{before}"
    console.say(said)
    return EXIT_OK


def unlock(config: Config, holder_id: str, *, console: Console) -> int:
    """Take the lock from a holder who is surely gone. Raises LockedError and StateError."""
    workspace = Workspace(config)
    holder = workspace.backend.holder()
    workspace.backend.unlock(holder_id)
    said = f"{workspace.backend}: the lock is free; it was held by {holder}"
    console.say(said)
    return EXIT_OK


def _parse(data: bytes, file: Path) -> State:
    """The State that is to be pushed. Raises StateError: of any other file, there is nothing to restore."""
    try:
        return load_state(data, str(file))
    except StateError as error:
        error.hint = (
            "FILE is the State that an error named, or one that `execsync state pull` wrote"
        )
        raise


def _read(file: Path) -> bytes:
    try:
        return read_regular_file(file, limit=size_limits.STATE)
    except OSError as error:
        raise StateError(f"{file}: cannot be read: {error.strerror}") from error


def _serial_to_follow(
    workspace: Workspace, data: bytes, state: State, stored: bytes | None, *, force: bool
) -> int:
    """The serial of what is stored, where the file may take its place."""
    if stored is None:
        return 0
    try:
        there = workspace.parse(stored)
    except StateError:
        if force:
            return 0
        raise
    if there.lineage != state.lineage:
        raise RefusedError(
            f"{workspace.backend}: has State of another history ({there.lineage}), and the file is of "
            f"{state.lineage}; nothing was changed",
            hint="execsync state pull shows what is there",
        )
    is_newer = there.serial > state.serial or (there.serial == state.serial and stored != data)
    if is_newer and not force:
        raise RefusedError(
            f"{workspace.backend}: somebody has written State since (serial {there.serial}, the file has "
            f"{state.serial}); nothing was changed",
            hint="execsync apply finds what the file knows and State does not, at the hub; "
            "--force puts the file in the place of what is stored",
        )
    return there.serial


def _with_journal(record: Record | None, data: bytes, state: State) -> Loaded:
    """The file's State with what the journal of a run here knows. Raises JournalError for another's."""
    if record is None or record.is_void:
        return Loaded(state, None, is_new=False)
    try:
        known = recover(state, record, is_own=blob_id(data) in record.saved)
    except JournalError as error:
        error.hint = "run execsync apply first: it reads the journal"
        raise
    return Loaded(known, record, is_new=False)


def _remove_taken(workspace: Workspace, file: Path) -> None:
    unsaved = workspace.folder.path(UNSAVED)
    if os.path.exists(unsaved) and os.path.samefile(file, unsaved):
        workspace.folder.remove(UNSAVED)
