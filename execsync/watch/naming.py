"""Folders and skills that files name, looked up while a watch lasts."""

from dataclasses import replace
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.content.naming import lost_names
from execsync.core.directory import UNKNOWN, Directory
from execsync.core.naming import LostName, Named, look_up, missing, names_of
from execsync.core.resource import Page
from execsync.sync.names import HubLists, NamesFile, ask
from execsync.watch.working_set import WorkingSet

if TYPE_CHECKING:
    from execsync.core.diagnostic import Diagnostic


class WatchNames:
    """What is known of names as long as one Config is in force.

    A page with a name that is lost is broken until its file changes, or until the lists are asked for because
    of another page. Where it `invents`, each name is its own id: the local hub takes whatever is named.
    """

    def __init__(self, config: Config, file: NamesFile, *, invents: bool) -> None:
        self.findings: tuple[Diagnostic, ...] = ()
        """What is wrong with names, as of the last look-up."""
        self._config = config
        self._file = file
        self._invents = invents
        self._directory: Directory | None = None
        self._asked_for: dict[str, Page] = {}
        self._named: dict[str, tuple[Page, Named]] = {}
        self._lost: tuple[LostName, ...] = ()

    def ask(self, working_set: WorkingSet, hub: HubLists) -> None:
        """Ask for lists, once, where a page names what is in none and was not asked for. Raises HubError."""
        pages = [page for page in working_set.pages if page.folders or page.skills]
        if not pages or self._invents:
            return
        if self._directory is None:
            self._directory = self._file.find(hub.sign)
        lost = [page for page in pages if missing(names_of([page]), self._directory)]
        new = [page for page in lost if self._asked_for.get(page.path) is not page]
        if new:
            lists = {things for things, _ in missing(names_of(new), self._directory)}
            self._directory = self._file.learn(hub, ask(hub, lists))
            self._named.clear()
        self._asked_for = {page.path: page for page in lost}

    def look_up(self, working_set: WorkingSet) -> WorkingSet:
        """The working set with ids for names, as far as they are known. Asks nobody.

        Its pages are the very objects of the last time where nothing is new.
        """
        if not any(page.folders or page.skills for page in working_set.pages):
            self._lost = self.findings = ()
            return working_set
        named = [self._look_up(page) for page in working_set.pages]
        pages = tuple(page for one in named for page in one.pages)
        lost = tuple(lost for one in named for lost in one.lost)
        if lost != self._lost:
            self._lost, self.findings = lost, tuple(lost_names(lost, self._config))
        broken = working_set.broken | {one.path for one in lost}
        return replace(working_set, pages=pages, broken=broken)

    def _look_up(self, page: Page) -> Named:
        known = self._named.get(page.path)
        if known is None or known[0] is not page:
            ids = {name: name[1] for name in names_of([page])} if self._invents else {}
            known = (page, look_up([page], self._directory or UNKNOWN, ids))
            self._named[page.path] = known
        return known[1]
