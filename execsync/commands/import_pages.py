"""`execsync import`: files for pages that the hub has and no file has."""

import threading
import time
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from execsync.commands.import_request import (
    ImportRequest,
    Intake,
    also_at,
    folder_for,
    may_be_files,
    name_files,
)
from execsync.commands.import_run import ImportRun
from execsync.config import Config
from execsync.connection import connect, limits_now
from execsync.content import reader
from execsync.content.page_files import PageFiles
from execsync.content.reader import Content
from execsync.content.tree import taking_pages
from execsync.core.planning.cost import Cost
from execsync.core.resource import Page
from execsync.core.running.choosing import UnclearFolder, choose
from execsync.core.running.record import Outcome
from execsync.core.snapshot import PageRow
from execsync.core.state import State
from execsync.errors import EXIT_ERROR, EXIT_OK, RefusedError, UsageError
from execsync.output.console import Console
from execsync.output.reporting import refuse_errors, refuse_lost_names, tell_content, tell_finding
from execsync.render.counted import counted
from execsync.render.import_text import adopted_line, end_line, left_line, unclear_line
from execsync.render.summary_text import cost_text
from execsync.signals import stop_on_signal
from execsync.state.started_imports import StartedImports
from execsync.sync.adopting import Found, find_pages, possible_pages
from execsync.sync.stock import Stock, take_stock
from execsync.workspace import Loaded, Workspace

if TYPE_CHECKING:
    from execsync.client.hub import Hub


def import_pages(config: Config, request: ImportRequest, *, console: Console) -> int:
    """Write a file for each chosen page that has none, and take both into State. Nothing is sent.

    1. Content is read; an error in it ends the run, for a broken file may be any page.
    2. Lists tell what pages there are, and what they are called.
    3. What is to be done is shown, with its requests, and asked.
    4. Each page is looked at, its file is made and written, and State has it: a run cut short goes on.

    Returns 1 where a page was left out. Raises ExecsyncError, Incomplete among others.
    """
    workspace = Workspace(config, console.tell)
    read = refuse_errors(reader.load(config), partial(tell_content, console=console))
    into = folder_for(config, request)
    stop = threading.Event()
    with (
        stop_on_signal(stop, console.put_off),
        workspace.lock(timeout=request.lock_timeout),
        connect(config, console=console, stop=stop, max_requests=request.max_requests) as hub,
    ):
        loaded = workspace.load()
        _refuse_unfinished(loaded)
        state = workspace.check_workspace(hub, loaded.state)
        named = workspace.look_up_names(read, hub, skip=False)
        read = refuse_lost_names(read, named, partial(tell_content, console=console))
        work = _Import(config, request, workspace, hub, console, read=read, into=into)
        return work.run(loaded, state)


def _refuse_unfinished(loaded: Loaded) -> None:
    """A page that a lost creation may have made must not get a second file."""
    if loaded.intents or loaded.state.in_doubt:
        raise RefusedError(
            "an apply left writes whose end is not known; nothing was done",
            hint="run execsync apply first: it finds out what became of them",
        )


class _Import:
    """One import, with the lock held."""

    def __init__(
        self,
        config: Config,
        request: ImportRequest,
        workspace: Workspace,
        hub: "Hub",
        console: Console,
        *,
        read: Content,
        into: str,
    ) -> None:
        self._config = config
        self._request = request
        self._workspace = workspace
        self._hub = hub
        self._console = console
        self._read = read
        self._into = into
        self._files = PageFiles(config)
        self._started = StartedImports(workspace.folder)

    def run(self, loaded: Loaded, state: State) -> int:
        lost = self._lost(state)
        # What may be a file's is found out by a look, or left alone.
        doubtful = () if self._request.adopt else lost
        adopts = self._request.adopt and any(page.sources for page in lost)
        stock = take_stock(self._hub, state, self._workspace.names, needs_sources=adopts)
        rows = self._chosen(stock, state)
        possible = possible_pages(lost, rows) if self._request.adopt else {}
        intake = self._take_in(rows, stock, state, doubtful)
        self._tell_before(intake, possible)
        if intake.paths or possible:
            if not self._request.yes:
                self._console.ask("Take these pages into files?", yes_option="--yes")
        elif loaded.record is None:
            return self._end(intake, stock)
        head = state if state.watermark else replace(state, live=len(stock.rows))
        with self._workspace.recorder(loaded, head, time.monotonic) as recorder:
            recorder.save()
            run = ImportRun(self._config, self._hub, self._workspace, recorder, self._console)
            with run.kept():
                if possible:
                    found = self._adopt(lost, rows, stock, recorder.state)
                    ours = (replace(entry, imported=True) for entry in found.entries)
                    run.take(Outcome(0, (*ours, *found.sources)))
                    unclear = {i: one.path for one in found.match.unclear for i in one.ids}
                    left = _without(rows, {*unclear, *recorder.state.owned_ids()})
                    intake = self._take_in(left, stock, recorder.state, ())
                    intake.leave_out((i, f"it may be {path}") for i, path in unclear.items())
                run.write(intake, stock, self._read, self._files)
        self._workspace.looks.forget()
        return self._end(intake, stock, run.written)

    def _lost(self, state: State) -> list[Page]:
        """The pages of files that State does not know, but for those that an earlier run began to write."""
        begun = self._started.open(state)
        return [
            page
            for page in self._read.pages
            if page.path not in state.pages and page.path not in begun
        ]

    def _chosen(self, stock: Stock, state: State) -> list[PageRow]:
        """The chosen pages that no file has. Raises UsageError for what does not name any."""
        choice = self._request.choice
        if unknown := [i for i in choice.ids if i not in stock.rows]:
            raise UsageError(
                f"the hub lists no such page: {', '.join(unknown)}",
                hint="execsync unmanaged lists those that no file has",
            )
        taken = {*state.owned_ids(), *self._read.sites.unmanaged.values()}
        try:
            rows = choose(stock.rows, choice, stock.folders)
        except UnclearFolder as error:
            hint = "execsync folders lists them, with their ids"
            raise UsageError(str(error), hint=hint) from None
        return [row for row in rows if row.id not in taken]

    def _take_in(
        self, rows: Sequence[PageRow], stock: Stock, state: State, doubtful: Iterable[Page]
    ) -> Intake:
        """Name the files of pages, and leave out those that may have one already, or can have none."""
        intake = Intake(left_out=may_be_files(rows, doubtful))
        fresh = _without(rows, intake.left_out)
        there, begun = self._files.there(), self._started.open(state)
        paths = name_files(fresh, stock, there, begun, into=self._into, state=state)
        takes = taking_pages(self._config)
        twice = {path: other for path in paths if (other := also_at(self._files, path, takes))}
        intake.leave_out(
            (paths[path].id, f"{path} would be {other}, too, by a link: two pages for one file")
            for path, other in twice.items()
        )
        intake.paths = {
            path: row for path, row in sorted(paths.items()) if takes(path) and path not in twice
        }
        intake.leave_out(
            (row.id, f"{path} would be no page, by [content] include or exclude")
            for path, row in paths.items()
            if not takes(path)
        )
        named = {row.id for row in paths.values()}
        intake.leave_out(
            (row.id, "every name that it may have is taken") for row in fresh if row.id not in named
        )
        return intake

    def _tell_before(self, intake: Intake, possible: Mapping[str, PageRow]) -> None:
        looked = {*possible, *(row.id for row in intake.paths.values())}
        text = f"Import: {counted(len(intake.paths), 'page')} without a file"
        if possible:
            text += f", {len(possible):,} that may be those of files"
        if intake.left_out:
            text += f"; {len(intake.left_out):,} left out"
        self._console.say(f"{text}.")
        if looked:
            cost = cost_text(Cost(len(looked), 0, 0), limits_now(self._config))
            self._console.say(f"Cost: {cost}.")
        if looked and self._config.rules.notice:
            self._console.tell("pages that do not end with [content] notice are left out")
        self._console.out.flush()

    def _adopt(
        self, lost: Sequence[Page], rows: Sequence[PageRow], stock: Stock, state: State
    ) -> Found:
        """Match files that State does not know with the pages, and say what was found."""
        found = find_pages(
            self._hub,
            state,
            lost,
            self._read.sites,
            rows=rows,
            looks=self._workspace.looks,
            sources=stock.sources.values(),
        )
        for note in found.notes:
            tell_finding(note, self._console)
        for entry in found.entries:
            self._console.say(adopted_line(entry))
        for unclear in found.match.unclear:
            self._console.say(unclear_line(unclear))
        return found

    def _end(self, intake: Intake, stock: Stock, written: int = 0) -> int:
        for page_id, reason in intake.left_out.items():
            self._console.say(left_line(page_id, stock.rows[page_id].title, reason))
        self._console.say(end_line(written, len(intake.left_out)))
        self._console.out.flush()
        return EXIT_ERROR if intake.left_out else EXIT_OK


def _without(rows: Iterable[PageRow], ids: Container[str]) -> list[PageRow]:
    return [row for row in rows if row.id not in ids]
