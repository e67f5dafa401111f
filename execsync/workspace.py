"""A hub's working copy: content, State, journal and lock, put together from a Config."""

import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.core.digest import bare_body
from execsync.core.serde import load_state
from execsync.core.state import PageState, SourceState, State
from execsync.core.state_damage import refuse_large_serial
from execsync.core.state_text import StateText, dump_state
from execsync.errors import (
    Interrupted,
    RefusedError,
    StateError,
    StateUnknown,
    UnsafeFileError,
)
from execsync.render.plain import visible
from execsync.state.backend import Backend, HeldState
from execsync.state.folder import BACKUPS, JOURNAL, UNSAVED, StateFolder
from execsync.state.last_read import LOOK_WITHIN, LastRead
from execsync.state.last_serial import LastSerial
from execsync.state.own_journal import refuse_shared_journal
from execsync.state.places import pause, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from execsync.content.reader import Content
    from execsync.core.diagnostic import Diagnostic
    from execsync.core.directory import Directory
    from execsync.core.planning.plan import Change
    from execsync.core.planning.web_edit import WebEdit
    from execsync.core.resource import Page
    from execsync.core.running.hub import HubCalls
    from execsync.core.running.record import Intent, Record
    from execsync.core.snapshot import PageRow
    from execsync.core.snapshot import Workspace as WorkspaceRow
    from execsync.render.web_sides import WebSides
    from execsync.state.bodies import Bodies
    from execsync.state.days_of_apply import DaysOfApply
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

    def __init__(
        self,
        config: Config,
        tell: Callable[[str], None] = lambda _line: None,
        wait: Callable[[float], bool] = pause,
    ) -> None:
        """`tell` takes a line for a person; `wait` waits so many seconds, and says if it was stopped."""
        self.config = config
        self.folder = StateFolder.of(config)
        # A lock is read from a place that others write to.
        self._tell: Callable[[str], None] = lambda line: tell(visible(line))
        self.backend: Backend = place_of(config, self.folder, self._tell, wait)
        self._is_remote = config.state.backend != "file"
        self._stored = HeldState(self.backend, self._spare if self._is_remote else lambda _: "")
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
        return self._loaded(self._stored.read())

    def look(self, *, network: bool = True) -> Loaded:
        """The same for a look: from a remote place that cannot be reached, what was read here last.

        Of `network` false, nothing is asked. Raises StateUnknown where nothing was ever read here.
        """
        if not self._is_remote:
            return self.load()
        try:
            if not network:
                raise StateError(f"{self.backend} was not asked, as --no-network says")
            data = self._stored.read(within=LOOK_WITHIN)
        except StateError as error:
            known = LastRead(self.folder).find(str(self.backend))
            if known is None:
                raise StateUnknown(error.message, hint=error.hint) from error
            from execsync.core.state_notes import last_read

            loaded = self._loaded(known)
            return replace(loaded, warning=last_read(loaded.state.serial, error.message))
        return self._loaded(data)

    def _loaded(self, data: bytes | None) -> Loaded:
        record = self.left_record()
        state = _begin_anew(record) if data is None else self.parse(data)
        warning = self._last_serial.check(state)
        if record is None:
            return Loaded(state, None, data is None, warning)
        from execsync.core.digest import blob_id
        from execsync.core.running.record import recover
        from execsync.core.state_notes import overtaken, unwritten

        is_own = data is None or blob_id(data) in record.saved
        if not is_own and self._is_overtaken(state, record):
            return Loaded(state, None, data is None, warning or overtaken(state.serial))
        if record.is_void and not is_own:
            return Loaded(state, None, data is None, warning)
        if self._is_remote and state.serial < record.serial:
            warning = warning or unwritten(record.serial)
        return Loaded(recover(state, record, is_own=is_own), record, data is None, warning)

    def _is_overtaken(self, state: State, record: "Record") -> bool:
        """Whether others have gone on from what a run that was cut short here had to announce.

        They have looked for what it may have sent, as for a runner whose folder is gone. A serial that it was
        about to write, and another one has written, is theirs, too.
        """
        header = record.header
        is_newer = state.serial > header.serial
        return self._is_remote and is_newer and state.lineage == header.lineage

    def stored(self) -> bytes | None:
        """What is stored, whatever it is. Raises StateError."""
        return self._stored.read()

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
        return WebSides(self.history.find, self._find_web_edit, directory, sources)

    def _find_web_edit(self, known: PageState) -> "WebEdit | None":
        """As the cache has it, which is opened only where somebody has edited a page."""
        return self.web_edits.find(known)

    @cached_property
    def days_of_apply(self) -> "DaysOfApply":
        """The days that an apply has taken so far."""
        from execsync.state.days_of_apply import DaysOfApply

        return DaysOfApply(self.folder)

    @cached_property
    def looks(self) -> "Looks":
        """The cache of pages that were looked at by a run that came to no end."""
        from execsync.sync.looks import Looks

        return Looks(self.folder)

    def lock(
        self, *, timeout: float, on_lost: Callable[[], None] = lambda: None
    ) -> AbstractContextManager[None]:
        """Hold this State's lock for a block. Raises LockedError, StateError and JournalError.

        `on_lost` is called, from any thread, where another machine takes it in the middle.
        """
        refuse_shared_journal(self.folder)
        try:
            self.folder.prepare()
        except OSError as error:
            raise StateError(
                f"{self.folder}: cannot be written: {error.strerror}",
                hint="execsync keeps its state in this folder; make it writable",
            ) from error
        from execsync.state.holder import holder_note

        lock = self._lock_both if self._is_remote else self.backend.lock
        return lock(holder_note(), timeout=timeout, on_lost=on_lost)

    def assure_lock(self) -> None:
        """To be called right before a write to the hub: raises Incomplete where the lock was lost."""
        self.backend.assure()

    @contextmanager
    def _lock_both(
        self, note: "Mapping[str, str]", *, timeout: float, on_lost: Callable[[], None]
    ) -> "Iterator[None]":
        """This folder's journal is for one run at a time as well, wherever State is."""
        from execsync.state.lock import hold

        began = time.monotonic()
        with hold(self.folder, note, timeout=timeout, tell=self._tell):
            left = max(0.0, timeout - (time.monotonic() - began))
            with self.backend.lock(note, timeout=left, on_lost=on_lost):
                yield

    def save(self, state: State) -> None:
        """Write a State that was changed by hand, its serial one higher. Raises StateError."""
        refuse_large_serial(state.serial)
        written = replace(state, serial=state.serial + 1)
        self._stored.write(dump_state(written))
        self._last_serial.keep(written)

    def take_over(self, loaded: Loaded, *, serial: int) -> State:
        """Write a State that came from elsewhere, its serial one higher than `serial`, and end the journal.

        It has all that `loaded.record` saw done; what that was about to send is put in doubt. Raises
        StateError.
        """
        refuse_large_serial(serial)
        state = replace(loaded.state, serial=serial)
        with self.recorder(loaded, state, time.monotonic) as recorder:
            recorder.touch()
            recorder.finish()
            return recorder.state

    def back_up(self) -> str:
        """Keep a copy of what is stored, and say where. Raises StateError."""
        stored = self.backend.read()
        return self.keep_copy(stored.data if stored else b"")

    def keep_copy(self, data: bytes) -> str:
        """Keep a copy of a State, and say where. Raises StateError."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        name = f"{BACKUPS}/state-{stamp}.toml"
        copy = self.folder.path(name)
        try:
            self.folder.write(name, data)
        except OSError as error:
            raise StateError(f"{copy}: cannot be written: {error.strerror}") from error
        return copy

    def check_workspace(self, hub: "HubCalls", state: State) -> State:
        """The State with the workspace of the key in it. Raises what `bind` and the hub raise."""
        return self.bind(state, hub.workspace())

    def bind(self, state: State, workspace: "WorkspaceRow") -> State:
        """The State with the workspace in it.

        One workspace's State must never be applied to another, nor one hub's with another's key. Raises
        StateError.
        """
        refuse_large_serial(state.serial)
        if state.workspace_id not in ("", workspace.id):
            from execsync.core.state_notes import way_to

            variable = self.config.hub.key_variable
            raise StateError(
                f"State is of the workspace {state.workspace_name!r} ({state.workspace_id}), and this "
                f"key and address lead to {workspace.name!r} ({workspace.id})",
                hint=f"{way_to(state.workspace_name, workspace.name, variable)}; nothing was changed",
            )
        if not state.workspace_id and self.config.hubs:
            from execsync.state.other_hubs import refuse_workspace_of_another

            refuse_workspace_of_another(self.config, workspace.id)
        return replace(
            state,
            workspace_id=workspace.id,
            workspace_name=workspace.name,
            workspace_slug=workspace.url_slug,
        )

    @contextmanager
    def session(
        self,
        hub: "HubCalls",
        loaded: Loaded,
        state: State,
        pages: "Iterable[Page]",
        *,
        wait: Callable[[float], bool],
        look: bool,
        see: "See | None" = None,
    ) -> "Iterator[Session]":
        """One apply of `state`, which is bound to the hub's workspace, with the lock held.

        `pages` are those of the files, asked for where a page was edited: what somebody wrote on the web may
        stand in them already. `wait` waits so many seconds, and tells whether it was stopped. `see` is told
        of pages that were edited on the web, whose texts are kept unless it is given. What is known by then
        is kept where the apply is refused or interrupted.
        """
        from execsync.core.running.waiting import Timing
        from execsync.sync.holding import Holding
        from execsync.sync.session import Session

        with self.recorder(loaded, state, time.monotonic) as recorder:
            session = Session(
                hub,
                recorder,
                self.unowned,
                wait=wait,
                timing=Timing(source_timeout=self.config.apply.source_timeout),
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
            backend=self._stored,
            folder=self.folder,
            earlier=loaded.record,
            clock=clock,
            # Elsewhere each write is worth another's wait: once before the first change, once at the end.
            save_every=math.inf if self._is_remote else SAVE_EVERY,
            dump=self._text.dump,
            on_saved=self._keep,
        )

    def left_record(self) -> "Record | None":
        """What is in the journal of a run that did not end, if there is one."""
        if self.folder.stamp(JOURNAL) is None:
            return None
        from execsync.state import journal

        return journal.read(self.folder)

    def parse(self, data: bytes) -> State:
        """What is stored, read. Raises StateError."""
        if self._known is None or self._known[0] != data:
            state = load_state(data, str(self.backend), is_file=not self._is_remote)
            self._known = (data, state)
        return self._known[1]

    def _spare(self, data: bytes) -> str:
        """Put State that could not be written where it can be pushed from."""
        with suppress(OSError, UnsafeFileError):
            self.folder.write(UNSAVED, data)
            return self.folder.path(UNSAVED)
        return ""

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
