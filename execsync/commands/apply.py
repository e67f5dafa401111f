"""`execsync apply`: make the hub as the files want it."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from execsync import content, plan_file
from execsync.apply import Apply
from execsync.commands.planning import complete
from execsync.commands.planning import exit_code as plan_exit_code
from execsync.config import Config
from execsync.connection import connect, limits_now
from execsync.console import Console
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.cost import count
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.planning.plan import Plan
from execsync.core.planning.saved import (
    SavedPlan,
    differences,
    fingerprint,
    in_words,
    staleness,
)
from execsync.core.planning.settling import settle
from execsync.core.planning.steps import Step, make_steps
from execsync.core.resource import Page
from execsync.core.running.result import ApplyResult
from execsync.core.running.waiting import Tempo
from execsync.core.state import PageState, State
from execsync.errors import (
    EXIT_ERROR,
    EXIT_INCOMPLETE,
    EXIT_OK,
    ExecsyncError,
    HubError,
    RefusedError,
)
from execsync.places import relocate
from execsync.presenting import Presentation
from execsync.reconcile import Settled, reconcile
from execsync.refresh import Refreshed, refresh
from execsync.render.detail import Detail
from execsync.render.result_text import SAME_COMMAND
from execsync.reporter import Ending, JsonReporter, Reporter, TextReporter
from execsync.reporting import refuse_errors
from execsync.signals import stop_on_signal
from execsync.workspace import Loaded, Workspace, check_workspace

if TYPE_CHECKING:
    from execsync.client.hub import Hub


UNTOUCHED = "nothing was changed"
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
    try:
        return _apply(config, options, reporter, console=console)
    except ExecsyncError as error:
        if isinstance(error, HubError) and UNTOUCHED not in error.hint:
            # What fails once writing has begun is in the result: this is from looking.
            error.hint = f"{error.hint}; {UNTOUCHED}" if error.hint else UNTOUCHED
        reporter.error(error)
        raise


def _apply(config: Config, options: ApplyOptions, reporter: Reporter, *, console: Console) -> int:
    if not options.yes and not console.is_interactive:
        raise RefusedError(
            "nobody can be asked here, and --yes was not given; nothing was changed",
            hint="look at `execsync plan` first, then run the same command with --yes",
        )
    workspace = Workspace(config)
    saved = plan_file.read(options.plan_file) if options.plan_file else None
    pages = refuse_errors(content.load(config), reporter.finding).pages
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
        run = Run(config, options, saved, workspace, hub, stop, reporter, console)
        return run.carry_out(pages)


LONG_ASKED = 10.0
"""Seconds after which what was seen before the question is worth another request."""


@dataclass(frozen=True, slots=True)
class Run:
    """One apply, with the lock held and the hub at hand."""

    config: Config
    options: ApplyOptions
    saved: SavedPlan | None
    workspace: Workspace
    hub: "Hub"
    stop: threading.Event
    reporter: Reporter
    console: Console

    def carry_out(self, pages: tuple[Page, ...]) -> int:
        """Look, plan, ask, write."""
        loaded = self.workspace.load()
        if self.saved is not None:
            _refuse_stale(self.saved, loaded, pages)
        state = check_workspace(self.hub, loaded.state)
        left = loaded.record.unsettled() if loaded.record else ()
        settled = reconcile(self.hub, state, left, wait=self.stop.wait)
        seen = self._refresh(settled.state)
        notes = [loaded.warning] if loaded.warning else []
        notes += relocate(settled.notes, self.config)
        for note in notes:
            self.reporter.finding(note)
        plan = make_plan(
            pages, seen.state, options=self._allowed(pages, loaded), unowned=seen.unowned
        )
        if self.saved is not None:
            _refuse_another(self.saved, plan)
        steps = make_steps(plan, seen.state)
        self._show(plan, steps)
        if steps and not self.options.yes:
            self._ask(seen)
        result = ApplyResult()
        if steps or _is_worth_writing(loaded, settled, seen):
            result = self._write(loaded, settled, seen, steps, pages)
        code = _worst(result, plan, notes)
        resume = NEW_PLAN if self.saved else SAME_COMMAND
        self.reporter.end(Ending(result, self.hub.sent, code, resume))
        return code

    def _ask(self, seen: Refreshed) -> None:
        """Raises RefusedError after a no, and when a page was edited on the web while we waited."""
        began = time.monotonic()
        self.console.ask("Apply this?", yes_option="--yes")
        if self.options.refresh and time.monotonic() - began >= LONG_ASKED:
            edited = refresh(self.hub, seen.state).outcomes
            if any(isinstance(entry, PageState) and entry.drift for o in edited for entry in o.put):
                raise RefusedError(
                    "the hub was edited on the web while you were asked; nothing was changed",
                    hint="run the same command again: its plan names what was edited",
                )

    def _refresh(self, state: State) -> Refreshed:
        if self.options.refresh:
            return refresh(self.hub, state)
        return Refreshed(state, (), (), 0)

    def _allowed(self, pages: tuple[Page, ...], loaded: Loaded) -> PlanOptions:
        if self.saved is not None:
            return self.saved.options
        return complete(self.options.allowed, self.config, pages, loaded)

    def _show(self, plan: Plan, steps: tuple[Step, ...]) -> None:
        cost = count(steps, checks=self.hub.sent)
        limits = limits_now(self.config.limits)
        history = self.workspace.history
        self.reporter.plan(Presentation(plan, cost, limits, self.config, history))

    def _write(
        self,
        loaded: Loaded,
        settled: Settled,
        seen: Refreshed,
        steps: tuple[Step, ...],
        pages: tuple[Page, ...],
    ) -> ApplyResult:
        with self.workspace.recorder(loaded, seen.state, time.monotonic) as recorder:
            recorder.begin((*settled.outcomes, *seen.outcomes))
            engine = Apply(
                steps,
                hub=self.hub,
                recorder=recorder,
                stop=self.stop,
                clock=time.monotonic,
                listen=self.reporter.event,
                keep_body=self.workspace.bodies.keep,
                parallelism=self.options.parallelism or self.config.apply.parallelism,
                tempo=Tempo(source_timeout=self.config.apply.source_timeout),
            )
            with self.reporter.live():
                result = engine.run()
            recorder.mark(settle(recorder.state, pages))
            recorder.finish()
        return result


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


def _is_worth_writing(loaded: Loaded, settled: Settled, seen: Refreshed) -> bool:
    """Whether State changed though nothing is to be done.

    A new watermark alone is written only when the old one costs more than one list request: State is
    committed, and a run that changes nothing should leave nothing to commit.
    """
    found = loaded.record is not None or settled.outcomes or seen.outcomes
    return bool(found) or seen.lists > 1


def _worst(result: ApplyResult, plan: Plan, notes: Sequence[Diagnostic]) -> int:
    """The exit code: an error of the plan or of a note counts unless the run was interrupted."""
    code = result.exit_code
    errors = [note for note in notes if note.severity is Severity.ERROR]
    if code in (EXIT_OK, EXIT_INCOMPLETE) and (plan_exit_code(plan, detailed=False) or errors):
        return EXIT_ERROR
    return code
