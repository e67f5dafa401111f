"""Carries a State through a run: into the journal first, then into memory, then into its file."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from execsync.core.record import Header, Intent, Outcome, Record, enter
from execsync.core.serde import dump_state
from execsync.core.state import Doubt, State
from execsync.core.steps import StepKind
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
    ) -> None:
        self._base = state
        self._pages = dict(state.pages)
        self._sources = dict(state.sources)
        self._unsettled: dict[int, Intent] = {}
        self._backend = backend
        self._journal_path = journal
        self._journal: Journal | None = None
        self._number = max((entry.number for entry in earlier.entries), default=0) if earlier else 0
        self._clock = clock
        self._save_every = save_every
        self._saved_at = clock()
        self._dirty = earlier is not None

    @property
    def state(self) -> State:
        """The State as it stands. A view: it follows what is recorded later."""
        return replace(self._base, pages=self._pages, sources=self._sources)

    def begin(self) -> None:
        """Write State before the first request that changes the hub.

        It shows at once whether the folder can be written, and gives the journal a history to belong
        to. Raises StateError or JournalError.
        """
        self.save()
        header = Header(self._base.lineage, self._base.serial, self._base.workspace_id)
        self._journal = Journal(self._journal_path, header)

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

    def look_again_at(self, doubt: Doubt) -> None:
        """Keep a creation that no look has found: it may still land, and the next run looks once more."""
        self._base = replace(self._base, doubts=(*self._base.doubts, doubt))
        self._dirty = True

    def absorb(self, outcomes: Iterable[Outcome]) -> None:
        """Write down what a look at the hub brought: outcomes of earlier intents, or new facts (number 0)."""
        for outcome in outcomes:
            if outcome.number:
                self.settle(outcome)
            else:
                self.note(outcome)

    def save(self) -> None:
        """Write State, its serial one higher."""
        self._base = replace(self._base, serial=self._base.serial + 1)
        self._backend.write(dump_state(self.state))
        self._saved_at = self._clock()
        self._dirty = False

    def save_if_due(self) -> None:
        """Write State if something is new and the last time is some seconds ago."""
        if self._dirty and self._clock() - self._saved_at >= self._save_every:
            self.save()

    def finish(self) -> None:
        """Write State, with the writes that are still in doubt, and end the journal."""
        doubts = tuple(intent.doubt for intent in self._unsettled.values() if intent.doubt)
        if doubts or self._dirty:
            self._base = replace(self._base, doubts=(*self._base.doubts, *doubts))
            self.save()
        if self._journal is not None:
            self._journal.remove()

    def _append(self, entries: Iterable[Intent | Outcome]) -> None:
        if self._journal is None:
            raise RuntimeError("the recorder has not begun")
        self._journal.append(entries)
