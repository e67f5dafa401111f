"""The second half of `execsync import`: one page after another is looked at, written and taken into State."""

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import UTC, datetime

from execsync.commands.import_request import Intake
from execsync.config import Config
from execsync.content.images import ImagesOnDisk
from execsync.content.page_files import PageFiles
from execsync.content.reader import Content
from execsync.core.documents.site import Site
from execsync.core.page_names import path_key
from execsync.core.planning.linking import LinkTargets
from execsync.core.running.hub import HubCalls
from execsync.core.running.importing import LeftOut, Made, Making, make_file
from execsync.core.running.record import Outcome
from execsync.core.snapshot import PageRow
from execsync.errors import ExecsyncError, UnsafeFileError
from execsync.output.console import Console
from execsync.render.import_text import written_line
from execsync.state.recorder import Recorder
from execsync.state.started_imports import Started, StartedImports
from execsync.sync.stock import Stock
from execsync.workspace import Workspace


class ImportRun:
    """Writes files, and has State know each before the next page is looked at."""

    def __init__(
        self,
        config: Config,
        hub: HubCalls,
        workspace: Workspace,
        recorder: Recorder,
        console: Console,
    ) -> None:
        self.written = 0
        self._config = config
        self._hub = hub
        self._looks = workspace.looks
        self._started = StartedImports(workspace.folder)
        self._begun = self._started.find()
        self._recorder = recorder
        self._console = console

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Have State written at the end of a block, however it ends, unless this process is killed."""
        try:
            yield
        except ExecsyncError:
            self._recorder.finish()
            if self.written:
                text = f"{self.written:,} files were written and are kept"
                self._console.tell(f"{text}; the same command goes on with the rest")
            raise
        self._recorder.finish()
        self._settle()

    def take(self, outcome: Outcome) -> None:
        """Take into State what needed no file."""
        if outcome.put:
            self._recorder.note(outcome)

    def write(self, intake: Intake, stock: Stock, read: Content, files: PageFiles) -> None:
        """Write the file of each page, and say why not where there is none. Raises ExecsyncError."""
        making = self._making(intake.paths, stock, read)
        lost: list[str] = []
        for path, row in intake.paths.items():
            try:
                self._write(path, row, making, files)
            except (LeftOut, UnsafeFileError) as reason:
                intake.left_out[row.id] = str(reason)
                lost.append(path)
        for path in lost:
            del intake.paths[path]
        if lost and making.targets.form:
            self._unlink({*lost}, making, self._making(intake.paths, stock, read), stock, files)

    def _making(self, paths: Mapping[str, PageRow], stock: Stock, read: Content) -> Making:
        """What files are made with: links may lead to pages that are still to come."""
        state, rules = self._recorder.state, self._config.rules
        others = (*(page.path for page in read.pages), *read.sites.unmanaged, *state.pages)
        ids = {path: row.id for path, row in paths.items()}
        return Making(
            settings=rules,
            now=datetime.now(UTC),
            directory=stock.directory,
            site=Site([*others, *paths], rules.links),
            targets=LinkTargets.of(read.sites, state).with_ids(ids),
            files=ImagesOnDisk(self._config),
            linked=stock.sources,
        )

    def _write(self, path: str, row: PageRow, making: Making, files: PageFiles) -> None:
        page = next(self._looks.at(self._hub, [row]), None)
        if page is None:
            raise LeftOut("it was archived meanwhile")
        made = make_file(path, page, self._recorder.state.sources, making)
        self._create(path, row.id, made, files)
        self._recorder.note(Outcome(0, (made.entry, *made.sources)))
        self._recorder.save_if_due()
        self.written += 1
        self._tell(made)

    def _unlink(
        self, lost: Set[str], before: Making, making: Making, stock: Stock, files: PageFiles
    ) -> None:
        """Write once more what links a page that got no file after all, unless somebody has edited it."""
        state = self._recorder.state
        for entry in [page for page in state.pages.values() if not lost.isdisjoint(page.links)]:
            row = stock.rows.get(entry.id)
            page = next(self._looks.at(self._hub, [row]), None) if row and entry.imported else None
            if page is None:
                continue
            try:
                as_written = make_file(entry.path, page, state.sources, before)
                made = make_file(entry.path, page, state.sources, making)
                if files.read(entry.path) == as_written.data:
                    files.replace(entry.path, made.data)
                    self._recorder.note(Outcome(0, (made.entry,)))
            except (LeftOut, UnsafeFileError, OSError):
                continue  # as it is, it leads to the page all the same

    def _create(self, path: str, page_id: str, made: Made, files: PageFiles) -> None:
        begun = self._begun.get(page_id)
        if begun is not None and begun.path != path:
            begun = None
        self._started.add(page_id, path, made.data)
        try:
            if files.create(path, made.data) or (begun and _taken_up(begun, made.data, files)):
                return
        except OSError as error:
            raise ExecsyncError(f"{path}: cannot be written: {error.strerror}") from error
        if begun is None:
            self._started.drop(page_id)
        raise LeftOut(f"{path} is there by now, and is not overwritten")

    def _settle(self) -> None:
        """Forget what was begun, but for files of an earlier run that are there and are no page's yet.

        They are not to become second pages.
        """
        owned = self._recorder.state.owned_ids()
        begun = {i: one for i, one in self._begun.items() if i not in owned}
        there = PageFiles(self._config).there() if begun else {}
        self._started.keep({i: one for i, one in begun.items() if path_key(one.path) in there})

    def _tell(self, made: Made) -> None:
        is_beside = made.entry.observed is not None and made.entry.observed.has_draft
        self._console.say(written_line(made.entry, is_beside_live=is_beside))
        self._console.out.flush()


def _taken_up(begun: Started, data: bytes, files: PageFiles) -> bool:
    """Whether a file that an earlier run wrote is the page's, as the page is by now."""
    there = files.read(begun.path)
    if there != data and begun.is_untouched(there):
        files.replace(begun.path, data)
        return True
    return there == data
