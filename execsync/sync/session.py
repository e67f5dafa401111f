"""One apply against the hub, under the lock, in its order: for the command and for a watch."""

import math
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from execsync.core.address import Address
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.page_sources import named_ids
from execsync.core.planning.others import Others
from execsync.core.planning.plan import Action, Change, Plan
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Page
from execsync.core.running.events import Listen
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import doubt_of_creation
from execsync.core.running.record import Intent, Left, Outcome
from execsync.core.running.result import ApplyResult
from execsync.core.running.waiting import Timing
from execsync.core.state import InDoubtWrite, PageState, State
from execsync.errors import HubError, Incomplete, Interrupted
from execsync.state.recorder import Recorder
from execsync.sync.apply import Apply, Token
from execsync.sync.forgotten import find_forgotten
from execsync.sync.looks import Looks
from execsync.sync.odd_pages import unread_pages
from execsync.sync.reconcile import reconcile
from execsync.sync.refresh import Holds, Refreshed, See, refresh
from execsync.sync.second_pages import SECOND_PAGE, SecondPages
from execsync.sync.survey import Survey
from execsync.sync.unowned import UnownedFile
from execsync.sync.workers import Workers


@dataclass(frozen=True, slots=True)
class Engine:
    """What carrying out steps takes, beside the hub. Times are seconds."""

    stop: threading.Event
    clock: Callable[[], float]
    listen: Listen
    keep_body: Callable[[str], None]
    parallelism: int
    saves_first: bool = True
    """Whether State is written before the first request, so that a folder that cannot be written shows."""
    live: Callable[[], AbstractContextManager[None]] = nullcontext
    """What shows how far it is, for as long as it lasts."""
    patience: float = math.inf
    """For answers that are on their way once `stop` is set."""
    workers: Callable[[int], Workers[Token]] = Workers


Question = Callable[[HubCalls, State, Callable[[Outcome], None]], object]
"""Asks the hub, about a State, and hands on each outcome as it is found."""


class Decided(Protocol):
    """A plan and its steps."""

    @property
    def plan(self) -> Plan:
        """The changes that were decided."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that carry them out."""


D = TypeVar("D", bound=Decided)


class Decider(Protocol[D]):
    """Whoever has an apply done: what is wanted, and whether it may be."""

    def looked(self, session: "Session") -> None:
        """Called once the hub was looked at, before anything is decided."""

    def decide(self, state: State, others: Others) -> D:
        """What is to be done, from State and what else the hub has."""
        ...

    def agree(self, session: "Session", decided: D) -> None:
        """Let what was decided be done, or raise RefusedError."""

    def engine(self) -> Engine:
        """What the steps are carried out with."""
        ...

    def unchanged(self, decided: D, state: State) -> Iterable[PageState]:
        """The entries, after the run, of the pages that are to be marked as unchanged."""
        ...


@dataclass(frozen=True, slots=True)
class Applied(Generic[D]):
    """What was decided, and what became of it."""

    decided: D
    result: ApplyResult


class Session:
    """The hub and State of one run. `notes` are for a person; an error among them ends the run with 1.

    `result` is what was carried out, also where something could not be written down any more.
    """

    def __init__(
        self,
        hub: HubCalls,
        recorder: Recorder,
        cache: UnownedFile,
        *,
        wait: Callable[[float], bool],
        timing: Timing,
        holds: Holds,
        see: See,
        looks: Looks,
        look: bool,
    ) -> None:
        self.notes: list[Diagnostic] = []
        self.result = ApplyResult()
        self._hub = hub
        self._recorder = recorder
        self._cache = cache
        self._loaded = recorder.state
        unowned = cache.find(recorder.state, hub.sign)
        self._survey = Survey(hub, recorder, unowned, holds=holds, see=see, note=self._note)
        self._second_pages = SecondPages(hub, recorder, self._survey)
        self._is_news = False
        self._wait = wait
        self._timing = timing
        self._holds = holds
        self._see = see
        self._looks = looks
        self._look = look

    @property
    def state(self) -> State:
        """The State as it stands."""
        return self._recorder.state

    @property
    def asked(self) -> int:
        """Requests that asked pages of others which sources they link."""
        return self._survey.asked

    @property
    def is_news(self) -> bool:
        """Whether State is to be written though nothing is to be done."""
        return self._is_news or self._survey.is_news

    def run(
        self, intents: Sequence[Intent], decider: Decider[D], *, again: bool = True
    ) -> Applied[D]:
        """One apply.

        1. Settle what an earlier run has left in doubt (`intents`, and State's `in_doubt`).
        2. Ask what changed on the web since the last time, unless `again` is false.
        3. Plan, and look for what stands in the plan's way, until nothing new is found.
        4. Have it agreed to.
        5. Carry out the steps.
        6. Mark the pages that are unchanged from here on, write State, and end the journal.

        Raises RefusedError, HubError, Incomplete, Interrupted, JournalError and StateError.
        """
        self.look(intents, again=again)
        decider.looked(self)
        decided = self.plan(decider.decide)
        decider.agree(self, decided)
        if decided.steps:
            self._carry_out(decided.steps, decided.plan, decider.engine())
        marked = decider.unchanged(decided, self.state) if decided.steps else ()
        self.finish(marked)
        return Applied(decided, self.result)

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
        self._note(self._second_pages.named())
        self._note(unread_pages(self._survey.unread, self.state.pages.values()))

    def refresh(self) -> Refreshed:
        """Ask what changed on the web since the last time."""
        seen = refresh(
            self._hub,
            self.state,
            self._survey.unowned,
            keep=self._recorder.take,
            holds=self._holds,
            see=self._see,
        )
        self._survey.take_refreshed(seen)
        return seen

    def note(self, outcome: Outcome) -> None:
        """Write down a change of State that needed no request of its own."""
        self._recorder.note(outcome)

    def ask(self, question: Question) -> None:
        """Ask the hub something more before anything is decided, and keep what is learned.

        It is kept, too, where the hub takes no more requests half-way. Raises HubError, Incomplete and
        Interrupted.
        """
        try:
            question(self._hub, self.state, self._recorder.take)
        except (HubError, Incomplete, Interrupted):
            self._recorder.finish()
            raise

    def plan(self, decide: Callable[[State, Others], D]) -> D:
        """Decide, again and again until nothing more is found that the decision would have to know.

        1. What earlier replacements have left is asked for; pages that are not looked at right before they
           are written are compared with what State says of them.
        2. Every live page is known that one to be made could be taken for, or that links a source that ends.
        3. Their folders are known, and whether what stands in the way is still there.
        4. What is to be made and may have been made is in doubt.
        5. What is in the way of nothing any more is compared, too.
        """
        survey = self._survey
        questions = (
            survey.describe_replaced,
            self._compare,
            survey.list_others,
            survey.clear_up,
            survey.drop_gone,
            self._suspect_forgotten,
            self._compare,
        )
        decided = decide(self.state, survey.others)
        for found_more in questions:
            if found_more(decided.plan):
                decided = decide(self.state, survey.others)
        self._drop_doubts(c for c in decided.plan.changes if c.action is Action.NOOP)
        return decided

    def finish(self, unchanged: Iterable[PageState] = ()) -> None:
        """Write State where it is worth it, with the marks of `unchanged` pages, and end the journal."""
        serial = self.state.serial
        if self.is_news:
            self._recorder.touch()
        self._recorder.mark(unchanged)
        self._recorder.finish()
        basis = self._loaded if serial == self._loaded.serial == self.state.serial else self.state
        unowned = self._survey.unowned.joined((), self.state)
        self._cache.keep(unowned, basis, self._hub.sign)

    def allow_doubles(self, is_meant: Callable[[str], bool]) -> None:
        """Take a person's word that pages of the same title are meant, and that what may be ours is not.

        That holds for those that are named by now of the paths that `is_meant`, and for those that this run
        comes to look like.
        """
        doubts = [doubt.page.path for doubt in self.state.in_doubt if doubt.suspects]
        paths = [path for path in doubts if is_meant(path)]
        self._recorder.drop_in_doubt(paths)
        is_news = self._second_pages.allow(is_meant) or bool(paths)
        self._is_news = self._is_news or is_news
        self.notes = [
            note for note in self.notes if note.code != SECOND_PAGE or not is_meant(note.path or "")
        ]

    def _note(self, notes: Iterable[Diagnostic]) -> None:
        self.notes.extend(notes)

    def _reconcile(self, intents: Sequence[Intent]) -> None:
        before = {*self.state.pages}
        found = reconcile(
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
        self._recorder.know(found.state)
        self._survey.take_reconciled(found)
        self._note(_overtaken(path) for path in found.overtaken)
        if not intents and (made := _made(found.outcomes) - before):
            self._note([_unwritten(len(made))])
        self._is_news = self._is_news or bool(found.outcomes)

    def _compare(self, plan: Plan) -> bool:
        return not self._look and self._survey.compare(plan)

    def _carry_out(self, steps: tuple[Step, ...], plan: Plan, engine: Engine) -> None:
        recorder, since = self._recorder, self.state.newest
        self._drop_doubts(change for change in plan.changes if change.acts and _creates(change))
        if shifted := _shifts(plan, self.state):
            recorder.note(shifted)
        creations = [step for step in steps if step.kind is StepKind.CREATE_PAGE]
        recorder.announce(_announce(step, self.state) for step in creations)
        if engine.saves_first or self.is_news or creations:
            recorder.save()
        apply = Apply(
            steps,
            hub=self._hub,
            recorder=recorder,
            stop=engine.stop,
            clock=engine.clock,
            listen=engine.listen,
            keep_body=engine.keep_body,
            parallelism=engine.parallelism,
            timing=self._timing,
            look=self._look,
            known=self._survey.unowned.rows,
            maker=self._survey.source_maker,
            patience=engine.patience,
            workers=engine.workers,
        )
        self.result = apply.result
        with engine.live():
            apply.run()
        recorder.announce(())
        halted = self.result.halted is not None
        self._note(self._second_pages.see_to(self.result.done, since, halted=halted))

    def _suspect_forgotten(self, plan: Plan) -> bool:
        """Put in doubt what is to be made and may have been. Returns whether there is any of it."""
        if self._second_pages.is_allowed:
            return False
        rows = self._survey.unowned.rows.values()
        found = [*find_forgotten(self._hub, plan, self.state, self._loaded, rows)]
        for doubt, pages in found:
            self._recorder.hold(0, doubt)
            self._survey.suspect(page.row for page in pages)
        self._is_news = self._is_news or bool(found)
        return bool(found)

    def _drop_doubts(self, changes: Iterable[Change]) -> None:
        """Leave to themselves what lost creations may have made, where the file is another page by now.

        Such a page is created, or is there, though its creation is in doubt: the plan has looked at that.
        """
        addresses = {change.address for change in changes}
        doubts = [doubt for doubt in self.state.in_doubt if doubt.suspects]
        if paths := [d.page.path for d in doubts if d.page.address in addresses]:
            self._recorder.drop_in_doubt(paths)
            self._is_news = True


UNWRITTEN = "EX915"


def _made(outcomes: Iterable[Outcome]) -> set[str]:
    """The files whose pages were found to be there."""
    return {
        entry.path for outcome in outcomes for entry in outcome.put if isinstance(entry, PageState)
    }


def _unwritten(pages: int) -> Diagnostic:
    made = (
        "1 page that it made was found" if pages == 1 else f"{pages} pages that it made were found"
    )
    return Diagnostic(
        code=UNWRITTEN,
        severity=Severity.NOTE,
        summary=f"an earlier run did not come to write what it did into State: {made} on the hub",
        path=".",
        detail="they are in State from here on, and are not made again",
    )


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


def _announce(step: Step, state: State) -> InDoubtWrite:
    """A creation that may be sent. Ids of sources are in it if all of them are known already."""
    if step.change is None:
        raise ValueError(f"{step.key} creates no page")
    ids, page = step.fields.get("source_ids", ()), step.change.after
    has_all = isinstance(ids, tuple) and not any(isinstance(i, Address) for i in ids)
    known = named_ids(page, state.sources) if has_all and isinstance(page, Page) else ()
    return replace(doubt_of_creation(step.change, state, known), announced=True)


def _creates(change: Change) -> bool:
    return change.before is None or change.action is Action.REPLACE


def _shifts(plan: Plan, state: State) -> Outcome | None:
    """The outcome that renames all pages at once, where one takes the path that another one leaves.

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
