"""`execsync watch`: apply what is saved, as long as somebody writes."""

import os
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.connection import connect, limits_now
from execsync.content.options import policies
from execsync.core.choices import OnDrift
from execsync.core.planning.cost import count
from execsync.core.planning.options import PlanOptions
from execsync.errors import Interrupted, RefusedError
from execsync.output.console import Console
from execsync.output.presenting import Presentation
from execsync.render.detail import Detail
from execsync.signals import stop_on_signal
from execsync.system.browser import open_browser
from execsync.watch import preview
from execsync.watch.absence import Absences
from execsync.watch.batch_deadline import BatchDeadline
from execsync.watch.config_file import ConfigFile
from execsync.watch.hints import Hints
from execsync.watch.loop import Parts, Watch
from execsync.watch.page_report import PageReport
from execsync.watch.planner import Decision, Planner
from execsync.watch.reader import Reader
from execsync.watch.reporter import WatchReporter
from execsync.watch.session import HubSession
from execsync.watch.write_throttle import WriteThrottle
from execsync.watch.writer import Writer
from execsync.workspace import Workspace

if TYPE_CHECKING:
    from execsync.client.hub import Hub

AS_DRAFTS = "published pages are saved as drafts; to publish what was written: execsync apply"
AS_LOCAL_DRAFTS = (
    "published pages are drafts on the local hub; without --as-draft they are published there"
)
NO_DRAFTS = "published pages are published again, also what was saved as a draft before"


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What the command line says. None and False take what execsync.toml says. Times are seconds."""

    yes: bool = False
    as_draft: bool = False
    local: bool = False
    port: int | None = None
    open: bool = False
    poll: bool = False
    prune: bool = False
    allow_archive: int = 0
    on_drift: OnDrift | None = None
    max_requests: int | None = None
    max_wait: float = 120.0


def watch(config: Config, options: WatchOptions, *, console: Console) -> int:
    """Plan, ask, then write each save until somebody stops it. Returns the exit code.

    Raises ExecsyncError where no waiting can help.
    """
    if options.local:
        return _watch_locally(config, options, console)
    if not options.yes and not console.is_interactive:
        raise RefusedError(
            "nobody can be asked here, and --yes was not given; nothing was changed",
            hint="look at `execsync plan` first, then run the same command with --yes",
        )
    return _Wiring(ConfigFile(config), options, WatchReporter(console), os.environ).run()


def _watch_locally(config: Config, options: WatchOptions, console: Console) -> int:
    with preview.open_preview(config, options.port) as opened:
        console.out.write(f"{opened.page}\n")
        console.out.flush()
        if options.open:
            open_browser(opened.page)
        config_file = ConfigFile(config, preview.tune)
        # Nothing of anybody's is written here.
        unasked = replace(options, yes=True)
        reporter = WatchReporter(console)
        return _Wiring(config_file, unasked, reporter, opened.environment, opened).run()


class _Wiring:
    """The parts of one watch, put together."""

    def __init__(
        self,
        config_file: ConfigFile,
        options: WatchOptions,
        reporter: WatchReporter,
        environment: Mapping[str, str],
        opened: "preview.Preview | None" = None,
    ) -> None:
        self._config_file = config_file
        self._options = options
        self._reporter = reporter
        self._environment = environment
        self._preview = opened
        self._stop = threading.Event()
        self._hints = Hints()
        self._throttle = WriteThrottle()
        self._absences = Absences(self._root)
        self._session = HubSession(self._connect, options.max_requests)
        self._writer: Writer | None = None

    def run(self) -> int:
        """Watch until a signal says to stop."""
        if self._preview:
            self._preview.hub.set_when_ended(self._stop)
        with stop_on_signal(self._stop), self._session, ExitStack() as stack:
            observation = None
            if not self._options.poll:
                from execsync.watch.observation import Observation

                observation = stack.enter_context(Observation(self._hints.note))
            parts = Parts(
                reader=Reader(
                    self._config_file, self._hints, self._reporter, observation, self._absences
                ),
                session=self._session,
                absences=self._absences,
                hints=self._hints,
                reporter=self._reporter,
                make_writer=self._make_writer,
                confirm=self._confirm,
                as_draft=self._as_draft,
                stop=self._stop,
                check=self._check,
            )
            if self._preview:
                report = PageReport(self._config_file, self._preview.report)
                parts = replace(parts, page=self._preview.page, tell_page=report.tell)
            return Watch(parts).run()

    def _root(self) -> str:
        config = self._config_file.config
        return os.path.join(config.root, config.content.root)

    def _check(self) -> None:
        if self._preview:
            self._preview.hub.check()

    def _as_draft(self) -> bool:
        return self._options.as_draft or self._config_file.config.watch.as_draft

    def _connect(self, config: Config, max_requests: int | None) -> "Hub":
        return connect(
            config,
            console=self._reporter.console,
            stop=self._stop,
            parallelism=config.apply.parallelism,
            max_requests=max_requests,
            max_wait=self._options.max_wait,
            before_write=self._assure_lock,
            environment=self._environment,
        )

    def _assure_lock(self) -> None:
        if self._writer is not None:
            self._writer.workspace.assure_lock()

    def _make_writer(self) -> Writer:
        config, options = self._config_file.config, self._options
        self._throttle.interval = config.watch.min_interval
        self._throttle.forget_refusals()
        drafts = AS_LOCAL_DRAFTS if self._preview else AS_DRAFTS
        self._reporter.condition("drafts", drafts if self._as_draft() else "", over=NO_DRAFTS)
        allowed = PlanOptions(
            prune=options.prune or config.apply.prune,
            allow_archive=options.allow_archive,
            on_drift=options.on_drift,
            remove_foreign=config.apply.foreign_sources == "remove",
        )
        self._writer = Writer(
            config,
            Planner(
                allowed,
                self._throttle,
                self._absences,
                as_draft=self._as_draft(),
                policies=policies(config),
                begun=Workspace(config).begun,
            ),
            session=self._session,
            throttle=self._throttle,
            turn=lambda lost: BatchDeadline(self._stop, lost, self._hints),
            wait=self._stop.wait,
            listen=self._reporter.listen,
            invents_names=self._preview is not None,
        )
        return self._writer

    def _confirm(self, writer: Writer, decision: Decision) -> None:
        """Show the first plan, and ask whether to write it and what is saved from then on."""
        config, console = self._config_file.config, self._reporter.console
        cost = count(
            decision.steps,
            checks=self._session.sent,
            look=config.apply.look == "each",
            live=writer.workspace.load().state.live,
        )
        limits = limits_now(config, begun=self._session.sent)
        shown = Presentation(decision.plan, cost, limits, config, writer.workspace.history)
        console.out.write(shown.text(console.style(console.out), Detail.USUAL))
        console.out.flush()
        if self._stop.is_set():
            raise Interrupted("stopped before anything was written")
        if decision.steps and not self._options.yes:
            self._reporter.ask("Apply this, and then each save?", yes_option="--yes")
