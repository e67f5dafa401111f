"""`execsync pull`: what somebody edited on the web, into the files."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from execsync.config import Config
from execsync.connection import connect
from execsync.content import reader
from execsync.content.places import relocate
from execsync.content.tree import walk
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.pulling.choices import OnConflict
from execsync.core.pulling.pulled import PullReport, Result
from execsync.errors import (
    EXIT_CHANGES,
    EXIT_ERROR,
    EXIT_OK,
    ExecsyncError,
    RefusedError,
)
from execsync.output.console import Console
from execsync.output.reporting import refuse_missing_root, tell_finding
from execsync.pulling.pull import Pull
from execsync.render.pull_json import pull_json
from execsync.render.pull_text import PullText, summary
from execsync.signals import stop_on_signal
from execsync.sync.holding import Holding
from execsync.sync.odd_pages import unread_pages
from execsync.sync.refresh import refresh
from execsync.system.git_merge import uncommitted
from execsync.workspace import Loaded, Workspace

if TYPE_CHECKING:
    from execsync.client.hub import Hub
    from execsync.core.state import State
    from execsync.sync.session import Session

Format = Literal["text", "json"]
MOST_NAMED = 5
"""Changed paths of the work tree that are named in a question."""


@dataclass(frozen=True, slots=True)
class PullOptions:
    """What the command line says. Times are seconds. `paths` are patterns as those of `--target`."""

    paths: tuple[str, ...] = ()
    yes: bool = False
    on_conflict: OnConflict | None = None
    check: bool = False
    diff: bool = False
    format: Format = "text"
    max_requests: int | None = None
    lock_timeout: float = 0.0


def pull(config: Config, options: PullOptions, *, console: Console) -> int:
    """Look for web edits, put them into the files once that is agreed to, and record that in State.

    Returns the exit code: 1 where both sides have changed the same and nobody has chosen, or a page could
    not be pulled; with `check`, 2 where there is something to pull. Raises ExecsyncError.
    """
    if not (options.yes or options.check or console.is_interactive):
        raise RefusedError(
            "nobody can be asked here, and --yes was not given; nothing was changed",
            hint="look at `execsync pull --check --diff` first, then run the same command with --yes",
        )
    workspace = Workspace(config, console.tell)
    content = reader.load(config, skip=True)
    refuse_missing_root(content.missing_root, outcome="no file was written")
    stop = threading.Event()
    with (
        stop_on_signal(stop, console.put_off),
        workspace.lock(timeout=options.lock_timeout),
        connect(config, console=console, stop=stop, max_requests=options.max_requests) as hub,
    ):
        run = _Run(config, options, workspace, hub, stop, console)
        return run.carry_out(content)


@dataclass(frozen=True, slots=True)
class _Run:
    """One pull, with the lock held and the hub at hand."""

    config: Config
    options: PullOptions
    workspace: Workspace
    hub: "Hub"
    stop: threading.Event
    console: Console

    @property
    def on_conflict(self) -> OnConflict:
        """What was chosen: where nobody was asked to look, nothing is written over a clash."""
        if self.options.on_conflict is not None:
            return self.options.on_conflict
        asks = self.console.is_interactive or self.options.yes
        return OnConflict.MARKERS if asks else OnConflict.FAIL

    def carry_out(self, content: reader.Content) -> int:
        """Do it, and say how it ended. Returns the exit code."""
        loaded = self.workspace.load()
        state = self.workspace.check_workspace(self.hub, loaded.state)
        read = self.workspace.look_up_names(content, self.hub, skip=True)
        if self.options.check:
            return self._check(read, loaded, state)
        with self._session(read, loaded, state) as session:
            pull = self._pull(read)
            with _kept(session):
                plan = pull.plan(session.state)
            report = plan.report
            self._show(report)
            self._agree(report)
            done = pull.carry_out(plan, session.note)
            session.finish()
        return self._end(done, session.notes, known=report)

    def _check(self, read: reader.Content, loaded: Loaded, state: "State") -> int:
        """Only look, and write nothing: neither files nor State."""
        if loaded.intents:
            raise RefusedError(
                "an apply was cut short here; nothing was looked at",
                hint="run execsync apply first: it takes up what was left",
            )
        unowned = self.workspace.unowned.find(state, self.hub.sign)
        holds = Holding(read.pages, self.workspace.history)
        seen = refresh(self.hub, state, unowned, holds=holds)
        report = self._pull(read).plan(seen.state).report
        self._show(report)
        notes = unread_pages(seen.unread, seen.state.pages.values())
        return self._end(report, notes, known=report)

    def _pull(self, read: reader.Content) -> Pull:
        options = self.options
        return Pull(
            self.config,
            self.workspace,
            self.hub,
            read,
            walk(self.config),
            options.paths,
            self.on_conflict,
            self.console.tell,
        )

    @contextmanager
    def _session(self, read: reader.Content, loaded: Loaded, state: "State") -> "Iterator[Session]":
        """The hub, looked at as an apply looks at it."""
        with self.workspace.session(
            self.hub,
            loaded,
            state,
            read.pages,
            wait=self.stop.wait,
            look=True,
        ) as session:
            session.look(loaded.intents)
            yield session

    def _show(self, report: PullReport) -> None:
        if self.options.format == "text":
            text = PullText(self.console.style(self.console.out), diff=self.options.diff)
            self.console.out.write(text.pages(report))
            self.console.out.flush()

    def _agree(self, report: PullReport) -> None:
        """Ask before files are written, twice where a work tree has changes that nobody has committed.

        Raises RefusedError after a no, and where both sides have changed the same and that is to stop it.
        """
        if report.clashes and self.on_conflict is OnConflict.FAIL:
            if self.options.format == "json":
                self._print_json(report, EXIT_ERROR)
            raise RefusedError(
                f"{len(report.clashes)} of the pages were changed here, too; nothing was changed",
                hint="--on-conflict markers writes both sides into the files; ours or theirs takes one",
            )
        if self.options.yes or not report.writes:
            return
        self.console.tell(summary(report))
        self.console.ask("Write these files?", yes_option="--yes")
        state = Path(self.config.state.path).parent.as_posix()
        if changed := uncommitted(self.config.root, without=state):
            shown = ", ".join(changed[:MOST_NAMED])
            more = f" and {len(changed) - MOST_NAMED:,} more" if len(changed) > MOST_NAMED else ""
            self.console.tell(f"not committed yet: {shown}{more}")
            self.console.ask(
                "Write them beside changes that are not committed?", yes_option="--yes"
            )

    def _end(self, report: PullReport, notes: list[Diagnostic], *, known: PullReport) -> int:
        """Say how it ended, and return the exit code; `known` is what was shown before."""
        for note in relocate(notes, self.config):
            tell_finding(note, self.console)
        errors = any(note.severity is Severity.ERROR for note in notes)
        code = EXIT_ERROR if report.fails or errors else EXIT_OK
        if self.options.check and (report.writes or report.clashes):
            code = EXIT_CHANGES
        if self.options.format == "json":
            self._print_json(report, code)
            return code
        text = PullText(self.console.style(self.console.out))
        late = [page for page in report.of(Result.LEFT) if page not in known.pages]
        self.console.out.write(text.pages(PullReport(tuple(late))))
        self.console.say(summary(report))
        return code

    def _print_json(self, report: PullReport, code: int) -> None:
        self.console.out.write(pull_json(report, requests=self.hub.sent, exit_code=code))
        self.console.out.flush()


@contextmanager
def _kept(session: "Session") -> Iterator[None]:
    """Keep what the look has found where it goes no further: the hub takes no more requests, say."""
    try:
        yield
    except ExecsyncError:
        session.finish()
        raise
