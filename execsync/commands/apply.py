"""`execsync apply`: make the hub as the files want it."""

import getpass
import os
import socket
import sys
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from execsync import content
from execsync.apply import Apply
from execsync.commands.plan import exit_code as plan_exit_code
from execsync.commands.plan import show
from execsync.config import Config, OnDrift
from execsync.connection import connect
from execsync.console import Console
from execsync.core.cost import count
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.hub import HubCalls
from execsync.core.plan import Plan
from execsync.core.planning import PlanOptions, make_plan
from execsync.core.resource import Page
from execsync.core.result import ApplyResult
from execsync.core.state import State
from execsync.core.steps import Step, make_steps
from execsync.core.waiting import Tempo
from execsync.errors import EXIT_ERROR, EXIT_INCOMPLETE, EXIT_OK, RefusedError, StateError
from execsync.progress import Progress
from execsync.reconcile import Settled, reconcile
from execsync.refresh import Refreshed, refresh
from execsync.render.plan_text import Limits
from execsync.render.result_text import result_text
from execsync.reporting import refuse_errors, tell_finding
from execsync.signals import interruptible, stop_on_signal
from execsync.workspace import Loaded, Workspace


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """What the command line says. Times are seconds; None takes what execsync.toml says."""

    yes: bool = False
    refresh: bool = True
    retry_sources: bool = False
    allow_same_title: bool = False
    full: bool = False
    on_drift: OnDrift | None = None
    parallelism: int | None = None
    max_requests: int | None = None
    max_wait: float = 120.0
    lock_timeout: float = 0.0


def apply(config: Config, options: ApplyOptions, *, console: Console) -> int:
    """Plan against the hub, ask, carry out. Returns the exit code.

    Raises ExecsyncError where nothing could be begun: content with errors, a lock, a State that cannot
    be used, a hub that cannot be reached.
    """
    workspace = Workspace(config)
    pages = refuse_errors(content.load(config), console).pages
    stop = threading.Event()
    with (
        stop_on_signal(stop),
        workspace.lock(lock_note(), timeout=options.lock_timeout),
        connect(
            config.limits,
            console=console,
            stop=stop,
            parallelism=options.parallelism or config.apply.parallelism,
            max_requests=options.max_requests,
            max_wait=options.max_wait,
        ) as hub,
    ):
        run = Run(config, options, workspace, hub, stop, console)
        return run.carry_out(pages)


@dataclass(frozen=True, slots=True)
class Run:
    """One apply, with the lock held and the hub at hand."""

    config: Config
    options: ApplyOptions
    workspace: Workspace
    hub: HubCalls
    stop: threading.Event
    console: Console

    def carry_out(self, pages: tuple[Page, ...]) -> int:
        """Look, plan, ask, write."""
        loaded = self.workspace.load()
        if loaded.warning:
            tell_finding(loaded.warning, self.console)
        state = check_workspace(self.hub, loaded.state)
        left = loaded.record.unsettled() if loaded.record else ()
        settled = reconcile(self.hub, state, left, wait=self.stop.wait)
        seen = self._refresh(settled.state)
        for note in settled.notes:
            tell_finding(note, self.console)
        plan = make_plan(pages, seen.state, options=self._plan_options(), unowned=seen.unowned)
        steps = make_steps(plan, seen.state)
        self._show(plan, steps)
        result = ApplyResult()
        if steps:
            ask("Apply this?", yes=self.options.yes, console=self.console)
        if steps or _is_worth_writing(loaded, settled, seen):
            result = self._write(loaded, settled, seen, steps)
        if steps or result.halted:
            self.console.out.write(result_text(result, self.console.style(self.console.out)))
        return _worst(result, plan, settled.notes)

    def _refresh(self, state: State) -> Refreshed:
        if self.options.refresh:
            return refresh(self.hub, state)
        return Refreshed(state, (), (), 0)

    def _plan_options(self) -> PlanOptions:
        on_drift = self.options.on_drift or self.config.apply.on_drift
        return PlanOptions(
            overwrite_drift=on_drift == "overwrite",
            allow_same_title=self.options.allow_same_title,
            retry_sources=self.options.retry_sources,
        )

    def _show(self, plan: Plan, steps: tuple[Step, ...]) -> None:
        limits = Limits(self.config.limits.per_minute, self.config.limits.per_day)
        cost = count(steps, refresh=self.options.refresh)
        text = show(plan, cost, limits, self.workspace, self.console, full=self.options.full)
        self.console.out.write(text)
        self.console.out.flush()

    def _write(
        self, loaded: Loaded, settled: Settled, seen: Refreshed, steps: tuple[Step, ...]
    ) -> ApplyResult:
        recorder = self.workspace.recorder(loaded, seen.state, time.monotonic)
        recorder.begin((*settled.outcomes, *seen.outcomes))
        progress = Progress(self.console)
        engine = Apply(
            steps,
            hub=self.hub,
            recorder=recorder,
            stop=self.stop,
            clock=time.monotonic,
            listen=progress.listen,
            keep_body=self.workspace.bodies.keep,
            parallelism=self.options.parallelism or self.config.apply.parallelism,
            tempo=Tempo(source_timeout=self.config.apply.source_timeout),
        )
        with progress.live():
            result = engine.run()
        recorder.finish()
        return result


def check_workspace(hub: HubCalls, state: State) -> State:
    """The State with the workspace of the key in it.

    One workspace's State must never be applied to another. Raises StateError.
    """
    workspace = hub.workspace()
    if state.workspace_id not in ("", workspace.id):
        raise StateError(
            f"the state file belongs to the workspace {state.workspace_name!r} ({state.workspace_id}), "
            f"and this key to {workspace.name!r} ({workspace.id})",
            hint="use the key of the right workspace; nothing was changed",
        )
    return replace(state, workspace_id=workspace.id, workspace_name=workspace.name)


def ask(question: str, *, yes: bool, console: Console) -> None:
    """Raises RefusedError unless the person, or `--yes`, agrees."""
    if yes:
        return
    if not console.is_interactive:
        raise RefusedError(
            "nobody can be asked here, and --yes was not given; nothing was changed",
            hint="check what is shown above, then run the same command with --yes",
        )
    console.err.write(f"\n{question} Only 'yes' is taken as a yes: ")
    console.err.flush()
    with interruptible():
        answer = sys.stdin.readline()
    if answer.strip() != "yes":
        raise RefusedError("not applied; nothing was changed")


def lock_note() -> dict[str, str]:
    """Who holds the lock, for whoever finds it held."""
    return {
        "who": _user(),
        "host": socket.gethostname(),
        "pid": str(os.getpid()),
        "command": " ".join(["execsync", *sys.argv[1:]]),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a user that has no name
        return "unknown"


def _is_worth_writing(loaded: Loaded, settled: Settled, seen: Refreshed) -> bool:
    """Whether State changed though nothing is to be done.

    A new watermark alone is written only when the old one costs more than one list request: State is
    committed, and a run that changes nothing should leave nothing to commit.
    """
    found = loaded.record is not None or settled.outcomes or seen.outcomes
    return bool(found) or seen.lists > 1


def _worst(result: ApplyResult, plan: Plan, notes: tuple[Diagnostic, ...]) -> int:
    """The exit code: an error of the plan or of a note counts unless the run was interrupted."""
    code = result.exit_code
    errors = [note for note in notes if note.severity is Severity.ERROR]
    if code in (EXIT_OK, EXIT_INCOMPLETE) and (plan_exit_code(plan, detailed=False) or errors):
        return EXIT_ERROR
    return code
