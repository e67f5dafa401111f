"""One request until it is answered, given up, or in doubt."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from execsync.client.answer import Answer
from execsync.client.clock import Clock, tell_when
from execsync.client.key import Key
from execsync.client.notes import RequestNote, limit_of
from execsync.client.pacing import Pacer, Slot
from execsync.client.refusal import describe
from execsync.client.retry import (
    RULES,
    Backoff,
    Call,
    FailureKind,
    RetryDecision,
    failure_of_status,
    makes_doubt,
)
from execsync.client.transport import Attempt, HttpRequest, Transport
from execsync.core.excerpt import show
from execsync.errors import (
    AnswerLost,
    HubUnreachable,
    Incomplete,
    Interrupted,
    KeyRejected,
    TooLate,
)

_UNTOLD_WAIT = 60.0
"""Seconds to wait after a 429 that does not say: the hub's shorter window."""


class Requester:
    """Sends requests through the pacer and the table of `retry`. Safe across threads."""

    def __init__(
        self,
        transport: Transport,
        pacer: Pacer,
        *,
        key: Key,
        clock: Clock,
        backoff: Backoff,
        max_wait: float,
        answer_timeout: float,
        before_write: Callable[[], None],
        on_request: Callable[[RequestNote], None],
    ) -> None:
        self.pacer = pacer
        self.clock = clock
        self.backoff = backoff
        self.max_wait = max_wait
        self.answer_timeout = answer_timeout
        self._transport = transport
        self.address = transport.address
        self.proxy = transport.proxy
        self._key = key
        self._before_write = before_write
        self._on_request = on_request
        self._lock = threading.Lock()
        self._sent = 0
        self._date: datetime | None = None

    @property
    def sent(self) -> int:
        """How many requests have left."""
        return self._sent

    @property
    def date(self) -> datetime | None:
        """The hub's clock at its last answer."""
        return self._date

    def sign(self, data: bytes) -> str:
        """A signature of `data` that only a holder of the key can make."""
        return self._key.sign(data)

    def request(self, request: HttpRequest, *, within: float | None = None) -> Answer:
        """The answer to `request`: 2xx, or 404 or 410 where a repeated DELETE was done by a lost sending.

        With `within`, no sending of it begins later than so many seconds from now: TooLate is raised
        instead. Raises AnswerLost where the hub may have changed and nobody confirmed it, whatever the
        last obstacle was; else KeyRejected, NotFound, RequestRefused, HubUnreachable, BadAnswer,
        Incomplete or Interrupted.
        """
        latest = None if within is None else self.clock.monotonic() + within
        exchange = _Exchange(self, request, latest)
        try:
            return exchange.run()
        except (HubUnreachable, Incomplete, Interrupted, KeyRejected) as error:
            # They say nothing about an earlier sending. Passed on, they would read as "not done".
            if not exchange.in_doubt:
                raise
            obstacle = error
        raise AnswerLost(
            f"{request}: the answer was lost, and it could not be repeated: {obstacle.message}",
            hint=obstacle.hint,
        ) from obstacle

    def say(self, text: str) -> str:
        """Foreign text made fit to be shown: the key taken out first, lest the cut leave half of it."""
        return show(self._key.redact(text))

    def send(
        self,
        request: HttpRequest,
        *,
        attempt: int,
        since: float,
        latest: float | None,
        within: float,
    ) -> Attempt | None:
        """One sending, when the pacer lets it through; None where that is later than `latest`.

        `since` is when the wait for it began; its answer is waited for `within` seconds.
        """
        slot = self.pacer.take()
        if request.call is not Call.READ:
            self._allow(slot)
        started = self.clock.monotonic()
        if latest is not None and started > latest:
            self.pacer.give_back(slot)
            return None
        sending = self._transport.send(request, within=within)
        if sending.failure in (FailureKind.NOT_SENT, FailureKind.UNTRUSTED):
            self.pacer.give_back(slot)
        else:
            self._count(sending.answer)
        note = RequestNote(
            method=request.method,
            path=request.path,
            attempt=attempt,
            status=sending.answer.status if sending.answer is not None else None,
            outcome=self._tell(sending),
            waited=started - since,
            seconds=sending.seconds,
        )
        self._on_request(note)
        return sending

    def _allow(self, slot: Slot) -> None:
        try:
            self._before_write()
        except Exception:
            self.pacer.give_back(slot)
            raise

    def _count(self, answer: Answer | None) -> None:
        date = answer.date if answer is not None else None
        with self._lock:
            self._sent += 1
            self._date = date or self._date

    def _tell(self, sending: Attempt) -> str:
        if sending.failure is not None:
            return f"{sending.failure}: {self.say(sending.detail)}"
        if sending.answer is None or sending.answer.status < 300:
            return "ok"
        return " ".join(self.say(part) for part in sending.answer.error if part) or "failed"


class _Exchange:
    """The sendings of one request, and whether one of them may have been done unseen."""

    def __init__(self, requester: Requester, request: HttpRequest, latest: float | None) -> None:
        self._requester = requester
        self._request = request
        self._latest = latest
        self._sendings = 0
        self._failures = 0
        self._limited = 0
        self._left = requester.answer_timeout
        self.in_doubt = False

    def run(self) -> Answer:
        """Send until there is an answer, or a reason to give up, which is raised."""
        since = self._requester.clock.monotonic()
        while True:
            self._sendings += 1
            sending = self._requester.send(
                self._request,
                attempt=self._sendings,
                since=since,
                latest=self._latest,
                within=self._left,
            )
            if sending is None:
                message = f"{self._request}: held back, for it comes too late"
                raise TooLate(message, in_doubt=self.in_doubt)
            since = self._requester.clock.monotonic()
            self._left -= sending.seconds
            failure = self._failure_of(sending)
            if failure is None:
                return _answer_of(sending)
            decision = RULES[failure][self._request.call].decision
            if decision is RetryDecision.DONE:
                return _answer_of(sending)
            self.in_doubt = self.in_doubt or makes_doubt(self._request.call, failure)
            self._prepare_next(decision, failure, sending)

    def _failure_of(self, sending: Attempt) -> FailureKind | None:
        if sending.answer is None:
            return sending.failure
        return failure_of_status(sending.answer.status, in_doubt=self.in_doubt)

    def _prepare_next(
        self, decision: RetryDecision, failure: FailureKind, sending: Attempt
    ) -> None:
        if decision is RetryDecision.WAIT:
            self._wait_as_told(sending)
        elif decision is RetryDecision.RETRY:
            self._back_off(failure, sending)
        else:
            self._give_up(failure, sending)

    def _back_off(self, failure: FailureKind, sending: Attempt) -> None:
        requester = self._requester
        self._failures += 1
        if self._failures >= requester.backoff.attempts or self._left <= 0:
            self._give_up(failure, sending)
        told = sending.answer.retry_after if sending.answer is not None else None
        if told is not None and told > requester.max_wait:
            self._end_incomplete(told)
        attempts = requester.backoff.attempts
        reason = f"{failure}, attempt {self._failures + 1} of {attempts} follows"
        requester.pacer.pause(max(requester.backoff.delay(self._failures), told or 0.0), reason)

    def _wait_as_told(self, sending: Attempt) -> None:
        requester = self._requester
        self._limited += 1
        told = sending.answer.retry_after if sending.answer is not None else None
        seconds = _UNTOLD_WAIT if told is None else told
        if seconds > requester.max_wait or self._limited >= requester.backoff.attempts:
            self._end_incomplete(seconds)
        # Jitter on top: the other clients of the workspace were told the same second.
        jitter = requester.backoff.delay(self._limited)
        requester.pacer.hold(seconds + jitter, limit_of(seconds))

    def _give_up(self, failure: FailureKind, sending: Attempt) -> NoReturn:
        raise describe(
            self._request,
            failure,
            sending,
            attempts=self._sendings,
            say=self._requester.say,
            address=self._requester.address,
            proxy=self._requester.proxy,
        )

    def _end_incomplete(self, seconds: float) -> NoReturn:
        when = tell_when(self._requester.clock.now(), seconds)
        raise Incomplete(
            f"{self._request}: the hub takes no more requests for now: the {limit_of(seconds)} is met",
            hint=f"run the same command again {when}: what is done stays done",
            retry_after=seconds,
        )


def _answer_of(sending: Attempt) -> Answer:
    if sending.answer is None:
        raise AssertionError("a sending is an answer or a failure")
    return sending.answer
