"""Carries a State through a run: into the journal first, then into memory, then into its file."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from execsync.core.planning.steps import StepKind
from execsync.core.running.record import Header, Intent, Line, Outcome, Record, Saving, enter
from execsync.core.serde import dump_state
from execsync.core.state import Doubt, PageState, State
from execsync.journal import Journal


class Backend(Protocol):
    """Where State lives."""

    def read(self) -> bytes | None:
        """The stored bytes, or None where nothing was stored yet."""

    def write(self, data: bytes) -> None:
        """Replace what is stored: whole, or not at all."""


class Recorder:
    """The State of a run, changed by the main thread alone.

    Every finished step survives a kill: an outcome is in the journal before it is in memory, and the
    journal stays until State is written.
    """

    def __init__(
        self,
        state: State,
        *,
        backend: Backend,
        journal: Path,
        earlier: Record | None,
        clock: Callable[[], float],
        save_every: float,
        dump: Callable[[State], bytes] = dump_state,
        on_saved: Callable[[State, bytes], None] = lambda _state, _data: None,
    ) -> None:
        self._base = state
        self._pages = dict(state.pages)
        self._sources = dict(state.sources)
        self._unsettled = {i.number: i for i in earlier.unsettled()} if earlier else {}
        self._backend = backend
        self._journal_path = journal
        self._journal: Journal | None = None
        self._number = max((entry.number for entry in earlier.entries), default=0) if earlier else 0
        self._clock = clock
        self._save_every = save_every
        self._dump = dump
        self._on_saved = on_saved
        self._saved_at = clock()
        self._dirty = earlier is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the journal go; unless the run was finished it stays for the next one."""
        if self._journal is not None:
            self._journal.close()

    @property
    def state(self) -> State:
        """The State as it stands. A view: it follows what is recorded later."""
        return replace(self._base, pages=self._pages, sources=self._sources)

    def begin(self, found: Iterable[Outcome] = (), *, save: bool = True) -> None:
        """Open the journal, write down what a look at the hub brought, then write State.

        All before the first request that changes the hub, so that a folder that cannot be written is
        known by then. In this order, because an earlier journal is read on top of State: what only
        State knew would be undone by it. Without `save`, State's file waits for the end: enough for
        whoever wrote it a moment ago. Raises JournalError or StateError.
        """
        header = Header(self._base.lineage, self._base.serial, self._base.workspace_id)
        self._journal = Journal(self._journal_path, header)
        for outcome in found:
            if outcome.number:
                self.settle(outcome)
            else:
                self.note(outcome)
        if save:
            self.save()

    def intend(self, wanted: Iterable[tuple[StepKind, str, Doubt | None]]) -> list[int]:
        """Write down what is about to be sent; on return it is on the disk. Returns a number for each."""
        intents = []
        for kind, address, doubt in wanted:
            self._number += 1
            intents.append(Intent(self._number, kind, address, doubt))
        self._append(intents)
        self._unsettled |= {intent.number: intent for intent in intents}
        return [intent.number for intent in intents]

    def settle(self, outcome: Outcome) -> None:
        """Write down what became of an intent."""
        self._unsettled.pop(outcome.number, None)
        self._append([outcome])
        enter(outcome, self._pages, self._sources)
        self._dirty = True

    def note(self, outcome: Outcome) -> None:
        """Write down a change of State that needed no request of its own; it gets the next number."""
        self._number += 1
        self.settle(replace(outcome, number=self._number))

    def mark(self, entries: Iterable[PageState]) -> None:
        """Put in what the next write of State is to say, and what is worth neither a write nor a line."""
        self._pages |= {entry.path: entry for entry in entries}

    def save(self) -> None:
        """Write State, its serial one higher, which the journal must know first."""
        self._base = replace(self._base, serial=self._base.serial + 1)
        self._append([Saving(self._base.serial)])
        data = self._dump(self.state)
        self._backend.write(data)
        self._on_saved(self.state, data)
        self._saved_at = self._clock()
        self._dirty = False

    def save_if_due(self) -> None:
        """Write State if something is new and the last time is some seconds ago."""
        if self._dirty and self._clock() - self._saved_at >= self._save_every:
            self.save()

    def finish(self) -> None:
        """Write State, with the writes that are still in doubt, and end the journal."""
        doubts = [intent.doubt for intent in self._unsettled.values() if intent.doubt]
        if doubts or self._dirty:
            every = dict.fromkeys((*self._base.doubts, *doubts))
            self._base = replace(self._base, doubts=tuple(every))
            self.save()
        if self._journal is not None:
            self._journal.remove()

    def _append(self, lines: Iterable[Line]) -> None:
        if self._journal is None:
            raise RuntimeError("the recorder has not begun")
        self._journal.append(lines)
