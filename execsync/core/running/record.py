"""What an apply writes down before and after each request, and how a later run reads it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from execsync.core.address import Address
from execsync.core.fields import number_of, table_of, text_of
from execsync.core.planning.steps import StepKind
from execsync.core.state import InDoubtWrite, PageState, SourceState, State
from execsync.core.tables import (
    doubt_of,
    doubt_table,
    page_of,
    page_table,
    source_of,
    source_table,
)
from execsync.errors import JournalError

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Header:
    """Names the State that a journal belongs to: its history, its serial then, and its workspace."""

    lineage: str
    serial: int
    workspace_id: str


@dataclass(frozen=True, slots=True)
class Intent:
    """A request that is about to be sent. For a page, `doubt` is what is known if its answer is lost."""

    number: int
    kind: StepKind
    address: Address
    doubt: InDoubtWrite | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """An entry of State that is to go if it is still that of `id`: another page may have its path by then."""

    address: Address
    id: str

    @classmethod
    def of(cls, entry: PageState | SourceState) -> "Left":
        """What names an entry of State as it is now."""
        return cls(entry.address, entry.id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an intent: entries of State to put and those to drop; none of both if it failed."""

    number: int
    put: tuple[PageState | SourceState, ...] = ()
    drop: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Saving:
    """State is about to be written with this serial: from here on its file may be that one.

    `digest` is that of the file's bytes.
    """

    serial: int
    digest: str


Entry = Intent | Outcome
Line = Entry | Saving


@dataclass(frozen=True, slots=True)
class Record:
    """A journal as it was read. `serial` is the highest that its apply may have given to State.

    `saved` are the digests of the files that it may have written.
    """

    header: Header
    entries: tuple[Entry, ...] = field(default_factory=tuple)
    serial: int = 0
    saved: frozenset[str] = frozenset()

    @property
    def is_void(self) -> bool:
        """Whether its run was cut short before it had anything to tell: it belongs to every State."""
        return not self.entries

    def unsettled(self) -> tuple[Intent, ...]:
        """The intents without an outcome: nobody knows whether those requests were carried out."""
        settled = {entry.number for entry in self.entries if isinstance(entry, Outcome)}
        return tuple(
            entry
            for entry in self.entries
            if isinstance(entry, Intent) and entry.number not in settled
        )


def replay(state: State, outcomes: Iterable[Outcome]) -> State:
    """The State after these outcomes. Doing it twice gives the same State."""
    pages, sources = dict(state.pages), dict(state.sources)
    for outcome in outcomes:
        enter(outcome, pages, sources)
    return replace(state, pages=pages, sources=sources)


def enter(outcome: Outcome, pages: dict[str, PageState], sources: dict[str, SourceState]) -> None:
    """Put one outcome into the entries of a State, in place."""
    for left in outcome.drop:
        kind, name = left.address
        entries: dict[str, Any] = pages if kind == "page" else sources
        if name in entries and entries[name].id == left.id:
            del entries[name]
    for entry in outcome.put:
        if isinstance(entry, PageState):
            pages[entry.path] = entry
        else:
            sources[entry.url] = entry


def recover(state: State, record: Record, *, is_own: bool) -> State:
    """The State with all that a journal saw done. `is_own` says that its run wrote this very State.

    An older State of the same history gets it too: an outcome is a fact about the hub. Raises
    JournalError when the journal belongs to another history or another workspace, and when State is
    newer than the journal: somebody else's later entries would be undone by ours.
    """
    header = record.header
    if state.lineage == header.lineage and state.serial > max(header.serial, record.serial):
        raise JournalError(
            f"an apply was cut short here at serial {max(header.serial, record.serial)}, and the state "
            f"file is a newer one of somebody else (serial {state.serial})",
            hint="put the state file back that was here, and run apply: it reads the journal first",
        )
    if state.lineage != header.lineage or state.workspace_id not in ("", header.workspace_id):
        raise JournalError(
            "an apply was cut short here, and its journal belongs to another state file "
            f"(lineage {header.lineage}, this one is {state.lineage})",
            hint="check out the branch that was applied and run apply there; it reads the journal first",
        )
    outcomes = [entry for entry in record.entries if isinstance(entry, Outcome)]
    # What its run has sent is in the journal; what another run has announced may have been sent.
    doubts = tuple(doubt for doubt in state.in_doubt if not (is_own and doubt.announced))
    state = replace(state, in_doubt=doubts, workspace_id=header.workspace_id)
    return replay(state, outcomes)


def header_line(header: Header) -> dict[str, Any]:
    """The first line of a journal."""
    return {
        "journal": FORMAT_VERSION,
        "lineage": header.lineage,
        "serial": header.serial,
        "workspace": header.workspace_id,
    }


def entry_line(entry: Line) -> dict[str, Any]:
    """Any later line of a journal."""
    if isinstance(entry, Saving):
        return {"saving": entry.serial, "state": entry.digest}
    if isinstance(entry, Intent):
        return {
            "intent": entry.number,
            "kind": entry.kind.value,
            "address": str(entry.address),
            "doubt": doubt_table(entry.doubt) if entry.doubt else None,
        }
    pages = {e.path: page_table(e) for e in entry.put if isinstance(e, PageState)}
    sources = {e.url: source_table(e) for e in entry.put if isinstance(e, SourceState)}
    return {
        "outcome": entry.number,
        "pages": pages,
        "sources": sources,
        "drop": {str(left.address): left.id for left in entry.drop},
    }


def read_record(lines: Sequence[Mapping[str, Any]]) -> Record:
    """The journal in `lines`. Raises JournalError with the number of the line that cannot be read."""
    number = 1
    try:
        first = lines[0]
        if first["journal"] != FORMAT_VERSION:
            raise JournalError("the journal is from another version of execsync", hint=_WAY_OUT)
        header = Header(
            text_of(first, "lineage"), number_of(first, "serial"), text_of(first, "workspace")
        )
        read = []
        for number, line in enumerate(lines[1:], 2):  # noqa: B007 (the error names it)
            read.append(_line(line))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise JournalError(
            f"the journal cannot be read: line {number} is none that execsync writes",
            hint=_WAY_OUT,
        ) from error
    entries = tuple(line for line in read if not isinstance(line, Saving))
    saved = [line for line in read if isinstance(line, Saving)]
    serial = max([header.serial, *(line.serial for line in saved)])
    return Record(header, entries, serial, frozenset(line.digest for line in saved))


_WAY_OUT = "keep a copy of .execsync/journal.jsonl, remove it, then run: execsync state rebuild"


def _line(line: Mapping[str, Any]) -> Line:
    if "saving" in line:
        return Saving(number_of(line, "saving"), text_of(line, "state"))
    if "intent" in line:
        doubt = doubt_of(line["doubt"]) if line["doubt"] else None
        kind = StepKind(text_of(line, "kind"))
        address = Address.parse(text_of(line, "address"))
        return Intent(number_of(line, "intent"), kind, address, doubt)
    pages = [page_of(path, table) for path, table in line["pages"].items()]
    sources = [source_of(url, table) for url, table in line["sources"].items()]
    drop = table_of(line, "drop")
    left = tuple(Left(Address.parse(name), text_of(drop, name)) for name in drop)
    return Outcome(number_of(line, "outcome"), (*pages, *sources), left)
