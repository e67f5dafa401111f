"""Carrying out steps: one thread decides and writes down, a few others send requests."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from execsync import looking
from execsync.core.digest import body_digest
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Page
from execsync.core.running.doubt import is_as_sent
from execsync.core.running.events import Event
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import (
    adopted_page,
    doubt_of_step,
    found_page,
    left_path,
    recorded_page,
)
from execsync.core.running.record import Outcome
from execsync.core.running.request import Request, make_request
from execsync.core.running.result import ApplyResult
from execsync.core.running.waiting import Tempo
from execsync.core.snapshot import PageSnapshot
from execsync.core.state import Doubt, PageState
from execsync.errors import AnswerLost, BadAnswer, ExecsyncError, HubError, Interrupted
from execsync.extraction import Extraction
from execsync.recorder import Recorder
from execsync.sending import Sending, call, outcome_of
from execsync.walk import HALTING, Walk
from execsync.workers import Finished, Workers

IN_DOUBT = (AnswerLost, BadAnswer)
"""After one of these the request may have been carried out."""

FAILURES_IN_A_ROW = 5
"""So many steps that get no answer, one after another, mean that the hub is down."""

TICK = 0.2
"""Seconds after which the main thread looks up from waiting, to see whether it is asked to stop."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A look for the page of a lost creation. The second one decides.

    After a BadAnswer there is nothing to decide: the page was made, and must not be made again.
    """

    sending: Sending
    doubt: Doubt
    error: HubError
    second: bool = False


@dataclass(frozen=True, slots=True)
class Polling:
    """A question about extractions."""


Token = Sending | Looking | Polling


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
        listen: Callable[[Event], None],
        keep_body: Callable[[str], None],
        parallelism: int,
        tempo: Tempo,
    ) -> None:
        self._walk = Walk(steps, listen)
        self._hub = hub
        self._recorder = recorder
        self._stop = stop
        self._clock = clock
        self._keep_body = keep_body
        self._parallelism = parallelism
        self._tempo = tempo
        self._workers: Workers[Token] = Workers(parallelism)
        self._extraction = Extraction(hub, recorder, self._walk, clock, tempo)
        self._looks: list[tuple[float, Looking]] = []
        self._lost_in_a_row = 0
        self._answers: deque[tuple[Sending, object]] = deque()

    def run(self) -> ApplyResult:
        """Walk the steps until each is done, failed or left; what was sent is always waited for.

        Raises JournalError or StateError when something cannot be written down.
        """
        try:
            while not self._is_over():
                self._start()
                written = self._write_down_one()
                self._take_in(0.0 if written else self._patience())
                self._extraction.expire()
                self._recorder.save_if_due()
                self._walk.tick()
        finally:
            self._workers.close()
        return self._walk.end()

    def _is_over(self) -> bool:
        if self._stop.is_set():
            self._walk.halt(Interrupted("stopped before the end, as asked"))
        if self._walk.is_halted:
            return self._workers.busy == 0 and not self._answers
        return self._walk.schedule.is_finished

    def _start(self) -> None:
        """Give the free workers something to do, with one fsync for the intents of all of it."""
        if self._walk.is_halted:
            return
        self._start_looks_and_polls()
        requests: list[Request] = []
        while self._workers.busy + len(requests) < self._parallelism:
            step = self._walk.schedule.take()
            if step is None:
                break
            if step.kind is StepKind.AWAIT_SOURCE:
                self._extraction.wait_for(step)
            elif step.kind is StepKind.RECORD:
                self._record(step)
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

    def _send(self, requests: list[Request], *, again: bool = False) -> None:
        since = self._hub.hub_time() or ""
        doubts = [doubt_of_step(r.step, r.page, since=since) for r in requests]
        intents = [(r.step.kind, r.step.address, d) for r, d in zip(requests, doubts, strict=True)]
        numbers = self._recorder.intend(intents) if intents else []
        for request, number, doubt in zip(requests, numbers, doubts, strict=True):
            self._walk.start(request.step)
            sending = Sending(request, number, doubt, again)
            self._workers.submit(sending, call(self._hub, request))

    def _record(self, step: Step) -> None:
        change = step.change
        if change and isinstance(change.after, Page) and isinstance(change.before, PageState):
            entry = recorded_page(change.after, change.before)
            self._recorder.note(Outcome(0, (entry,), left_path(step)))
        elif change and change.after is None:
            self._recorder.note(Outcome(0, drop=(change.address,)))
        self._walk.finish(step)

    def _look(self, look: Looking) -> None:
        owned = self._recorder.state.owned_ids()
        self._workers.submit(look, lambda: looking.look(self._hub, look.doubt, owned))

    def _write_down_one(self) -> bool:
        """Write down one answer, and say whether there was any.

        One, because between two of them whoever has become free is given something to do: the hub is
        not to wait until we have written.
        """
        if not self._answers:
            return False
        sending, value = self._answers.popleft()
        self._settle(sending, outcome_of(sending, value, self._recorder.state))
        return True

    def _take_in(self, patience: float) -> None:
        """Wait up to so many seconds for something to end, then take in all that has."""
        finished = self._workers.next(patience)
        while finished is not None:
            match finished.token:
                case Sending() as sending:
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

    def _answered(self, sending: Sending, finished: Finished[Token]) -> None:
        step, error = sending.request.step, finished.error
        if error is None:
            self._lost_in_a_row = 0
            self._answers.append((sending, finished.value))
        elif isinstance(error, IN_DOUBT) and sending.doubt and step.kind is StepKind.CREATE_PAGE:
            self._walk.note(step, f"{error.message}; looking whether the page was made")
            self._look(Looking(sending, sending.doubt, error))
        elif isinstance(error, IN_DOUBT):
            self._lost(step, error)
        elif isinstance(error, ExecsyncError):
            self._recorder.settle(Outcome(sending.number))
            self._walk.fail(step, error)
        else:
            raise error

    def _settle(self, sending: Sending, outcome: Outcome) -> None:
        self._recorder.settle(outcome)
        change = sending.request.step.change
        if change is not None and isinstance(change.after, Page):
            self._keep_body(change.after.body.text())
        self._walk.finish(sending.request.step, next((entry.id for entry in outcome.put), ""))

    def _lost(self, step: Step, error: HubError) -> None:
        """A write got no answer for good: its intent stays unsettled, and the next run looks."""
        self._lost_in_a_row += 1
        self._walk.fail(step, error)
        if self._lost_in_a_row >= FAILURES_IN_A_ROW:
            self._walk.halt(error)

    def _looked(self, look: Looking, finished: Finished[Token]) -> None:
        step, error = look.sending.request.step, finished.error
        if isinstance(error, HubError) and not isinstance(error, HALTING):
            self._lost(step, error)
        elif isinstance(error, ExecsyncError):
            self._walk.fail(step, error)
        elif error is not None:
            raise error
        elif isinstance(finished.value, PageSnapshot):
            self._adopt(look, finished.value)
        elif not look.second:
            again = replace(look, second=True)
            self._looks.append((self._clock() + self._tempo.look_again, again))
        else:
            self._create_again(look)

    def _adopt(self, look: Looking, snapshot: PageSnapshot) -> None:
        step, sent = look.sending.request.step, look.doubt.page
        self._lost_in_a_row = 0
        if is_as_sent(look.doubt, snapshot):
            if body_digest(snapshot.body or "") != sent.body:
                text = "the hub shows its text differently; taken as the hub's way of storing it"
                self._walk.note(step, text)
            outcome = Outcome(look.sending.number, (found_page(sent, snapshot),), left_path(step))
            self._settle(look.sending, outcome)
        else:
            # Perhaps a twin's page that landed late: ours may still land, so that the doubt is kept.
            self._recorder.note(Outcome(0, (adopted_page(sent, snapshot),), left_path(step)))
            text = f"the hub has a page for it that shows something else ({snapshot.row.id})"
            hint = "it is taken for this file: the next apply writes what differs"
            self._walk.fail(step, ExecsyncError(text, hint=hint))

    def _create_again(self, look: Looking) -> None:
        """Two looks found nothing: once more, and not again, or a hub that fails would be asked for ever.

        The first request may still land: its intent stays in doubt.
        """
        if isinstance(look.error, BadAnswer) or look.sending.again:
            self._lost(look.sending.request.step, look.error)
        elif not self._walk.is_halted:
            self._send([look.sending.request], again=True)

    def _polled(self, finished: Finished[Token]) -> None:
        error = finished.error
        if isinstance(error, HALTING):
            self._walk.halt(error)
        elif error is not None and not isinstance(error, HubError):
            raise error
        statuses = cast("dict[str, str]", finished.value) if error is None else {}
        self._extraction.take_in(statuses)
