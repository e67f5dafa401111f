"""One apply against the hub, under the lock: look, plan, write, look once more."""

import threading
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.look_alike import look_of, title_key
from execsync.core.planning.archiving import archives_source
from execsync.core.planning.drift import row_differs
from execsync.core.planning.others import LookAlikes, Others, compared_pages, makes_look
from execsync.core.planning.plan import Action, Change, Plan
from execsync.core.planning.replacing import left_over
from execsync.core.planning.steps import Ref, Step, StepKind
from execsync.core.resource import Page, page_address
from execsync.core.running.events import Event
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import doubt_of_creation
from execsync.core.running.record import Intent, Left, Outcome
from execsync.core.running.result import ApplyResult
from execsync.core.running.waiting import Timing
from execsync.core.snapshot import PageRow
from execsync.core.state import InDoubtWrite, PageState, State
from execsync.errors import HubError, Incomplete, Interrupted
from execsync.state.recorder import Recorder
from execsync.sync.apply import Apply, Token
from execsync.sync.forgotten import find_forgotten
from execsync.sync.listing import list_all, list_made_since, list_titled, requests_for_all
from execsync.sync.looks import NO_LOOKS, Looks
from execsync.sync.lookup import look_at, look_at_id, with_folders
from execsync.sync.odd_pages import odd_pages, unread_pages
from execsync.sync.reconcile import reconcile
from execsync.sync.refresh import Holds, Refreshed, examine, makers_of, refresh
from execsync.sync.unowned import UnownedFile
from execsync.sync.workers import Workers

ARCHIVES = (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE)

Decide = Callable[[State, Others], Plan]


@dataclass(frozen=True, slots=True)
class Engine:
    """What carrying out steps takes, beside the hub. Times are seconds."""

    stop: threading.Event
    clock: Callable[[], float]
    listen: Callable[[Event], None]
    keep_body: Callable[[str], None]
    parallelism: int
    timing: Timing
    look: bool
    workers: Callable[[int], Workers[Token]] = Workers


class Session:
    """The hub and State of one run. `notes` are for a person; an error among them ends the run with 1."""

    def __init__(
        self,
        hub: HubCalls,
        recorder: Recorder,
        cache: UnownedFile,
        *,
        wait: Callable[[float], bool],
        timing: Timing,
        holds: Holds = lambda _known, _page: False,
        looks: Looks = NO_LOOKS,
        look: bool = True,
    ) -> None:
        self.notes: list[Diagnostic] = []
        self.is_news = False
        """Whether State is to be written though nothing is to be done."""
        self._allows_doubles = False
        self._hub = hub
        self._recorder = recorder
        self._cache = cache
        self._loaded = recorder.state
        self._unowned = cache.find(recorder.state, hub.sign)
        self._listed: set[str] = set()
        self._compared: set[str] = set()
        """The ids of pages of ours that are, or are marked to be, what State says of them."""
        self._replaced: dict[str, PageRow] = {}
        self._suspects: tuple[PageRow, ...] = ()
        self._links: dict[str, PageRow] = {}
        self._unread: dict[str, str] = {}
        self._is_all_listed = False
        self._makers: frozenset[str] = frozenset()
        self.asked = 0
        """Requests that asked pages of others which sources they link."""
        self._wait = wait
        self._timing = timing
        self._holds = holds
        self._looks = looks
        self._look = look

    @property
    def state(self) -> State:
        """The State as it stands."""
        return self._recorder.state

    @property
    def others(self) -> Others:
        """What the hub has beside our pages, as far as it was asked."""
        unowned = tuple(self._unowned.rows.values())
        return Others(unowned, self._suspects, self._links, self._unread, self._replaced)

    def look(self, intents: Sequence[Intent], *, again: bool = True) -> None:
        """Settle what is in doubt, then ask what changed on the web, unless `again` is false.

        What is learned is kept, also where the hub takes no more requests half-way. Raises HubError,
        Incomplete and Interrupted.
        """
        try:
            self._reconcile(intents)
            if again:
                self.refresh()
        except (HubError, Incomplete, Interrupted):
            self._recorder.finish()
            raise
        self._name_doubles()
        self.notes += unread_pages(self._unread, self.state.pages.values())

    def refresh(self) -> Refreshed:
        """Ask what changed on the web since the last time."""
        seen = refresh(
            self._hub,
            self.state,
            self._unowned,
            keep=self._recorder.take,
            holds=self._holds,
        )
        self._recorder.know(seen.state)
        self._unowned = seen.unowned
        self._tell_odd(seen.odd)
        self._listed |= seen.listed
        self._compared |= seen.listed
        self._unread |= seen.unread
        self._is_all_listed = len(seen.listed) >= seen.state.live
        self._makers = seen.makers
        self.is_news = self.is_news or bool(seen.outcomes) or seen.lists > 1
        return seen

    def plan(self, decide: Decide) -> Plan:
        """The plan, once every live page is known that one of its pages could be taken for.

        Before a source is archived, all live pages are listed in this run, and those of others that link
        sources are asked for them. Pages that are not looked at right before they are written are compared
        with what State says of them.
        """
        plan = decide(self.state, self.others)
        if self._describe_replaced(plan) or (not self._look and self._identify(plan)):
            plan = decide(self.state, self.others)
        wanted = [change for change in plan.changes if change.acts and makes_look(change)]
        if any(archives_source(change) for change in plan.changes):
            self._links = self._find_links()
            plan = decide(self.state, self.others)
        elif wanted and not self._unowned.complete:
            self._survey(wanted)
            plan = decide(self.state, self.others)
        if self._clear_up(plan):
            plan = decide(self.state, self.others)
        if gone := self._gone_among(self._blocking(plan)):
            self._unowned = self._unowned.without(gone)
            plan = decide(self.state, self.others)
        if self._suspect_forgotten(plan):
            plan = decide(self.state, self.others)
        # What is in the way of nothing any more lets pages be written that were not compared yet.
        if not self._look and self._identify(plan):
            plan = decide(self.state, self.others)
        self._drop_doubts(change for change in plan.changes if change.action is Action.NOOP)
        return plan

    def carry_out(
        self, steps: tuple[Step, ...], plan: Plan, engine: Engine, *, save: bool = True
    ) -> ApplyResult:
        """Write what the steps say. State is written once before the first request, unless `save` is false.

        Raises JournalError and StateError.
        """
        recorder, since = self._recorder, self.state.newest
        self._drop_doubts(change for change in plan.changes if change.acts and _creates(change))
        if shifted := _shifts(plan, self.state):
            recorder.note(shifted)
        creations = [step for step in steps if step.kind is StepKind.CREATE_PAGE]
        recorder.announce(_announce(step, self.state) for step in creations)
        if save or creations:
            recorder.save()
        result = Apply(
            steps,
            hub=self._hub,
            recorder=recorder,
            stop=engine.stop,
            clock=engine.clock,
            listen=engine.listen,
            keep_body=engine.keep_body,
            parallelism=engine.parallelism,
            timing=engine.timing,
            look=engine.look,
            known=self._unowned.rows,
            maker=self._source_maker(),
            workers=engine.workers,
        ).run()
        recorder.announce(())
        if self._allows_doubles:
            self._allow_alike(result.done)
        if result.halted is None:  # else the next run lists what is new
            self._look_at_created(since, result.done)
        return result

    def finish(self, settled: Iterable[PageState] = ()) -> None:
        """Write State where it is worth it, with the marks of `settled` pages, and end the journal."""
        serial = self.state.serial
        if self.is_news:
            self._recorder.touch()
        self._recorder.mark(settled)
        self._recorder.finish()
        basis = self._loaded if serial == self._loaded.serial == self.state.serial else self.state
        unowned = self._unowned.joined((), self.state)
        self._cache.keep(unowned, basis, self._hub.sign)

    def allow_doubles(self) -> None:
        """A person has said that pages of the same title are meant, and that what may be ours is not.

        That holds for those that are named by now, and for those that this run comes to look like.
        """
        self._allows_doubles = True
        if paths := [doubt.page.path for doubt in self.state.doubts if doubt.suspects]:
            self._recorder.drop_doubts(paths)
            self.is_news = True
        for page in [page for page in self.state.pages.values() if page.doubles]:
            self._allow(page, page.doubles)
            self.is_news = True
        self.notes = [note for note in self.notes if note.code != SECOND_PAGE]

    def _reconcile(self, intents: Sequence[Intent]) -> None:
        settled = reconcile(
            self._hub,
            self.state,
            intents,
            wait=self._wait,
            timing=self._timing,
            keep=self._recorder.take,
            close=self._recorder.close,
            looks=self._looks,
        )
        self._looks.forget()
        self._recorder.know(settled.state)
        self._suspects = tuple(page.row for pages in settled.suspects.values() for page in pages)
        self._unread |= settled.unread
        self.notes += [_overtaken(path) for path in settled.overtaken]
        self.is_news = self.is_news or bool(settled.outcomes)

    def _name_doubles(self) -> None:
        self.notes += [
            second_page(page, page_id)
            for page in self.state.pages.values()
            for page_id in page.doubles
        ]

    def _tell_odd(self, rows: Iterable[PageRow]) -> None:
        """Name rows that are not as the contract has them, those of others once each."""
        known = {*self.state.owned_ids(), *self._listed}
        self.notes += odd_pages(row for row in rows if row.id not in known)

    def _survey(self, wanted: Sequence[Change]) -> None:
        """Get to know the live pages that could be taken for those wanted, in the fewest requests."""
        titles = {c.after.title for c in wanted if isinstance(c.after, Page)}
        probe = next((p for p in self.state.pages.values() if not p.archived and p.title), None)
        if probe and len(titles) + 1 < requests_for_all(self.state.live):
            found = list_titled(self._hub, [probe.title])
            if probe.id in found:
                rows = list_titled(self._hub, sorted(titles))
                self._unowned = self._unowned.joined(rows.values(), self.state)
                self._tell_odd(rows.values())
                self._listed |= rows.keys()
                return
        self._list_all()

    def _describe_replaced(self, plan: Plan) -> bool:
        """Ask for the pages that earlier replacements have left: a person knows them by their titles."""
        left = [page for change in plan.changes if (page := left_over(change))]
        for page_id in dict.fromkeys(page_id for page in left for page_id in page.retiring):
            if found := look_at_id(self._hub, page_id):
                self._replaced[page_id] = found.row
        return bool(left)

    def _identify(self, plan: Plan) -> bool:
        """Compare the pages to be written with State, by one look each or by a full list.

        Returns whether any of them was looked at: what it shows may keep it from being written.
        """
        pages = [page for page in compared_pages(plan) if page.id not in self._compared]
        self._compared |= {page.id for page in pages}
        if len(pages) > requests_for_all(self.state.live):
            rows = self._list_all()
            pages = [p for p in pages if p.id not in rows or row_differs(rows[p.id], p)]
        seen = examine(self._hub, self.state, pages, keep=self._recorder.take, holds=self._holds)
        self._recorder.know(seen.state)
        self._unread |= seen.unread
        self.is_news = self.is_news or bool(seen.outcomes)
        return bool(pages)

    def _source_maker(self) -> str | None:
        """Who must have made a source that is archived; None on a hub that shows no owner of our pages."""
        return self.state.maker or (None if "" in self._makers else "")

    def _find_links(self) -> dict[str, PageRow]:
        """The pages of others by the sources that they link now: what is kept of their rows may be old."""
        if not self._is_all_listed:
            self._list_all()
        if self.state.maker not in self._makers:
            # A source is ours by who made it, and that State alone does not tell.
            self._recorder.tell(maker=min(filter(None, self._makers), default=""))
        links: dict[str, PageRow] = {}
        for row in self._unowned.linking:
            page = look_at(self._hub, row)
            self.asked += 1
            if page is not None and page.row.status != "archived":
                # One whose sources cannot be read may link any.
                known = (source.id for source in self.state.sources.values())
                linked = known if "sources" in page.row.unread else page.source_ids
                links |= dict.fromkeys(linked, page.row)
        return links

    def _list_all(self) -> Mapping[str, PageRow]:
        listed = list_all(self._hub)
        self._unowned = self._unowned.joined(
            listed.rows.values(), self.state, complete=listed.complete
        )
        self._tell_odd(listed.rows.values())
        self._listed |= listed.rows.keys()
        self._is_all_listed = listed.complete
        self._makers |= makers_of(listed.rows.values(), self.state)
        times = [row.created_at for row in listed.rows.values()]
        self._recorder.tell_newest(times, live=listed.total)
        return listed.rows

    def _clear_up(self, plan: Plan) -> bool:
        """Ask for the folders of pages that may look like those to come, and say whether there were any."""
        alikes = LookAlikes(self.others)
        pages = [c.after for c in plan.changes if isinstance(c.after, Page) and makes_look(c)]
        rows = {row.id: row for page in pages for row in alikes.of(page)}
        asked = [with_folders(self._hub, row) for row in rows.values() if row.is_vague]
        self._unowned = self._unowned.joined(asked, self.state)
        return bool(asked)

    def _blocking(self, plan: Plan) -> set[str]:
        """The unowned pages that stand in a change's way, by a list of an earlier run."""
        alikes = LookAlikes(self.others)
        blocked = [c.after for c in plan.obstacles if isinstance(c.after, Page)]
        return {row.id for page in blocked for row in alikes.of(page) if row.id not in self._listed}

    def _gone_among(self, ids: Iterable[str]) -> list[str]:
        gone = []
        for page_id in ids:
            page = look_at_id(self._hub, page_id)
            if page is None or page.row.status == "archived":
                gone.append(page_id)
        return gone

    def _suspect_forgotten(self, plan: Plan) -> bool:
        """Put in doubt what is to be made and may have been. Returns whether there is any of it."""
        if self._allows_doubles:
            return False
        rows = self._unowned.rows.values()
        found = [*find_forgotten(self._hub, plan, self.state, self._loaded, rows)]
        for doubt, pages in found:
            self._recorder.hold(0, doubt)
            self._suspects = (*self._suspects, *(page.row for page in pages))
        self.is_news = self.is_news or bool(found)
        return bool(found)

    def _drop_doubts(self, changes: Iterable[Change]) -> None:
        """Leave to themselves what lost creations may have made, where the file is another page by now.

        Such a page is created, or is there, though its creation is in doubt: the plan has looked at that.
        """
        addresses = {change.address for change in changes}
        doubts = [doubt for doubt in self.state.doubts if doubt.suspects]
        if paths := [d.page.path for d in doubts if page_address(d.page.path) in addresses]:
            self._recorder.drop_doubts(paths)
            self.is_news = True

    def _allow(self, page: PageState, ids: Iterable[str]) -> None:
        doubles = tuple(page_id for page_id in page.doubles if page_id not in ids)
        allowed_doubles = tuple(dict.fromkeys((*page.allowed_doubles, *ids)))
        self._recorder.note(
            Outcome(0, (replace(page, doubles=doubles, allowed_doubles=allowed_doubles),))
        )

    def _allow_alike(self, done: Sequence[Step]) -> None:
        """Remember what the pages that were written may look like, lest it be named again."""
        alikes = LookAlikes(self.others)
        for path in dict.fromkeys(step.address.partition(":")[2] for step in done):
            page = self.state.pages.get(path)
            rows = alikes.of(page) if page else ()
            ids = [row.id for row in rows if page and row.id not in page.allowed_doubles]
            if page and ids:
                self._allow(page, ids)

    def _look_at_created(self, since: str, done: Sequence[Step]) -> None:
        """See whether somebody made a page of the same title meanwhile. What cannot be seen is left.

        What this run has archived is left out: lists may show it for a while yet.
        """
        created = [step for step in done if step.kind is StepKind.CREATE_PAGE]
        if not created:
            return
        made = {step.address.partition(":")[2] for step in created}
        gone = {step.id for step in done if step.kind in ARCHIVES}
        pages = [self.state.pages[path] for path in made if path in self.state.pages]
        looks = {look_of(page.title, page.folder_ids): page for page in pages}
        try:
            rows = self._others_made_since(since, len(created), {look.title for look in looks})
        except (HubError, Incomplete, Interrupted):
            return  # the next run lists what is new
        rows = [row for row in rows if row.id not in gone]
        for row in rows:
            page = looks.get(look_of(row.title, row.folder_ids))
            if page and row.id not in self._unowned.rows:
                page = self.state.pages[page.path]
                self._recorder.note(Outcome(0, (replace(page, doubles=(*page.doubles, row.id)),)))
                self.notes.append(second_page(page, row.id))
        self._unowned = self._unowned.joined(rows, self.state)

    def _others_made_since(self, since: str, number: int, titles: Container[str]) -> list[PageRow]:
        """Others' pages that were made since, those of these titles with their folders."""
        owned = self.state.owned_ids()
        rows = list_made_since(self._hub, since, number=number)
        others = [row for row in rows if row.id not in owned]
        return [
            with_folders(self._hub, row) if title_key(row.title) in titles else row
            for row in others
        ]


SECOND_PAGE = "EX902"
OVERTAKEN = "EX908"


def _overtaken(path: str) -> Diagnostic:
    return Diagnostic(
        code=OVERTAKEN,
        severity=Severity.WARNING,
        summary="somebody else published this page in the same moment as an earlier run",
        path=path,
        detail="that run ended before it could say so",
        hint="take what was written from the page's versions into the file",
    )


def second_page(page: PageState, page_id: str) -> Diagnostic:
    """A live page that a reader cannot tell from one of ours, to be named until it is settled."""
    return Diagnostic(
        code=SECOND_PAGE,
        severity=Severity.ERROR,
        summary=f"the hub has a second page that looks like this one: {page_id}",
        path=page.path,
        detail=f"{page.id} is kept",
        hint="archive one on the web, or have both: apply --allow-same-title",
    )


def _announce(step: Step, state: State) -> InDoubtWrite:
    """A creation that may be sent. Ids of sources are in it if all of them are known already."""
    if step.change is None:
        raise ValueError(f"{step.key} creates no page")
    ids = step.fields.get("source_ids", ())
    known = ids if isinstance(ids, tuple) and not any(isinstance(i, Ref) for i in ids) else ()
    return replace(doubt_of_creation(step.change, state, known), announced=True)


def _creates(change: Change) -> bool:
    return change.before is None or change.action is Action.REPLACE


def _shifts(plan: Plan, state: State) -> Outcome | None:
    """All renamed pages at once, where one takes the path that another one leaves.

    One after another, a run cut short between them would forget the one whose path was taken first.
    """
    moved = [
        (change.before, change.after)
        for change in plan.changes
        if change.previous_address
        and isinstance(change.before, PageState)
        and isinstance(change.after, Page)
    ]
    if not any(page.path in state.pages for _, page in moved):
        return None
    put = tuple(replace(before, path=page.path, clean="") for before, page in moved)
    return Outcome(0, put, tuple(Left.of(before) for before, _ in moved))
