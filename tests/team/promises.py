"""What no run may do, held against its every deed: a page made twice, an edit lost, others' pages touched."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from execsync.core.digest import digest
from execsync.core.planning.steps import StepKind
from execsync.core.state import PageState
from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from execsync.localhub.titles import tidy
from tests.team.deeds import WEB, Deed, Deeds
from tests.team.files import key_of
from tests.team.run import FINE, Run
from tests.team.web import Edit, Web, shows

SECOND = 1_000_000
SLACK = SECOND // 10
"""Between a list and what is decided by it."""

DONE = {"create": "pages created", "edit": "pages updated", "archive": "pages archived"}

Look = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a page looks to a reader since a moment; None once it is archived."""

    since: int
    look: Look | None


def look_of(page: StoredPage) -> Look | None:
    """What lists show of it."""
    return None if page.status == "archived" else (tidy(page.title), frozenset(page.folder_ids))


class Promises:
    """Looks at what was done since the last time. `adopted` are colleagues' pages given to files."""

    def __init__(
        self,
        hub: LocalHub,
        deeds: Deeds,
        web: Web,
        runs: Mapping[int, Run],
        counts: Counter[str],
    ) -> None:
        self.adopted: set[str] = set()
        self.allowed: set[str] = set()
        """Pages that a person wants to have beside those that they look like."""
        self._hub = hub
        self._deeds = deeds
        self._web = web
        self._runs = runs
        self._counts = counts
        self._seen = 0
        self._ended: set[int] = set()
        self._standing: dict[str, Standing] = {}
        self._keys: dict[str, str] = {}

    def check(self) -> None:
        """Raises AssertionError with what was broken, by which run."""
        for run in [run for number, run in self._runs.items() if number not in self._ended]:
            self._ended.add(run.number)
            self._check_ending(run)
        for deed in self._deeds.since(self._seen):
            if deed.run != WEB and deed.kind != "get":
                self._check_deed(deed, self._runs[deed.run])
            self._keep(deed)
            self._seen = deed.number + 1

    def _check_ending(self, run: Run) -> None:
        fine = run.code in FINE or run.code < 0
        if run.arguments[0] == "state":
            # A person may act on what an earlier run has said, and find it settled.
            fine = fine or run.code == 64
        assert fine, self._tell(run, f"ended with {run.code}")
        assert "Traceback" not in run.err, self._tell(run, "has a bug")
        if "rebuild" in run.arguments:
            self.adopted |= adopted_by(run)
        if run.after is not None:
            strangers = run.after.owned_ids() & self._web.made - self.adopted
            alike = {i for i in strangers if self._is_taken_for_lost(run, i)}
            self._counts["colleagues' copies taken for lost pages of a key not known"] += len(alike)
            self.adopted |= alike
            others = strangers - alike
            assert not others, self._tell(run, f"took colleagues' pages: {others}")

    def _check_deed(self, deed: Deed, run: Run) -> None:
        self._counts[DONE[deed.kind]] += 1
        if deed.kind == "create":
            self._check_creation(deed, run)
            return
        foreign = deed.page_id in self._web.made - self.adopted
        assert not foreign, self._tell(run, f"wrote to a colleague's page: {deed}")
        for edit in self._web.edits:
            if edit.page_id == deed.page_id and self._takes_away(deed, edit):
                self._check_loss(deed, run, edit)
        if deed.kind == "archive":
            assert self._is_asked(deed, run), self._tell(run, f"archived unasked: {deed}")

    def _is_taken_for_lost(self, run: Run, page_id: str) -> bool:
        """Whether it says what a creation in doubt sent, before any page has told whose key it is."""
        if run.before is None or run.before.maker:
            return False
        page = next(page for page in self._hub.pages() if page.id == page_id)
        lost = {doubt.page.path for doubt in run.before.in_doubt}
        keys = {file.key for path, file in run.files.items() if path in lost}
        return key_of(page.draft_content) in keys

    def _check_creation(self, deed: Deed, run: Run) -> None:
        """No page that the hub's lists showed when the run began looks like the new one, and is not ours."""
        lag = int(self._hub.settings.quirks.list_lag * SECOND)
        look = look_of(deed.after)
        for page_id, standing in self._standing.items():
            if standing.look != look or "--allow-same-title" in run.arguments:
                continue
            known = standing.since + lag < run.moment and page_id not in run.owned
            assert not known, self._tell(run, f"made what {page_id} looks like: {deed}")
            by_it = self._deeds.makers[page_id] == run.number
            same = by_it and self._keys[page_id] == key_of(deed.after.draft_content)
            # What a hub carries out late, nobody can see in time.
            same = same and "late" not in run.faults
            shown = standing.since + lag + SLACK < deed.moment
            assert not (same and shown), self._tell(run, f"made {page_id} twice: {deed}")

    def _takes_away(self, deed: Deed, edit: Edit) -> bool:
        if deed.kind == "archive":
            return shows(deed.after, edit)
        return deed.before is not None and shows(deed.before, edit) and not shows(deed.after, edit)

    def _check_loss(self, deed: Deed, run: Run, edit: Edit) -> None:
        """It fell between the look and the write, or it was named, and the run told to write over it."""
        made = next(
            d.number
            for d in self._deeds.since(edit.deed)
            if (d.run, d.page_id) == (WEB, edit.page_id) and d.kind == "edit"
        )
        looks = self._deeds.looks(run.number, edit.page_id, before=deed.number)
        self._web.edits = [other for other in self._web.edits if other is not edit]
        if looks and looks[-1] < made:
            self._counts["web edits between a look and its write"] += 1
            return
        assert self._is_named(edit, made), self._tell(run, f"{edit} is gone, not named: {deed}")
        told = run.overwrites or self._was_replaced(deed, edit)
        assert told, self._tell(run, f"{edit} is gone, though nobody said so: {deed}")
        self._counts["web edits written over as told"] += 1

    def _is_named(self, edit: Edit, made: int) -> bool:
        looks = (d for d in self._deeds.since(made) if d.page_id == edit.page_id)
        first = next((d.number for d in looks if d.kind == "get"), None)
        runs = self._runs.values()
        return first is not None and any(
            r.ended > first and edit.page_id in r.named() for r in runs
        )

    def _was_replaced(self, deed: Deed, edit: Edit) -> bool:
        """Whether an earlier run was told to put another page in its place, and this one ends that."""
        runs = [run for run in self._runs.values() if run.overwrites and run.ended > edit.deed]
        return deed.kind == "archive" and any(edit.page_id in run.named() for run in runs)

    def _is_asked(self, deed: Deed, run: Run) -> bool:
        """Its file is gone and the run prunes; or another page took its place where that was allowed.

        A file of another name is another file, unless it says what it said: then its page moves.
        """
        key = self._keys[deed.page_id]
        named = next((path for path, file in run.files.items() if file.key == key), None)
        known = self._known(run, deed.page_id)
        if "--prune" in run.arguments:
            if named is None:
                return True
            if known and known.path not in run.files and not self._moves(run, known, named):
                return True
        return self._is_replaced(deed, key)

    def _known(self, run: Run, page_id: str) -> PageState | None:
        """What State said of a page, or of the creation in doubt that has made it."""
        if run.before is None:
            return None
        maker = self._runs.get(self._deeds.makers[page_id])
        made_in = maker.files if maker else {}
        key = self._keys[page_id]
        doubts = [d.page for d in run.before.in_doubt if d.kind == StepKind.CREATE_PAGE]
        lost = [p for p in doubts if p.path in made_in and made_in[p.path].key == key]
        return next((p for p in (*run.before.pages.values(), *lost) if p.id in (page_id, "")), None)

    def _is_replaced(self, deed: Deed, key: str) -> bool:
        for run in self._runs.values():
            pages = [*run.before.pages.values()] if run.before else []
            known = [p.path for p in pages if p.id == deed.page_id]
            known += [p.path for p in (self._known(run, deed.page_id),) if p]
            for path, file in run.files.items():
                another = file.visibility != deed.after.visibility
                is_its = file.key == key or path in known
                if (
                    is_its
                    and another
                    and "--allow-replace" in run.arguments
                    and path in run.arguments
                ):
                    return True
        return False

    def _moves(self, run: Run, known: PageState, path: str) -> bool:
        """Whether a file was renamed and nothing else, to a path that was free or whose page moved on so."""
        file, before = run.files[path], run.before
        if (file.title, digest(file.body)) != (known.title, known.body):
            return False
        doubts = before.in_doubt if before else ()
        lost = {d.page.path: d.page for d in doubts if d.kind == StepKind.CREATE_PAGE}
        there = (lost | dict(before.pages if before else {})).get(path)
        if there is None:
            return True
        text = (there.title, there.body)
        same = (p for p, other in run.files.items() if (other.title, digest(other.body)) == text)
        on = next((p for p in same if p != path), None)
        return on is not None and self._moves(run, there, on)

    def _keep(self, deed: Deed) -> None:
        look, known = look_of(deed.after), self._standing.get(deed.page_id)
        if known is None or known.look != look:
            self._standing[deed.page_id] = Standing(deed.moment, look)
        if deed.run != WEB and deed.kind in ("create", "edit"):
            key = key_of(deed.after.draft_content)
            self._keys[deed.page_id] = key or self._keys.get(deed.page_id, "")
        elif deed.kind == "create":
            self._keys[deed.page_id] = ""

    def _tell(self, run: Run, what: str) -> str:
        told = f"{run.out[-3000:]}\n{run.err[-3000:]}"
        return f"run {run.number} {run.clone} {' '.join(run.arguments)}: {what}\n{told}"


def adopted_by(run: Run) -> set[str]:
    """The ids that a rebuild says it adopts."""
    lines = [line for line in run.out.splitlines() if line.startswith("= ")]
    return {line.partition(": adopts ")[2].split(" ")[0] for line in lines}
