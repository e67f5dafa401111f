"""A hub's working copy: content, State, journal and lock, put together from a Config."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.core.digest import bare_body
from execsync.core.serde import load_state
from execsync.core.state import PageState, SourceState, State
from execsync.core.state_damage import refuse_large_serial
from execsync.core.state_text import StateText, dump_state
from execsync.errors import Interrupted, JournalError, RefusedError, StateError
from execsync.state.file import FileBackend
from execsync.state.folder import BACKUPS, JOURNAL, StateFolder
from execsync.state.last_serial import LastSerial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from execsync.content.reader import Content
    from execsync.core.diagnostic import Diagnostic
    from execsync.core.directory import Directory
    from execsync.core.planning.plan import Change
    from execsync.core.resource import Page
    from execsync.core.running.hub import HubCalls
    from execsync.core.running.record import Intent, Record
    from execsync.core.running.waiting import Timing
    from execsync.core.snapshot import PageRow
    from execsync.core.snapshot import Workspace as WorkspaceRow
    from execsync.render.web_sides import WebSides
    from execsync.state.bodies import Bodies
    from execsync.state.history import History
    from execsync.state.recorder import Recorder
    from execsync.sync.looks import Looks
    from execsync.sync.names import HubLists, NamesFile
    from execsync.sync.refresh import See
    from execsync.sync.session import Session
    from execsync.sync.unowned import UnownedFile
    from execsync.sync.web_edits import WebEdits

SAVE_EVERY = 5.0
"""Seconds between two writes of State during an apply."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """State as its file has it, with all that an unfinished apply left in the journal.

    `is_new` says that there is no state file, `warning` that it is older than the one that was written
    here last.
    """

    state: State
    record: "Record | None"
    is_new: bool
    warning: "Diagnostic | None" = None

    @property
    def intents(self) -> "tuple[Intent, ...]":
        """What that apply was about to send, and whose end it did not see."""
        return self.record.unsettled() if self.record else ()


class Workspace:
    """The parts of one Config."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.folder = StateFolder.of(config)
        self.backend = FileBackend(self.folder, config.state.path.rpartition("/")[2])
        self._last_serial = LastSerial(self.folder)
        self._known: tuple[bytes, State] | None = None
        self._text = StateText()

    @cached_property
    def bodies(self) -> "Bodies":
        """The texts that were applied, as far as they were kept here."""
        from execsync.state.bodies import Bodies

        return Bodies(self.folder)

    @cached_property
    def history(self) -> "History":
        """The same, and those that Git has."""
        from execsync.state.history import History

        return History(self.bodies, self.config.root, self.config.rules)

    def keep_web_text(self, _row: "PageRow", body: str | None) -> None:
        """Have a text that somebody wrote on the web at hand, for this command and for later plans."""
        if body is not None:
            self.bodies.keep(bare_body(body))

    def load(self) -> Loaded:
        """Read State, then the journal that a run may have left.

        Reads only, and parses State only where its bytes are not those that were read or written here
        last. Raises StateError and JournalError.
        """
        data = self.backend.read()
        record = self._left_record()
        state = _begin_anew(record) if data is None else self._parse(data)
        older = self._last_serial.check(state)
        if record is not None:
            from execsync.core.digest import blob_id
            from execsync.core.running.record import recover

            is_own = data is None or blob_id(data) in record.saved
            if is_own or not record.is_void:
                state = recover(state, record, is_own=is_own)
            else:
                record = None
        return Loaded(state, record, data is None, older)

    @cached_property
    def unowned(self) -> "UnownedFile":
        """The cache of live pages that State does not own."""
        from execsync.sync.unowned import UnownedFile

        return UnownedFile(self.folder)

    def begun(self, state: State) -> "Mapping[str, str]":
        """Page id by path, of the files that an import began and whose pages a State does not know."""
        from execsync.state.started_imports import StartedImports

        return StartedImports(self.folder).open(state)

    @cached_property
    def names(self) -> "NamesFile":
        """The cache of the hub's lists of folders and skills."""
        from execsync.sync.names import NamesFile

        return NamesFile(self.folder)

    def directory(self, pages: "Iterable[Page | PageState]") -> "Directory":
        """The lists that pages need for the names in them, as the cache has them, whoever wrote it."""
        from execsync.core.directory import UNKNOWN

        return self.names.find(None) if any(p.folders or p.skills for p in pages) else UNKNOWN

    def look_up_names(self, read: "Content", hub: "HubLists", *, skip: bool) -> "Content":
        """The content with ids for the folders and skills that its pages name.

        Lists that the key has not signed are not believed, and those in which a name is missing are asked
        for, once. Raises HubError.
        """
        from execsync.content.naming import is_meant, with_ids
        from execsync.core.naming import missing, names_of
        from execsync.sync.names import ask

        names = names_of(page for page in read.pages if is_meant(page, read))
        if not names:
            return read
        directory = self.names.find(hub.sign)
        if lists := {things for things, _ in missing(names, directory)}:
            directory = self.names.learn(hub, ask(hub, lists))
        return with_ids(read, directory, self.config, known={}, skip=skip)

    @cached_property
    def web_edits(self) -> "WebEdits":
        """The cache of who edited pages on the web."""
        from execsync.sync.web_edits import WebEdits

        return WebEdits(self.folder)

    def web_sides(
        self, changes: "Iterable[Change]", sources: "Mapping[str, SourceState]"
    ) -> "WebSides":
        """Finds what there is to tell of these changes' pages, where somebody edited them on the web.

        `sources` are those of State.
        """
        from execsync.core.directory import UNKNOWN
        from execsync.render.web_sides import WebSides

        is_edited = any(change.web_fields for change in changes)
        directory = self.names.find(None) if is_edited else UNKNOWN
        return WebSides(self.history.find, self.web_edits.find, directory, sources)

    @cached_property
    def looks(self) -> "Looks":
        """The cache of pages that were looked at by a run that came to no end."""
        from execsync.sync.looks import Looks

        return Looks(self.folder)

    def lock(self, *, timeout: float) -> AbstractContextManager[None]:
        """Hold this State's lock for a block. Raises LockedError, StateError and JournalError."""
        self._refuse_shared_journal()
        try:
            self.folder.prepare()
        except OSError as error:
            raise StateError(
                f"{self.folder}: cannot be written: {error.strerror}",
                hint="execsync keeps its state in this folder; make it writable",
            ) from error
        from execsync.state.lock import hold

        return hold(self.folder, _holder(), timeout=timeout)

    def save(self, state: State) -> None:
        """Write a State that was changed by hand, its serial one higher. Raises StateError."""
        refuse_large_serial(state.serial)
        written = replace(state, serial=state.serial + 1)
        self.backend.write(dump_state(written))
        self._last_serial.keep(written)

    def back_up(self) -> str:
        """Keep a copy of the state file, and say where. Raises StateError."""
        data = self.backend.read() or b""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        name = f"{BACKUPS}/state-{stamp}.toml"
        copy = self.folder.path(name)
        try:
            self.folder.write(name, data)
        except OSError as error:
            raise StateError(f"{copy}: cannot be written: {error.strerror}") from error
        return copy

    @contextmanager
    def session(
        self,
        hub: "HubCalls",
        loaded: Loaded,
        state: State,
        pages: "Iterable[Page]",
        *,
        wait: Callable[[float], bool],
        timing: "Timing",
        look: bool,
        see: "See | None" = None,
    ) -> "Iterator[Session]":
        """One apply of `state`, which is bound to the hub's workspace, with the lock held.

        `pages` are those of the files, asked for where a page was edited: what somebody wrote on the web may
        stand in them already. `wait` waits so many seconds, and tells whether it was stopped. `see` is told
        of pages that were edited on the web, whose texts are kept unless it is given. What is known by then
        is kept where the apply is refused or interrupted.
        """
        from execsync.sync.holding import Holding
        from execsync.sync.session import Session

        with self.recorder(loaded, state, time.monotonic) as recorder:
            session = Session(
                hub,
                recorder,
                self.unowned,
                wait=wait,
                timing=timing,
                holds=Holding(pages, self.history),
                see=see or self.keep_web_text,
                looks=self.looks,
                look=look,
            )
            try:
                yield session
            except (RefusedError, Interrupted):
                session.finish()
                raise

    def recorder(self, loaded: Loaded, state: State, clock: Callable[[], float]) -> "Recorder":
        """A recorder that goes on from `state`."""
        from execsync.state.recorder import Recorder

        if loaded.record is None:
            self.folder.remove(JOURNAL)  # one that tells nothing, and of another State
        return Recorder(
            state,
            backend=self.backend,
            folder=self.folder,
            earlier=loaded.record,
            clock=clock,
            save_every=SAVE_EVERY,
            dump=self._text.dump,
            on_saved=self._keep,
        )

    def _refuse_shared_journal(self) -> None:
        """A journal says what a run here has sent; one that came by Git says it of somebody else's."""
        if self.folder.stamp(JOURNAL) is None:
            return
        from execsync.system.git import NoAnswer, untracking

        journal = Path(self.folder.path(JOURNAL))
        try:
            command = untracking(journal)
        except NoAnswer:
            raise JournalError(
                f"{journal}: Git does not tell whether it tracks it",
                hint="see what git status says there; or delete it, unless a run of yours was cut short",
            ) from None
        if command is not None:
            raise JournalError(
                f"{journal}: Git tracks it, so anybody may have written it; nothing was done",
                hint=f"take it out of Git: {command}; "
                "then delete it, unless a run of yours was cut short here",
            )

    def _left_record(self) -> "Record | None":
        """What is in the journal of a run that did not end, if there is one."""
        if self.folder.stamp(JOURNAL) is None:
            return None
        from execsync.state import journal

        return journal.read(self.folder)

    def _parse(self, data: bytes) -> State:
        if self._known is None or self._known[0] != data:
            self._known = (data, load_state(data, str(self.backend)))
        return self._known[1]

    def _keep(self, state: State, data: bytes) -> None:
        # A copy: the recorder goes on with its own, and may never come to write what follows.
        self._known = (data, replace(state, pages={**state.pages}, sources={**state.sources}))
        self._last_serial.keep(state)


def _begin_anew(record: "Record | None") -> State:
    """The State where there is no file: a new history, or that of the journal that was left alone."""
    if record is None:
        import uuid

        return State(lineage=str(uuid.uuid4()))
    return State(lineage=record.header.lineage, serial=record.serial)


def check_workspace(hub: "HubCalls", state: State) -> State:
    """The State with the workspace of the key in it. Raises what `bind` and the hub raise."""
    return bind(state, hub.workspace())


def bind(state: State, workspace: "WorkspaceRow") -> State:
    """The State with the workspace in it.

    One workspace's State must never be applied to another. Raises StateError.
    """
    refuse_large_serial(state.serial)
    if state.workspace_id not in ("", workspace.id):
        raise StateError(
            f"the state file belongs to the workspace {state.workspace_name!r} ({state.workspace_id}), "
            f"and this key to {workspace.name!r} ({workspace.id})",
            hint="use the key of the right workspace; nothing was changed",
        )
    return replace(
        state,
        workspace_id=workspace.id,
        workspace_name=workspace.name,
        workspace_slug=workspace.url_slug,
    )


def _holder() -> dict[str, str]:
    """Who holds the lock, for whoever finds it held."""
    import socket

    return {
        "who": _user(),
        "host": socket.gethostname(),
        "pid": str(os.getpid()),
        "command": " ".join(["execsync", *sys.argv[1:]]),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a user that has no name
        return "unknown"
