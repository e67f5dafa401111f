"""One batch: what differs between the files and State by now is planned and written to the hub."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from execsync.config import Config
from execsync.content.places import relocate
from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.marking import mark_unchanged
from execsync.core.planning.others import Others
from execsync.core.planning.plan import Change, PageChange
from execsync.core.running.events import Listen
from execsync.core.running.result import ApplyResult
from execsync.core.state import PageState, State
from execsync.errors import Incomplete, Interrupted, LockedError, StateMoved
from execsync.state.backend import LOST
from execsync.sync.session import Engine, Session
from execsync.watch.naming import WatchNames
from execsync.watch.planner import Decision, Planner
from execsync.watch.session import HubSession
from execsync.watch.working_set import WorkingSet
from execsync.watch.write_throttle import WriteThrottle
from execsync.workspace import Loaded, Workspace


@dataclass(frozen=True, slots=True)
class Batch:
    """What was decided, and what became of it. `notes`, the plan's among them, are worth a person's while.

    `state` is State afterwards, `again_in` are seconds until what came too early may be written.
    """

    decision: Decision
    result: ApplyResult
    state: State
    notes: tuple[Diagnostic, ...]
    again_in: float | None
    lost_names: tuple[Diagnostic, ...] = ()
    """What is wrong with the folders and skills that files name: their pages are broken for now."""


class Writer:
    """Writes batches as one Config says, each under the lock and from State as it is by then.

    `listen` is told of every step, and `turn` says when a batch is to end before its end: it is given what is
    set once another run has taken the lock.
    """

    def __init__(
        self,
        config: Config,
        planner: Planner,
        *,
        session: HubSession,
        throttle: WriteThrottle,
        turn: Callable[[threading.Event], threading.Event],
        wait: Callable[[float], bool],
        listen: Listen,
        invents_names: bool = False,
    ) -> None:
        self.workspace = Workspace(config)
        self._config = config
        self._planner = planner
        self._session = session
        self._throttle = throttle
        self._turn = turn
        self._wait = wait
        self._listen = listen
        self._names = WatchNames(config, self.workspace.names, invents=invents_names)
        self._has_written = False

    def write(
        self, working_set: WorkingSet, *, confirm: Callable[[Decision], None] | None = None
    ) -> Batch:
        """Carry out what the working set wants. The hub is asked only where there is something to write.

        With `confirm` it is asked in any case, and `confirm` gets the decision before anything is
        written. Raises LockedError, also where another run takes the lock in the middle; StateError,
        JournalError, HubError, Incomplete and Interrupted.
        """
        if any(page.folders or page.skills for page in working_set.pages):
            self._names.ask(working_set, self._session.hub(self._config))
        working_set = self._names.look_up(working_set)
        lost = threading.Event()
        with self.workspace.lock(timeout=0, on_lost=lost.set):
            loaded = self.workspace.load()
            decision = self._planner.decide(working_set, loaded.state)
            if decision.steps or loaded.record or loaded.state.in_doubt or confirm:
                with _locked(lost):
                    return self._look_and_write(working_set, loaded, confirm, lost)
        return self._batch(decision, ApplyResult(), loaded, loaded.state)

    def waiting(self, working_set: WorkingSet) -> tuple[Change, ...]:
        """The pages that an apply would write now, as far as State knows."""
        working_set = self._names.look_up(working_set)
        decision = self._planner.decide(working_set, self.workspace.load().state, hold=False)
        return tuple(c for c in decision.plan.changes if c.acts and isinstance(c, PageChange))

    def undone(self, working_set: WorkingSet) -> int:
        """How many pages are not as their files want them, for whatever reason, or may not be."""
        loaded, working_set = self.workspace.load(), self._names.look_up(working_set)
        decision = self._planner.decide(working_set, loaded.state, hold=False)
        doubts = loaded.intents if loaded.record else loaded.state.in_doubt
        return (
            len(self.waiting(working_set))
            + len(decision.plan.stuck)
            + len(working_set.broken)
            + len(doubts)
        )

    def _look_and_write(
        self,
        working_set: WorkingSet,
        loaded: Loaded,
        confirm: Callable[[Decision], None] | None,
        lost: threading.Event,
    ) -> Batch:
        hub = self._session.hub(self._config)
        state = self.workspace.bind(loaded.state, self._session.workspace(self._config))
        with self.workspace.session(
            hub,
            loaded,
            state,
            working_set.pages,
            wait=self._wait,
            look=self._config.apply.look == "each",
        ) as session:
            wish = _Wish(self._planner, working_set, confirm, lambda: self._engine(lost))
            applied = session.run(loaded.intents, wish)
        if lost.is_set() and isinstance(applied.result.halted, Interrupted | Incomplete | None):
            applied.result.halted = LockedError(LOST)
        self._has_written = self._has_written or bool(applied.decided.steps)
        self._throttle.note(applied.result)
        notes = tuple(session.notes)
        return self._batch(applied.decided, applied.result, loaded, session.state, notes)

    def _engine(self, lost: threading.Event) -> Engine:
        return Engine(
            stop=self._turn(lost),
            clock=time.monotonic,
            listen=self._listen,
            keep_body=self.workspace.bodies.keep,
            parallelism=self._config.apply.parallelism,
            # Once a watch is enough to know that the folder can be written, and State's file is large.
            saves_first=not self._has_written,
        )

    def _batch(
        self,
        decision: Decision,
        result: ApplyResult,
        loaded: Loaded,
        state: State,
        found: tuple[Diagnostic, ...] = (),
    ) -> Batch:
        warnings = (loaded.warning,) if loaded.warning else ()
        notes = (*warnings, *relocate((*found, *decision.plan.notes), self._config))
        left = self._planner.seconds_left(decision)
        return Batch(decision, result, state, notes, left, self._names.findings)


@contextmanager
def _locked(lost: threading.Event) -> Iterator[None]:
    """For the block, what ends early because the lock was `lost` is a LockedError, which passes."""
    try:
        yield
    except (Interrupted, Incomplete, StateMoved) as error:
        if lost.is_set():
            raise LockedError(LOST) from error
        raise


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the working set wants of one batch."""

    planner: Planner
    working_set: WorkingSet
    confirm: Callable[[Decision], None] | None
    make_engine: Callable[[], Engine]

    def looked(self, session: Session) -> None:
        """Do nothing: notes are told after the batch."""

    def decide(self, state: State, others: Others) -> Decision:
        return self.planner.decide(self.working_set, state, others)

    def agree(self, _session: Session, decided: Decision) -> None:
        if self.confirm is not None:
            self.confirm(decided)

    def engine(self) -> Engine:
        return self.make_engine()

    def unchanged(self, decided: Decision, state: State) -> Iterator[PageState]:
        """The entries of pages that were written: of the others, maybe thousands, nothing new is known."""
        changes = (c for c in decided.plan.changes if c.acts and isinstance(c, PageChange))
        pages = (change.after for change in changes if change.after)
        return mark_unchanged(state, pages, self.working_set.sites)
