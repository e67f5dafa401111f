"""Carrying out steps: one thread decides and writes down, a few others send requests."""

import math
import threading
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, cast

from execsync.core.address import Address
from execsync.core.digest import bare_body
from execsync.core.hub_time import newest
from execsync.core.look_alike import look_of
from execsync.core.planning.conflicts import (
    BOTH_SIDES,
    ON_DRIFT,
    RETIRE_EDITED,
    archived_way_out,
    edited_reason,
    suspects_obstacle,
)
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Page
from execsync.core.running.events import Listen
from execsync.core.running.hub import HubCalls
from execsync.core.running.in_doubt import Findings, suspect_ids
from execsync.core.running.outcome import doubt_of_step, found_page, left_path, recorded_page
from execsync.core.running.record import Left, Outcome
from execsync.core.running.request import StepRequest, aim, make_request, unfilled
from execsync.core.running.result import ApplyResult
from execsync.core.running.waiting import Timing
from execsync.core.snapshot import PageSnapshot
from execsync.core.state import InDoubtWrite, Observed, PageState
from execsync.errors import (
    AnswerLost,
    EditedOnWeb,
    ExecsyncError,
    HubError,
    Interrupted,
    RequestRefused,
    UnclearWrite,
)
from execsync.state.recorder import Recorder
from execsync.sync import lookup
from execsync.sync.checked_write import Replaced, Written
from execsync.sync.look_first import Absent, Deleted, Edited
from execsync.sync.remaking import Remaking
from execsync.sync.sending import InFlight, call, is_found, outcome_of
from execsync.sync.source_wait import Extraction
from execsync.sync.tracker import HALTING, ApplyTracker
from execsync.sync.workers import Finished, Workers

if TYPE_CHECKING:
    from execsync.sync.polling import PollAnswers

IN_DOUBT = (AnswerLost, UnclearWrite)
"""After one of these the request may have been carried out."""

FAILURES_IN_A_ROW = 5
"""So many steps that get no answer, one after another, mean that the hub is down."""

TICK = 0.2
"""Seconds after which the main thread looks up from waiting, to see whether it is asked to stop."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A look for the page of a lost creation. The second one decides.

    After an UnclearWrite there is nothing to decide: the page was made, and must not be made again.
    """

    sending: InFlight
    doubt: InDoubtWrite
    error: HubError
    second: bool = False


@dataclass(frozen=True, slots=True)
class Polling:
    """A question about extractions."""


Token = InFlight | Looking | Polling


class Apply:
    """One apply. The main thread alone touches the schedule, the recorder and whoever listens."""

    def __init__(
        self,
        steps: tuple[Step, ...],
        *,
        hub: HubCalls,
        recorder: Recorder,
        stop: threading.Event,
        clock: Callable[[], float],
        listen: Listen,
        keep_body: Callable[[str], None],
        parallelism: int,
        timing: Timing,
        look: bool = True,
        known: Collection[str] = (),
        maker: str | None = None,
        patience: float = math.inf,
        workers: Callable[[int], Workers[Token]] = Workers,
    ) -> None:
        """`look`: whether a page is looked at right before it is written. `known` are the ids of live pages
        that were there before, and not ours. `maker` is who must have made a source that is archived.
        Answers are waited for `patience` seconds once `stop` is set.
        """
        self._tracker = ApplyTracker(steps, listen)
        self._hub = hub
        self._recorder = recorder
        self._stop = stop
        self._clock = clock
        self._keep_body = keep_body
        self._parallelism = parallelism
        self._timing = timing
        self._look_first = look
        self._known = frozenset(known)
        self._maker = maker
        self._stop_patience = patience
        self._gives_up = math.inf
        self._workers = workers(parallelism)
        self._remaking = Remaking(self._tracker, recorder)
        self._extraction = Extraction(
            hub, recorder, self._tracker, clock, timing, missed=self._remaking.wait
        )
        self._looks: list[tuple[float, Looking]] = []
        self._lost_in_a_row = 0
        self._answers: deque[tuple[InFlight, object]] = deque()
        self._in_flight: dict[int, InDoubtWrite] = {}

    @property
    def result(self) -> ApplyResult:
        """What was done so far; what is left is in it once the run has ended, however it did."""
        return self._tracker.result

    def run(self) -> ApplyResult:
        """Go through the steps until each is done, failed or left.

        What was sent is waited for, as long as a stop leaves time for it; beyond that its intent stays
        unsettled, so that State names it as in doubt. Raises JournalError or StateError when something
        cannot be written down.
        """
        try:
            while not self._is_over():
                self._start()
                written = self._write_down_one()
                self._take_in(0.0 if written else self._patience())
                self._extraction.expire()
                self._recorder.save_if_due()
                self._tracker.tick()
        finally:
            self._workers.close()
            self._tracker.end()
        return self.result

    def _is_over(self) -> bool:
        if self._stop.is_set():
            self._tracker.halt(Interrupted("stopped before the end, as asked"))
            self._gives_up = min(self._gives_up, self._clock() + self._stop_patience)
        if self._tracker.is_halted:
            is_waited_for = self._workers.busy and self._clock() < self._gives_up
            return not is_waited_for and not self._answers
        return self._tracker.schedule.is_finished

    def _start(self) -> None:
        """Give the free workers something to do, with one fsync for the intents of all of it."""
        if self._tracker.is_halted:
            return
        self._start_looks_and_polls()
        requests: list[StepRequest] = []
        # Answers that wait to be written down count: at a kill they would be in doubt.
        while self._workers.busy + len(requests) + len(self._answers) // 2 < self._parallelism:
            taken = self._tracker.schedule.take()
            if taken is None:
                break
            step = aim(taken, self._recorder.state)
            if step is None:
                self._tracker.skip(taken)
            elif step.kind is StepKind.AWAIT_SOURCE:
                self._extraction.wait_for(step)
            elif step.kind is StepKind.RECORD:
                self._record(step)
            elif step.kind is StepKind.FORGET:
                self._forget(step)
            else:
                requests.append(make_request(step, self._recorder.state))
        self._send(requests)

    def _start_looks_and_polls(self) -> None:
        now = self._clock()
        due = [looking for time, looking in self._looks if time <= now]
        self._looks = [(time, looking) for time, looking in self._looks if time > now]
        for look in due:
            self._look(look)
        if (question := self._extraction.question()) is not None:
            self._workers.submit(Polling(), question)

    def _send(self, requests: list[StepRequest], *, again: bool = False) -> None:
        since = self._recorder.state.newest
        doubts = [doubt_of_step(r.step, r.page, since=since) for r in requests]
        intents = [(r.step.kind, r.step.address, d) for r, d in zip(requests, doubts, strict=True)]
        numbers = self._recorder.intend(intents) if intents else []
        for request, number, doubt in zip(requests, numbers, doubts, strict=True):
            self._tracker.start(request.step)
            if paths := unfilled(request):
                self._tracker.note(request.step, _unfilled_note(paths))
            sending = InFlight(request, number, doubt, again)
            if doubt and request.step.kind is StepKind.CREATE_PAGE:
                self._in_flight[number] = doubt
            # A page that this run has made tells, too.
            maker = self._recorder.state.maker or self._maker
            work = call(self._hub, request, doubt, look=self._look_first, maker=maker)
            self._workers.submit(sending, work)

    def _record(self, step: Step) -> None:
        change = step.change
        if change and isinstance(change.after, Page) and isinstance(change.before, PageState):
            entry = recorded_page(change.after, change.before, self._recorder.state.sources)
            self._recorder.note(Outcome(0, (entry,), left_path(step)))
        self._tracker.finish(step)

    def _forget(self, step: Step) -> None:
        if step.change and step.change.before:
            self._recorder.note(Outcome(0, drop=(Left.of(step.change.before),)))
        self._tracker.finish(step)

    def _look(self, look: Looking) -> None:
        state = self._recorder.state
        ask = partial(lookup.look, self._hub, look.doubt, state, self._known, last=look.second)
        self._workers.submit(look, ask)

    def _write_down_one(self) -> bool:
        """Write down one answer, and say whether there was any.

        One, because between two of them whoever has become free is given something to do: the hub is
        not to wait until we have written.
        """
        if not self._answers:
            return False
        sending, value = self._answers.popleft()
        self._settle(sending, value)
        return True

    def _take_in(self, patience: float) -> None:
        """Wait up to so many seconds for something to end, then take in all that has."""
        finished = self._workers.next(patience)
        while finished is not None:
            match finished.token:
                case InFlight() as sending:
                    self._answered(sending, finished)
                case Looking() as look:
                    self._looked(look, finished)
                case Polling():
                    self._polled(finished)
            finished = self._workers.next(0) if self._workers.busy else None

    def _patience(self) -> float:
        now = self._clock()
        times = [time - now for time, _ in self._looks]
        if (left := self._extraction.seconds_left()) is not None:
            times.append(left)
        return max(0.0, min([TICK, *times]))

    def _answered(self, sending: InFlight, finished: Finished[Token]) -> None:
        step, error = sending.request.step, finished.error
        if error is None:
            self._lost_in_a_row = 0
            self._answers.append((sending, finished.value))
        elif isinstance(error, IN_DOUBT) and sending.doubt and step.kind is StepKind.CREATE_PAGE:
            self._tracker.note(step, f"{error.message}; looking whether the page was made")
            self._look(Looking(sending, sending.doubt, error))
        elif isinstance(error, IN_DOUBT):
            self._lost(step, error)
        elif isinstance(error, ExecsyncError):
            self._in_flight.pop(sending.number, None)
            if not (isinstance(error, RequestRefused) and self._is_linked_anew(sending)):
                self._recorder.settle(Outcome(sending.number))
                self._tracker.fail(step, error)
        else:
            raise error

    def _settle(self, sending: InFlight, value: object) -> None:
        step = sending.request.step
        self._in_flight.pop(sending.number, None)
        gone = value.ids if isinstance(value, Deleted) else ()
        if _misses_sources(value) and self._is_linked_anew(sending, gone):
            return
        outcome = outcome_of(sending, value, self._recorder.state)
        self._recorder.settle(outcome)
        if isinstance(value, Deleted):
            self._tracker.fail(step, self._remaking.error(step, gone))
            return
        if isinstance(value, Edited) and value.snapshot.body is not None:
            self._keep_body(bare_body(value.snapshot.body))
        if isinstance(value, Edited | Absent):
            self._tracker.fail(step, _refusal(value, step))
            return
        self._count(step, value)
        change = step.change
        if change is not None and isinstance(change.after, Page):
            self._keep_texts(change.after, value)
        if isinstance(value, Written):
            self._tell_of_others(step, value, outcome)
        hub_id = next((entry.id for entry in outcome.put), "")
        self._tracker.finish(step, hub_id, found=is_found(value))

    def _keep_texts(self, page: Page, value: object) -> None:
        """Have what was sent at hand, and the hub's own spelling: an edit on the web begins with that."""
        text = page.body.text()
        self._keep_body(text)
        answer = value.snapshot if isinstance(value, Written) else value
        if isinstance(answer, PageSnapshot) and answer.body is not None:
            shown = bare_body(answer.body)
            if shown != text:
                self._keep_body(shown)

    def _is_linked_anew(self, sending: InFlight, gone: Collection[str] = ()) -> bool:
        """Whether the page is to be written once more, after sources that it misses are there again."""
        step, doubt = sending.request.step, sending.doubt
        if not self._remaking.link(step, gone):
            return False
        self._recorder.settle(Outcome(sending.number))
        if doubt and step.kind is StepKind.CREATE_PAGE:
            page = replace(doubt.page, source_ids=())
            self._recorder.announce_again(replace(doubt, page=page))
        return True

    def _tell_of_others(self, step: Step, written: Written, outcome: Outcome) -> None:
        if written.jumped:
            self._tracker.note(
                step, "somebody else published it in the same moment: see its versions"
            )
        created = (s.address for s in self._tracker.result.done if s.kind is StepKind.CREATE_PAGE)
        if written.was_gone and step.address in created:
            text = "the page it replaces was archived on the web in the same moment"
            self._tracker.note(step, text)
        if any(isinstance(entry, PageState) and entry.drift for entry in outcome.put):
            self._tracker.note(
                step, "somebody else edited it in the same moment: see the next plan"
            )

    def _count(self, step: Step, value: object) -> None:
        """Tell State how many live pages the hub should have by now, the newest one, and their owner."""
        state = self._recorder.state
        made = value.snapshot if isinstance(value, Replaced) else value
        if step.kind is StepKind.CREATE_PAGE and isinstance(made, PageSnapshot):
            row = made.row
            latest = newest((state.newest, row.created_at))
            maker = row.owner or state.maker
            self._recorder.tell(newest=latest, maker=maker, live=state.live + 1)
        elif step.kind in (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE):
            self._recorder.tell(live=max(0, state.live - 1))

    def _lost(self, step: Step, error: HubError) -> None:
        """Give up a write that got no answer: its intent stays unsettled, and the next run looks."""
        self._lost_in_a_row += 1
        self._tracker.fail(step, error)
        if self._lost_in_a_row >= FAILURES_IN_A_ROW:
            self._tracker.halt(error)

    def _looked(self, look: Looking, finished: Finished[Token]) -> None:
        step, error = look.sending.request.step, finished.error
        if isinstance(error, HubError) and not isinstance(error, HALTING):
            self._lost(step, error)
        elif isinstance(error, ExecsyncError):
            self._tracker.fail(step, error)
        elif error is not None:
            raise error
        else:
            self._judge(look, cast("Findings", finished.value))

    def _judge(self, look: Looking, found: Findings) -> None:
        owned = self._recorder.state.owned_ids()
        made = [page for page in found.made if page.row.id not in owned]
        suspects = [page for page in found.suspects if not self._is_anothers(look, page, owned)]
        if made:
            self._adopt(look, made)
        elif suspects:
            self._suspect(look, suspects)
        elif found.archived:
            self._adopt_archived(look, found.archived)
        elif not look.second:
            again = replace(look, second=True)
            self._looks.append((self._clock() + self._timing.look_again, again))
        else:
            self._create_again(look)

    def _is_anothers(self, look: Looking, page: PageSnapshot, owned: frozenset[str]) -> bool:
        """Whether another creation of this run has made, or is about to make, just such a page."""
        others = (d for n, d in self._in_flight.items() if n != look.sending.number)
        looks = {look_of(doubt.page.title, doubt.page.folder_ids) for doubt in others}
        return page.row.id in owned or look_of(page.row.title, page.row.folder_ids) in looks

    def _adopt(self, look: Looking, made: list[PageSnapshot]) -> None:
        step, sent = look.sending.request.step, look.doubt.page
        self._lost_in_a_row = 0
        self._in_flight.pop(look.sending.number, None)
        page, *others = made
        entry = replace(found_page(sent, page), doubles=(*sent.doubles, *suspect_ids(others)))
        self._recorder.settle(Outcome(look.sending.number, (entry,), left_path(step)))
        self._count(step, page)
        if step.change is not None and isinstance(step.change.after, Page):
            self._keep_body(step.change.after.body.text())
        self._tracker.finish(step, entry.id)

    def _adopt_archived(self, look: Looking, page: PageSnapshot) -> None:
        """Record a page that was made, and that somebody has archived since: it is not made again."""
        step, sent = look.sending.request.step, look.doubt.page
        self._lost_in_a_row = 0
        self._in_flight.pop(look.sending.number, None)
        entry = replace(found_page(sent, page), archived=True)
        self._recorder.settle(Outcome(look.sending.number, (entry,), left_path(step)))
        self._tracker.fail(step, _archived(sent.address))

    def _suspect(self, look: Looking, suspects: list[PageSnapshot]) -> None:
        """Leave to a person a page that may have been made and changed since. The doubt stays until then."""
        step = look.sending.request.step
        self._in_flight.pop(look.sending.number, None)
        doubt = replace(look.doubt, suspects=suspect_ids(suspects))
        self._recorder.hold(look.sending.number, doubt)
        obstacle = suspects_obstacle(doubt, [page.row for page in suspects])
        self._tracker.fail(step, ExecsyncError(obstacle.reason, hint=obstacle.way_out))

    def _create_again(self, look: Looking) -> None:
        """Send a creation again of which two looks found nothing: once, or a failing hub is asked for ever.

        The first request may still land: its intent stays in doubt.
        """
        if isinstance(look.error, UnclearWrite) or look.sending.again:
            self._lost(look.sending.request.step, look.error)
        elif not self._tracker.is_halted:
            self._send([look.sending.request], again=True)

    def _polled(self, finished: Finished[Token]) -> None:
        if finished.error is not None:
            raise finished.error
        self._extraction.take_in(cast("PollAnswers", finished.value))


def _unfilled_note(paths: Collection[str]) -> str:
    named = ", ".join(sorted(paths)[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    return f"links to {named} go as they are written, until there is such a page"


def _misses_sources(value: object) -> bool:
    """Whether a page was not written for the sake of its sources, and of nothing else."""
    return isinstance(value, Deleted) or (
        isinstance(value, Edited) and value.fields == ("sources",)
    )


def _refusal(found: Edited | Absent, step: Step) -> ExecsyncError:
    """What keeps a page from being written or archived now."""
    if isinstance(found, Absent):
        known = step.change.before if step.change else None
        address = known.address if isinstance(known, PageState) else step.address
        return _archived(address)
    reason = edited_reason(Observed.of(found.snapshot), found.fields)
    hint = RETIRE_EDITED if step.kind is StepKind.RETIRE_PAGE else f"{ON_DRIFT}; {BOTH_SIDES}"
    return EditedOnWeb(f"conflict: {reason}; nothing was written", hint=hint)


def _archived(address: Address) -> ExecsyncError:
    message = "it was archived on the web; nothing was written"
    return ExecsyncError(message, hint=archived_way_out(address))
