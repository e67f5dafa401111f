"""One pull, under the lock: what somebody edited on the web, put into the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from execsync.config import Config
from execsync.content.places import shown_path
from execsync.content.reader import Content
from execsync.content.replacing import replace_unchanged
from execsync.content.tree import Tree, reason
from execsync.core.directory import Directory
from execsync.core.page_fields import ID_LISTS
from execsync.core.planning.linking import LinkTargets
from execsync.core.pulling.choices import OnConflict
from execsync.core.pulling.pulled import Pulled, PullReport, Result
from execsync.core.running.hub import HubCalls
from execsync.core.running.record import Left, Outcome
from execsync.core.state import State
from execsync.pulling.bases import Bases
from execsync.pulling.merging import AGAIN, Merging
from execsync.pulling.prepared import Prepared
from execsync.pulling.selection import Chosen, Selection, select
from execsync.sync.names import HubLists, ask
from execsync.sync.web_pages import REQUESTS, WebPage, fetch_page
from execsync.workspace import Workspace

Note = Callable[[Outcome], None]
"""Writes down a change of State that needed no request; on return it survives a kill."""


class Hub(HubCalls, HubLists, Protocol):
    """The calls that a pull makes."""


@dataclass(frozen=True, slots=True)
class PullPlan:
    """What a pull would do. Nothing of it is done yet. `shift` renames entries of State as files were."""

    prepared: tuple[Prepared, ...]
    left: tuple[Pulled, ...]
    shift: Outcome | None = None

    @property
    def report(self) -> PullReport:
        """It, for people and programs."""
        return PullReport(_sorted([*self.left, *(one.pulled for one in self.prepared)]))


@dataclass(frozen=True, slots=True)
class Pull:
    """One pull: of the pages that `patterns` mean, all of them where there is none.

    `read` are the pages of the files, their names looked up, and `tree` the files. `tell` is told how many
    requests are to be sent, before the first.
    """

    config: Config
    workspace: Workspace
    hub: Hub
    read: Content
    tree: Tree
    patterns: Sequence[str]
    on_conflict: OnConflict
    tell: Callable[[str], None]

    def plan(self, state: State) -> PullPlan:
        """What there is to do, by a State in which web edits are marked.

        1. Choose the pages.
        2. Fetch each of them, and who edited it.
        3. Make the new texts of their files.

        Raises HubError, Incomplete, Interrupted, GitMissing, and UsageError for a pattern that means no page.
        """
        chosen = select(self.config, self.read, state, self.patterns)
        if chosen.pages:
            self.tell(_cost(len(chosen.pages)))
        left = [*chosen.left]
        fetched = []
        for one in chosen.pages:
            known = replace(one.known, path=one.page.path)
            page = fetch_page(self.hub, known, state)
            if page is None:
                left.append(self._gone(one))
            elif page.fields:
                fetched.append((one, page))
        merging = self._merging(state, chosen, self._directory(fetched))
        files = {file.path: file for file in self.tree.files}
        prepared = [merging.prepare(one.page, page, files[one.page.path]) for one, page in fetched]
        return PullPlan(tuple(prepared), tuple(left), _shift(prepared, state, chosen))

    def carry_out(self, plan: PullPlan, note: Note) -> PullReport:
        """Write the files, and after each one what State says of its page from then on.

        In this order: after a kill in between, State has the web edit marked still, and the file says it. A
        file that somebody saved meanwhile is left as it is.
        """
        if plan.shift:
            note(plan.shift)
        done = [*plan.left]
        for one in plan.prepared:
            if one.entry is None:
                done.append(one.pulled)
            elif trouble := self._write(one):
                done.append(_unwritten(one.pulled, trouble))
            else:
                for text in one.texts:
                    self.workspace.bodies.keep(text)
                note(Outcome(0, (one.entry, *one.sources)))
                done.append(one.pulled)
        return PullReport(_sorted(done), is_done=True)

    def _merging(self, state: State, chosen: Selection, directory: Directory) -> Merging:
        workspace = self.workspace
        bases = Bases.of(
            self.config,
            self.tree,
            state,
            workspace.history,
            workspace.bodies,
            datetime.now(UTC),
        )
        targets = LinkTargets.of(self.read.sites, state, chosen.moves)
        return Merging(bases, targets, directory, self.on_conflict)

    def _directory(self, fetched: Sequence[tuple[Chosen, WebPage]]) -> Directory:
        """The lists of folders and skills, asked for anew where a page that names some has a new one."""
        names = self.workspace.names
        directory = names.find(self.hub.sign)
        lacking = {
            things
            for one, page in fetched
            for ids, things in ID_LISTS.items()
            if ids in page.fields and getattr(one.page, things)
            if not _knows(directory, things, getattr(page.web, ids))
        }
        return names.learn(self.hub, ask(self.hub, lacking)) if lacking else directory

    def _gone(self, one: Chosen) -> Pulled:
        path = shown_path(one.page.path, self.config)
        reason = "archived on the web a moment ago"
        return Pulled(path, one.known.id, Result.LEFT, reason=reason, hint=AGAIN)

    def _write(self, one: Prepared) -> str:
        """Write a file; returns why that could not be done, or nothing."""
        if one.before == one.after:
            return ""
        try:
            if replace_unchanged(self.config, one.file, one.before, one.after):
                return ""
        except OSError as error:
            return f"its file cannot be written: {reason(error)}"
        return "its file was saved meanwhile, and is as it was saved"


def _cost(pages: int) -> str:
    what = "1 page was" if pages == 1 else f"{pages:,} pages were"
    return f"{what} edited on the web; fetching takes {REQUESTS * pages:,} requests at most"


def _knows(directory: Directory, things: str, ids: Sequence[str]) -> bool:
    return things in directory and set(ids) <= directory[things].rows.keys()


def _shift(prepared: Sequence[Prepared], state: State, chosen: Selection) -> Outcome | None:
    """The outcome that renames all entries of renamed files, where one of those is pulled.

    All at once: one may take the path that another one leaves.
    """
    moves = chosen.moves
    if not any(one.entry and one.entry.path in moves for one in prepared):
        return None
    put = tuple(replace(state.pages[old], path=new, clean="") for new, old in moves.items())
    return Outcome(0, put, tuple(Left.of(state.pages[old]) for old in moves.values()))


def _unwritten(pulled: Pulled, trouble: str) -> Pulled:
    return replace(pulled, result=Result.LEFT, reason=trouble, hint=AGAIN, error=True, notes=())


def _sorted(pages: Sequence[Pulled]) -> tuple[Pulled, ...]:
    return tuple(sorted(pages, key=lambda page: page.path))
