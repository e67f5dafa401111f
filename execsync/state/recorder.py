"""Carries a State through a run: into the journal first, then into memory, then into its file."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self

from execsync.core.address import Address
from execsync.core.digest import blob_id
from execsync.core.hub_time import newest
from execsync.core.planning.steps import StepKind
from execsync.core.running.record import Header, Intent, Line, Outcome, Record, Saving, enter
from execsync.core.state import InDoubtWrite, PageState, State
from execsync.core.state_text import dump_state
from execsync.state.folder import JOURNAL, StateFolder
from execsync.state.journal import Journal


class StatePlace(Protocol):
    """Where State is written."""

    def write(self, data: bytes, *, says: str = "") -> None:
        """Replace what was read or written here last: whole, or not at all. `says` is for its history."""


class Recorder:
    """The State of a run, changed by the main thread alone.

    Every finished step survives a kill: an outcome is in the journal before it is in memory, and the
    journal stays until State is written.
    """

    def __init__(
        self,
        state: State,
        *,
        backend: StatePlace,
        folder: StateFolder,
        earlier: Record | None,
        clock: Callable[[], float],
        save_every: float,
        dump: Callable[[State], bytes] = dump_state,
        on_saved: Callable[[State, bytes], None] = lambda _state, _data: None,
    ) -> None:
        self._base = state
        self._header = Header(state.lineage, state.serial, state.workspace_id)
        self._pages = dict(state.pages)
        self._sources = dict(state.sources)
        self._unsettled = {i.number: i for i in earlier.unsettled()} if earlier else {}
        self._announced: dict[str, InDoubtWrite] = {}
        self._done: list[Intent] = []
        self._backend = backend
        self._folder = folder
        self._journal: Journal | None = None
        self._number = max((entry.number for entry in earlier.entries), default=0) if earlier else 0
        self._clock = clock
        self._save_every = save_every
        self._dump = dump
        self._on_saved = on_saved
        self._saved_at = clock()
        self._dirty = earlier is not None
        self._is_finished = False

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

    def _in_doubt(self) -> tuple[InDoubtWrite, ...]:
        sent = [intent.doubt for intent in self._unsettled.values() if intent.doubt]
        paths = {doubt.page.path for doubt in sent if doubt.kind == StepKind.CREATE_PAGE}
        announced = [d for path, d in self._announced.items() if path not in paths]
        return tuple(dict.fromkeys((*self._base.in_doubt, *sent, *announced)))

    def know(self, state: State) -> None:
        """Take over what a look has found of the hub as a whole, and the writes that it has left in doubt.

        They stand for the intents of an earlier journal from here on.
        """
        self._dirty = self._dirty or bool(self._unsettled) or state.in_doubt != self._base.in_doubt
        self._base = replace(state, serial=self._base.serial, pages={}, sources={})
        self._unsettled.clear()

    def tell_newest(self, times: Iterable[str], *, live: int) -> None:
        """Take in what a full list has shown: the newest creation, and how many pages are live."""
        self.tell(newest=newest((self._base.newest, *times)), live=live)

    def touch(self) -> None:
        """Have State written at the end, whatever else is done."""
        self._dirty = True

    def tell(self, **head: str | int) -> None:
        """Change what State knows of the hub as a whole: `newest`, `live`, `maker`."""
        self._base = replace(self._base, **head)  # type: ignore[arg-type]

    def announce(self, doubts: Iterable[InDoubtWrite]) -> None:
        """Name creations that may be sent from here on, so that State names them whenever it is written."""
        self._announced = {doubt.page.path: doubt for doubt in doubts}

    def close(self, doubt: InDoubtWrite) -> None:
        """Forget a doubt of an earlier run: what became of that write is known."""
        kept = tuple(one for one in self._base.in_doubt if one != doubt)
        self._dirty = self._dirty or kept != self._base.in_doubt
        self._base = replace(self._base, in_doubt=kept)

    def announce_again(self, doubt: InDoubtWrite) -> None:
        """Name a creation that was surely not done, and will be sent once more."""
        self._announced[doubt.page.path] = replace(doubt, announced=True)

    def drop_in_doubt(self, paths: Iterable[str]) -> None:
        """Forget the creations in doubt of these files: a person has settled them."""
        gone = set(paths)
        kept = (d for d in self._base.in_doubt if d.page.path not in gone)
        self._base = replace(self._base, in_doubt=tuple(kept))

    def take(self, outcome: Outcome) -> None:
        """Write down what a look has found: of an intent, or of a page."""
        if outcome.number:
            self.settle(outcome)
        elif outcome.put or outcome.drop:
            self.note(outcome)

    def intend(self, wanted: Iterable[tuple[StepKind, Address, InDoubtWrite | None]]) -> list[int]:
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
        intent = self._unsettled.pop(outcome.number, None)
        if intent is not None:
            self._done.append(intent)
        if intent is not None and intent.kind is StepKind.CREATE_PAGE:
            self._announced.pop(intent.address.name, None)
        self._append([outcome])
        enter(outcome, self._pages, self._sources)
        self._dirty = True

    def note(self, outcome: Outcome) -> None:
        """Write down a change of State that needed no request of its own; it gets the next number."""
        self._number += 1
        self.settle(replace(outcome, number=self._number))

    def mark(self, entries: Iterable[PageState]) -> None:
        """Put entries into State for its next write: they are worth neither one of their own nor a line."""
        self._pages |= {entry.path: entry for entry in entries}

    def hold(self, number: int, doubt: InDoubtWrite) -> None:
        """Keep a creation in doubt for later runs, with what is known of it, in place of its intent."""
        self._unsettled.pop(number, None)
        self._announced.pop(doubt.page.path, None)
        self._base = replace(self._base, in_doubt=(*self._base.in_doubt, doubt))
        self._dirty = True

    def save(self) -> None:
        """Write State, its serial one higher, which the journal must know first. Raises StateError."""
        self._base = replace(self._base, serial=self._base.serial + 1)
        # Whatever is on the disk names every write that may have been sent by then.
        written = replace(self.state, in_doubt=self._in_doubt())
        data = self._dump(written)
        self._append([Saving(self._base.serial, blob_id(data))])
        self._backend.write(data, says=self._says(written))
        self._on_saved(written, data)
        self._saved_at = self._clock()
        self._dirty = False

    def _says(self, written: State) -> str:
        """A line for whoever looks at the history of the place: what was applied since the last one."""
        counts = Counter(entry.kind.value.replace("_", " ") for entry in self._done)
        self._done.clear()
        done = ", ".join(f"{number} x {kind}" for kind, number in sorted(counts.items()))
        doubts = f"; {len(written.in_doubt)} in doubt" if written.in_doubt else ""
        return f"Serial {written.serial}: {done or 'no writes'}{doubts}"

    def save_if_due(self) -> None:
        """Write State if something is new and the last time is some seconds ago."""
        if self._dirty and self._clock() - self._saved_at >= self._save_every:
            self.save()

    def finish(self) -> None:
        """Write State, with the writes that are still in doubt, and end the journal, once for a run."""
        if self._is_finished:
            return
        self._is_finished = True
        self._announced = {}
        if self._dirty or self._unsettled:
            self.save()
        if self._journal is not None:
            self._journal.remove()
        else:
            # One without a line, of a run that was killed before the first.
            self._folder.remove(JOURNAL)

    def _append(self, lines: Iterable[Line]) -> None:
        if self._journal is None:
            self._journal = Journal(self._folder, self._header)
        self._journal.append(lines)
