"""A hub's working copy: content, State, journal and lock, put together from a Config."""

import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from execsync import journal
from execsync.backends.file import FileBackend, prepare_folder
from execsync.backends.lock import hold
from execsync.bodies import Bodies
from execsync.config import Config
from execsync.core.record import Record, recover
from execsync.core.serde import load_state
from execsync.core.state import State
from execsync.errors import StateError
from execsync.recorder import Recorder

SAVE_EVERY = 5.0
"""Seconds between two writes of State during an apply."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """State as its file has it, with all that an unfinished apply left in the journal.

    `is_new` says that there is no state file.
    """

    state: State
    record: Record | None
    is_new: bool


class Workspace:
    """The parts of one Config."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.backend = FileBackend(config.root / config.state.path)
        self.folder = self.backend.path.parent
        self.bodies = Bodies(self.folder / "cache" / "bodies")
        self._journal = self.folder / journal.FILE_NAME

    def load(self) -> Loaded:
        """Read State, then the journal that a run may have left.

        Reads only. Raises StateError and JournalError.
        """
        data = self.backend.read()
        record = journal.read(self._journal)
        if data is not None:
            state = load_state(data)
        else:
            state = State(lineage=record.header.lineage if record else str(uuid.uuid4()))
        if record is not None:
            state = recover(state, record)
        return Loaded(state, record, is_new=data is None)

    def lock(self, note: Mapping[str, str], *, timeout: float) -> AbstractContextManager[None]:
        """Hold this State's lock for a block. Raises LockedError and StateError."""
        try:
            prepare_folder(self.folder)
        except OSError as error:
            raise StateError(
                f"{self.folder}: cannot be written: {error.strerror}",
                hint="execsync keeps its state in this folder; make it writable",
            ) from error
        return hold(self.backend.path, note, timeout=timeout)

    def recorder(self, loaded: Loaded, state: State, clock: Callable[[], float]) -> Recorder:
        """A recorder that goes on from `state`."""
        return Recorder(
            state,
            backend=self.backend,
            journal=self._journal,
            earlier=loaded.record,
            clock=clock,
            save_every=SAVE_EVERY,
        )
