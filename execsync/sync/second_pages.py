"""Live pages that a reader cannot tell from ours: named until a person has settled or allowed them."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.look_alike import look_of, title_key
from execsync.core.planning.others import LookAlikes
from execsync.core.planning.steps import Step, StepKind
from execsync.core.running.hub import HubCalls
from execsync.core.running.record import Outcome
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState
from execsync.errors import HubError, Incomplete, Interrupted
from execsync.state.recorder import Recorder
from execsync.sync.listing import list_made_since
from execsync.sync.lookup import with_folders
from execsync.sync.survey import Survey

SECOND_PAGE = "EX902"
PAGE_ARCHIVES = (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE)


class SecondPages:
    """The second pages of one run, of which State says what is known."""

    def __init__(self, hub: HubCalls, recorder: Recorder, survey: Survey) -> None:
        self.is_allowed = False
        """Whether a person has said that what this run comes to look like is meant."""
        self._hub = hub
        self._recorder = recorder
        self._survey = survey

    def named(self) -> list[Diagnostic]:
        """A finding for each second page that State names."""
        pages = self._recorder.state.pages.values()
        return [second_page(page, page_id) for page in pages for page_id in page.doubles]

    def allow(self, is_meant: Callable[[str], bool]) -> bool:
        """Allow what State names of the paths that are meant, and what this run comes to look like.

        Returns whether State named any.
        """
        self.is_allowed = True
        known = self._recorder.state.pages.values()
        pages = [page for page in known if page.doubles and is_meant(page.path)]
        for page in pages:
            self._allow(page, page.doubles)
        return bool(pages)

    def see_to(self, done: Sequence[Step], since: str, *, halted: bool) -> list[Diagnostic]:
        """Know those that came about while `done` was written; a run that was halted looks for none.

        Then the next one lists what is new.
        """
        if self.is_allowed:
            self._allow_alike(done)
        return [] if halted else [*self._look_at_created(since, done)]

    def _allow(self, page: PageState, ids: Iterable[str]) -> None:
        doubles = tuple(page_id for page_id in page.doubles if page_id not in ids)
        allowed_doubles = tuple(dict.fromkeys((*page.allowed_doubles, *ids)))
        self._recorder.note(
            Outcome(0, (replace(page, doubles=doubles, allowed_doubles=allowed_doubles),))
        )

    def _allow_alike(self, done: Sequence[Step]) -> None:
        """Remember what the pages that were written may look like, lest it be named again."""
        alikes = LookAlikes(self._survey.others)
        for path in dict.fromkeys(step.address.name for step in done):
            page = self._recorder.state.pages.get(path)
            rows = alikes.of(page) if page else ()
            ids = [row.id for row in rows if page and row.id not in page.allowed_doubles]
            if page and ids:
                self._allow(page, ids)

    def _look_at_created(self, since: str, done: Sequence[Step]) -> Iterator[Diagnostic]:
        """See whether somebody made a page of the same title meanwhile. What cannot be seen is left.

        What this run has archived is left out: lists may show it for a while yet.
        """
        created = [step for step in done if step.kind is StepKind.CREATE_PAGE]
        if not created:
            return
        made = {step.address.name for step in created}
        gone = {step.id for step in done if step.kind in PAGE_ARCHIVES}
        pages = [
            self._recorder.state.pages[path] for path in made if path in self._recorder.state.pages
        ]
        looks = {look_of(page.title, page.folder_ids): page for page in pages}
        try:
            rows = self._others_made_since(since, len(created), {look.title for look in looks})
        except (HubError, Incomplete, Interrupted):
            return  # the next run lists what is new
        rows = [row for row in rows if row.id not in gone]
        for row in rows:
            page = looks.get(look_of(row.title, row.folder_ids))
            if page and row.id not in self._survey.unowned.rows:
                page = self._recorder.state.pages[page.path]
                self._recorder.note(Outcome(0, (replace(page, doubles=(*page.doubles, row.id)),)))
                yield second_page(page, row.id)
        self._survey.unowned = self._survey.unowned.joined(rows, self._recorder.state)

    def _others_made_since(self, since: str, number: int, titles: Container[str]) -> list[PageRow]:
        """Others' pages that were made since, those of these titles with their folders."""
        owned = self._recorder.state.owned_ids()
        rows = list_made_since(self._hub, since, number=number)
        others = [row for row in rows if row.id not in owned]
        return [
            with_folders(self._hub, row) if title_key(row.title) in titles else row
            for row in others
        ]


def second_page(page: PageState, page_id: str) -> Diagnostic:
    """A live page that a reader cannot tell from one of ours, to be named until it is settled."""
    if page.archived:
        return _last_page(page, page_id)
    return Diagnostic(
        code=SECOND_PAGE,
        severity=Severity.ERROR,
        summary=f"the hub has a second page that looks like this one: {page_id}",
        path=page.path,
        detail=f"{page.id} is kept",
        hint="archive one on the web, or have both: apply --allow-same-title",
    )


def _last_page(page: PageState, page_id: str) -> Diagnostic:
    """The same, where of the two ours was archived: the other is live, and no file has it."""
    return Diagnostic(
        code=SECOND_PAGE,
        severity=Severity.ERROR,
        summary=f"its page was archived, and the hub has a second one that is no file's: {page_id}",
        path=page.path,
        detail=f"{page.id} is archived",
        hint=(
            f"if that is its page now: execsync state adopt {page.address} {page_id}; "
            "else archive it on the web, or leave it so: apply --allow-same-title"
        ),
    )
