"""`execsync apply`: make the hub as the files want it."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from execsync.config import Config, Look
from execsync.connection import connect, limits_now
from execsync.content import reader
from execsync.content.options import complete
from execsync.content.places import relocate
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.cost import count
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.marking import settle
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
from execsync.core.planning.steps import Step, make_steps
from execsync.core.resource import Page
from execsync.core.running.events import Event, EventKind
from execsync.core.running.result import ApplyResult
from execsync.core.running.waiting import Timing
from execsync.core.state import State
from execsync.errors import (
    EXIT_ERROR,
    EXIT_INCOMPLETE,
    EXIT_OK,
    ExecsyncError,
    HubError,
    RefusedError,
)
from execsync.output.console import Console
from execsync.output.presenting import Presentation
from execsync.output.reporter import Ending, JsonReporter, Reporter, TextReporter
from execsync.output.reporting import TARGETS, refuse_errors
from execsync.render.detail import Detail
from execsync.render.result_text import SAME_COMMAND
from execsync.signals import stop_on_signal
from execsync.state import saved_plan
from execsync.sync.holding import Holding
from execsync.sync.refresh import is_marked
from execsync.sync.session import Engine, Session
from execsync.workspace import Loaded, Workspace, check_workspace

if TYPE_CHECKING:
    from execsync.client.hub import Hub


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
    workspace = Workspace(config)
    saved = saved_plan.read(options.plan_file) if options.plan_file else None
    targets = saved.meant if saved else options.allowed.targets
    way_around = "" if saved or targets else TARGETS
    read = reader.load(config, targets=targets)
    refuse_errors(read, reporter.finding, way_around=way_around)
    stop = threading.Event()
    with (
        stop_on_signal(stop),
        workspace.lock(timeout=options.lock_timeout),
        connect(
            config.limits,
            console=console,
            stop=stop,
            parallelism=options.parallelism or config.apply.parallelism,
            max_requests=options.max_requests,
            max_wait=options.max_wait,
        ) as hub,
    ):
        run = ApplyRun(config, options, saved, workspace, hub, stop, reporter, console, begun)
        return run.carry_out(read)


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

    def carry_out(self, read: reader.Content) -> int:
        """Look, plan, ask, write, look once more."""
        pages = read.pages
        loaded = self.workspace.load()
        if self.saved is not None:
            _refuse_stale(self.saved, loaded, pages)
        state = check_workspace(self.hub, loaded.state)
        with self.workspace.recorder(loaded, state, time.monotonic) as recorder:
            session = Session(
                self.hub,
                recorder,
                self.workspace.unowned,
                wait=self.stop.wait,
                timing=self._timing,
                holds=Holding(pages, self.workspace.history),
                looks=self.workspace.looks,
                look=self._looks,
            )
            try:
                return self._carry_out(session, loaded, read)
            except RefusedError:
                session.finish()
                raise

    def _carry_out(self, session: Session, loaded: Loaded, read: reader.Content) -> int:
        allowed, pages = self._allowed(read, loaded), read.pages
        session.look(loaded.record.unsettled() if loaded.record else (), again=self.options.refresh)
        if allowed.allow_same_title:
            session.allow_doubles()
        notes = [loaded.warning] if loaded.warning else []
        named = [*notes, *relocate(session.notes, self.config)]
        told = len(session.notes)
        for note in named:
            self.reporter.finding(note)
        plan = session.plan(partial(_decide, read, allowed))
        if self.saved is not None:
            _refuse_another(self.saved, plan)
        steps = make_steps(plan, session.state)
        self._show(plan, steps, session)
        if steps and not self.options.yes:
            self._ask(session)
        result = ApplyResult()
        if steps:
            with self.reporter.live():
                result = session.carry_out(steps, plan, self._engine())
        session.finish(settle(session.state, pages) if steps else ())
        for note in relocate(session.notes[told:], self.config):
            self.reporter.finding(note)
        code = _worst(result, plan, [*notes, *session.notes])
        resume = NEW_PLAN if self.saved else SAME_COMMAND
        self.reporter.end(Ending(result, self.hub.sent, code, resume))
        return code

    def _hear(self, event: Event) -> None:
        if event.kind in (EventKind.START, EventKind.COMPLETE):
            self.begun.set()
        self.reporter.event(event)

    def _ask(self, session: Session) -> None:
        """Raises RefusedError after a no, and when a page was edited on the web while we waited."""
        began = time.monotonic()
        self.console.ask("Apply this?", yes_option="--yes")
        waited = time.monotonic() - began
        if self.options.refresh and waited >= LONG_ASKED and is_marked(session.refresh().outcomes):
            raise RefusedError(
                "the hub was edited on the web while you were asked; nothing was changed",
                hint="run the same command again: its plan names what was edited",
            )

    def _allowed(self, read: reader.Content, loaded: Loaded) -> PlanOptions:
        if self.saved is not None:
            return self.saved.options
        return complete(self.options.allowed, self.config, read, loaded.state)

    def _show(self, plan: Plan, steps: tuple[Step, ...], session: Session) -> None:
        cost = count(
            steps,
            checks=self.hub.sent,
            look=self._looks,
            live=session.state.live,
            links=session.asked,
        )
        limits = limits_now(self.config.limits)
        history = self.workspace.history
        self.reporter.plan(Presentation(plan, cost, limits, self.config, history))

    @property
    def _looks(self) -> bool:
        return (self.options.look or self.config.apply.look) == "each"

    @property
    def _timing(self) -> Timing:
        return Timing(source_timeout=self.config.apply.source_timeout)

    def _engine(self) -> Engine:
        return Engine(
            stop=self.stop,
            clock=time.monotonic,
            listen=self._hear,
            keep_body=self.workspace.bodies.keep,
            parallelism=self.options.parallelism or self.config.apply.parallelism,
            timing=self._timing,
            look=self._looks,
        )


def _decide(read: reader.Content, options: PlanOptions, state: State, others: Others) -> Plan:
    return make_plan(read.pages, state, options=options, others=others, gaps=read.gaps)


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
    if code in (EXIT_OK, EXIT_INCOMPLETE) and (plan.stuck or errors):
        return EXIT_ERROR
    return code
