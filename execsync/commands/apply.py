"""`execsync apply`: make the hub as the files want it."""

import math
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.connection import connect, limits_now
from execsync.content import reader
from execsync.content.options import complete, policies, skips_invalid
from execsync.content.places import relocate
from execsync.core.config_tables import Look
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.cost import count
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.edited import told_pages
from execsync.core.planning.marking import mark_unchanged
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.planning.others import Others
from execsync.core.planning.plan import Plan
from execsync.core.planning.saved import (
    SavedPlan,
    differences,
    fingerprint,
    in_words,
    staleness,
)
from execsync.core.planning.steps import WRITES, Step, make_steps
from execsync.core.planning.targets import matches
from execsync.core.resource import Page
from execsync.core.running.events import Event, EventKind
from execsync.core.running.result import ApplyResult
from execsync.core.state import PageState, State
from execsync.errors import (
    EXIT_ERROR,
    EXIT_INCOMPLETE,
    EXIT_OK,
    ExecsyncError,
    HubError,
    Incomplete,
    Interrupted,
    JournalError,
    RefusedError,
    StateError,
    UnsafeFileError,
)
from execsync.output.console import Console
from execsync.output.presenting import Presentation
from execsync.output.reporter import Ending, JsonReporter, Reporter, TextReporter
from execsync.output.reporting import refuse_errors, refuse_lost_names, ways_around
from execsync.output.state_findings import older
from execsync.render.detail import Detail
from execsync.render.result_text import SAME_COMMAND, Today
from execsync.signals import stop_on_signal
from execsync.state import saved_plan
from execsync.state.backend import lost_lock
from execsync.state.folder import JOURNAL
from execsync.sync.refresh import is_marked
from execsync.sync.session import Engine, Session
from execsync.sync.web_edits import MOST_ASKED
from execsync.workspace import Loaded, Workspace

if TYPE_CHECKING:
    from execsync.client.hub import Hub


STOP_PATIENCE = 4.0
"""Seconds that an apply which is to stop waits for answers. The client gives up those that it can look after
before; a name server or a host that takes no connection it cannot. A runner kills after ten."""
UNTOUCHED, UNSENT = "nothing was changed", "nothing was sent"
NEW_PLAN = "A new plan has what is left; this one is used up."


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """What the command line says. Times are seconds; None takes what execsync.toml says.

    `plan_file` is a saved plan: exactly that is done, or nothing.
    """

    allowed: PlanOptions = NONE
    plan_file: Path | None = None
    yes: bool = False
    refresh: bool = True
    json: bool = False
    detail: Detail = Detail.USUAL
    parallelism: int | None = None
    look: Look | None = None
    max_requests: int | None = None
    max_wait: float = 120.0
    lock_timeout: float = 0.0


def apply(config: Config, options: ApplyOptions, *, console: Console) -> int:
    """Plan against the hub, ask, carry out. Returns the exit code.

    Raises ExecsyncError where nothing could be begun: content with errors, a lock, a State that cannot
    be used, a saved plan that is stale, a hub that cannot be reached.
    """
    reporter: Reporter = TextReporter(console, options.detail)
    if options.json:
        reporter = JsonReporter(console)
        reporter.begin()
    begun = threading.Event()
    try:
        return _apply(config, options, reporter, console=console, begun=begun)
    except ExecsyncError as error:
        if error.exit_code == EXIT_ERROR and not begun.is_set():
            _say_untouched(error)
        reporter.error(error)
        raise


def _say_untouched(error: ExecsyncError) -> None:
    """Have it say so, unless it does: an apply that ends with 1 has done the rest otherwise."""
    said = f"{error.message} {error.hint}"
    if UNTOUCHED in said or UNSENT in said:
        return
    if isinstance(error, HubError) and error.hint:
        error.hint = f"{error.hint}; {UNTOUCHED}"
    else:  # a hint may be a command to copy
        error.message = f"{error.message}; {UNTOUCHED}"


def _apply(
    config: Config,
    options: ApplyOptions,
    reporter: Reporter,
    *,
    console: Console,
    begun: threading.Event,
) -> int:
    """The same; `begun` is set before the first step that may change something."""
    if not options.yes and not console.is_interactive:
        raise RefusedError(
            "nobody can be asked here, and --yes was not given; nothing was changed",
            hint="look at `execsync plan` first, then run the same command with --yes",
        )
    stop, lost = threading.Event(), threading.Event()
    workspace = Workspace(config, console.tell, stop.wait)

    def on_lost() -> None:
        lost.set()
        stop.set()

    saved = saved_plan.read(options.plan_file) if options.plan_file else None
    targets = saved.meant if saved else options.allowed.targets
    skip = saved.options.skip_invalid if saved else skips_invalid(options.allowed, config)
    read = reader.load(config, targets=targets, skip=skip)
    refuse_errors(read, reporter.content, way_around="" if saved else ways_around(targets))
    with (
        stop_on_signal(stop, console.put_off),
        workspace.lock(timeout=options.lock_timeout, on_lost=on_lost),
        connect(
            config,
            console=console,
            stop=stop,
            parallelism=options.parallelism or config.apply.parallelism,
            max_requests=options.max_requests,
            max_wait=options.max_wait,
            before_write=workspace.assure_lock,
        ) as hub,
    ):
        run = ApplyRun(config, options, saved, workspace, hub, stop, reporter, console, begun, lost)
        try:
            return run.carry_out(read)
        except Interrupted as error:
            if lost.is_set():
                raise lost_lock() from error
            raise


LONG_ASKED = 10.0
"""Seconds after which what was seen before the question is worth another request."""


@dataclass(frozen=True, slots=True)
class ApplyRun:
    """One apply, with the lock held and the hub at hand."""

    config: Config
    options: ApplyOptions
    saved: SavedPlan | None
    workspace: Workspace
    hub: "Hub"
    stop: threading.Event
    reporter: Reporter
    console: Console
    begun: threading.Event
    lost: threading.Event = field(default_factory=threading.Event)
    """Set where another run has taken the lock in the middle of this one."""

    def carry_out(self, read: reader.Content) -> int:
        """Do it, and say how it ended. Returns the exit code."""
        loaded = self.workspace.load()
        if self.saved is not None:
            _refuse_stale(self.saved, loaded, read.pages)
        state = self.workspace.check_workspace(self.hub, loaded.state)
        read = self._look_up_names(read)
        with self.workspace.session(
            self.hub,
            loaded,
            state,
            read.pages,
            wait=self.stop.wait,
            look=self.looks,
        ) as session:
            wish = _Wish(self, read, loaded, self._allowed(read, loaded))
            try:
                applied = session.run(loaded.intents, wish, again=self.options.refresh)
            except (StateError, JournalError, UnsafeFileError) as error:
                return self._end_unsaved(session.result, error)
            wish.tell(session)
            if applied.result.done:
                self.workspace.bodies.prune(session.state)
        if self.lost.is_set() and isinstance(applied.result.halted, Interrupted):
            applied.result.halted = lost_lock()
        notes = [*wish.warnings, *session.notes]
        code = _worst(applied.result, applied.decided.plan, notes)
        changes = applied.decided.plan.changes
        failures = [failure.error for failure in applied.result.failures]
        for note in older(self.config, changes, failures, is_new=loaded.is_new):
            self.reporter.finding(note)
        resume = NEW_PLAN if self.saved else SAME_COMMAND
        today = self._today(applied.result)
        self.reporter.end(Ending(applied.result, self.hub.sent, code, resume, today))
        return code

    def _end_unsaved(self, result: ApplyResult, unsaved: ExecsyncError) -> int:
        """Say what was done, though it could not be written down. Raises the error where nothing was."""
        error = unsaved
        if self.lost.is_set():
            error = lost_lock()
            error.hint = unsaved.hint
        if not (result.done or result.failures or result.left):
            raise error
        if result.done and self.workspace.folder.stamp(JOURNAL) is not None:
            error.message += f"; what was done is in {self.workspace.folder.path(JOURNAL)}"
        result.halted = error
        ending = Ending(result, self.hub.sent, error.exit_code, today=self._today(result))
        self.reporter.end(ending)
        return error.exit_code

    def _today(self, result: ApplyResult) -> Today | None:
        """What is used of today's requests, and which day it is of how many."""
        counts, limits = self.hub.counts(), self.config.limits
        if counts is None or not limits.per_day:
            return None
        days = self.workspace.days_of_apply
        left = sum(step.kind in WRITES for step in result.left)
        is_cut_short = isinstance(result.halted, Incomplete) and bool(left)
        day = days.count(date.today(), is_cut_short=is_cut_short)
        per_day = max(1, limits.per_day - limits.reserve)
        more = math.ceil(left / per_day) if is_cut_short else 0
        return Today(counts.last_day, limits.per_day, day, day + more)

    def _look_up_names(self, read: reader.Content) -> reader.Content:
        """The content with ids for names. Raises ContentError for a name that is lost."""
        options = self.saved.options if self.saved else self.options.allowed
        skip = options.skip_invalid if self.saved else skips_invalid(options, self.config)
        named = self.workspace.look_up_names(read, self.hub, skip=skip)
        way_around = "" if self.saved else ways_around(read.targets)
        return refuse_lost_names(read, named, self.reporter.content, way_around=way_around)

    def _allowed(self, read: reader.Content, loaded: Loaded) -> PlanOptions:
        if self.saved is not None:
            return self.saved.options
        return complete(self.options.allowed, self.config, read, loaded.state)

    @property
    def looks(self) -> bool:
        """Whether each page is looked at right before it is written."""
        return (self.options.look or self.config.apply.look) == "each"

    def engine(self) -> Engine:
        """What steps are carried out with."""
        return Engine(
            stop=self.stop,
            clock=time.monotonic,
            listen=self._hear,
            keep_body=self.workspace.bodies.keep,
            parallelism=self.options.parallelism or self.config.apply.parallelism,
            live=partial(self.reporter.live, self.hub.counts),
            patience=STOP_PATIENCE,
        )

    def _hear(self, event: Event | None) -> None:
        if event and event.kind in (EventKind.START, EventKind.COMPLETE):
            self.begun.set()
        self.reporter.event(event)


@dataclass(frozen=True)
class _Planned:
    plan: Plan
    state: State

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What carries the plan out: of one that is made anew nobody asks."""
        return make_steps(self.plan, self.state)


@dataclass(slots=True)
class _Wish:
    """What the files want of one apply, and what a person allows; whatever is found on the way is told."""

    run: ApplyRun
    read: reader.Content
    loaded: Loaded
    allowed: PlanOptions
    heard: int = 0

    @property
    def warnings(self) -> list[Diagnostic]:
        """What is to be said of State itself."""
        return [self.loaded.warning] if self.loaded.warning else []

    def looked(self, session: Session) -> None:
        if self.allowed.allow_same_title:
            targets = self.allowed.targets
            session.allow_doubles(lambda path: not targets or matches(targets, path))
        for note in self.warnings:
            self.run.reporter.finding(note)
        self.tell(session)

    def tell(self, session: Session) -> None:
        """Say what was not said yet."""
        for note in relocate(session.notes[self.heard :], self.run.config):
            self.run.reporter.finding(note)
        self.heard = len(session.notes)

    def decide(self, state: State, others: Others) -> _Planned:
        plan = make_plan(
            self.read.pages,
            state,
            options=self.allowed,
            others=others,
            gaps=self.read.gaps,
            sites=self.read.sites,
            policies=policies(self.run.config),
            begun=self.run.workspace.begun(state),
        )
        return _Planned(plan, state)

    def agree(self, session: Session, decided: _Planned) -> None:
        """Show the plan and ask. Raises RefusedError after a no, and for another plan than was saved."""
        if self.run.saved is not None:
            _refuse_another(self.run.saved, decided.plan)
        self._show(decided, session)
        if decided.steps and not self.run.options.yes:
            self._ask(session)

    def engine(self) -> Engine:
        return self.run.engine()

    def unchanged(self, _decided: _Planned, state: State) -> Iterator[PageState]:
        return mark_unchanged(state, self.read.pages, self.read.sites)

    def _show(self, decided: _Planned, session: Session) -> None:
        run = self.run
        edits, told = run.workspace.web_edits, told_pages(decided.plan.changes)
        if left := edits.learn(run.hub, told, most=MOST_ASKED):
            run.console.tell(f"  {left} web edits: by whom was not asked; `execsync refresh` does")
        cost = count(
            decided.steps,
            checks=run.hub.sent,
            look=run.looks,
            live=session.state.live,
            links=session.asked,
        )
        limits = limits_now(run.config, begun=run.hub.sent)
        workspace = run.workspace
        sides = workspace.web_sides(decided.plan.changes, session.state.sources)
        history = workspace.history
        run.reporter.plan(Presentation(decided.plan, cost, limits, run.config, history, sides))

    def _ask(self, session: Session) -> None:
        """Raises RefusedError after a no, and when a page was edited on the web while we waited."""
        began = time.monotonic()
        self.run.console.ask("Apply this?", yes_option="--yes")
        waited = time.monotonic() - began
        again = self.run.options.refresh and waited >= LONG_ASKED
        if again and is_marked(session.refresh().outcomes):
            raise RefusedError(
                "the hub was edited on the web while you were asked; nothing was changed",
                hint="run the same command again: its plan names what was edited",
            )


def _refuse_stale(saved: SavedPlan, loaded: Loaded, pages: tuple[Page, ...]) -> None:
    """Raises RefusedError when files or State are not what the plan was made from."""
    state = loaded.state
    changed = staleness(
        saved, lineage=state.lineage, serial=state.serial, is_new=loaded.is_new, pages=pages
    )
    if changed:
        raise _refusal("the saved plan is stale", changed)


def _refuse_another(saved: SavedPlan, plan: Plan) -> None:
    """Raises RefusedError when a plan made now would do anything else."""
    if fingerprint(plan) != saved.fingerprint:
        changed = differences(saved.plan, plan) or ["it was made by another version of execsync"]
        raise _refusal("the saved plan is not what would be done now", changed)


def _refusal(what: str, changed: list[str]) -> RefusedError:
    return RefusedError(
        f"{what}: {in_words(changed)}; nothing was changed",
        hint="`execsync show FILE` still shows it; make a new one with: execsync plan --out FILE",
    )


def _worst(result: ApplyResult, plan: Plan, notes: Sequence[Diagnostic]) -> int:
    """The exit code: an error of the plan or of a note counts unless the run was interrupted."""
    code = result.exit_code
    errors = [note for note in notes if note.severity is Severity.ERROR]
    if code in (EXIT_OK, EXIT_INCOMPLETE) and (plan.fails or errors):
        return EXIT_ERROR
    return code
