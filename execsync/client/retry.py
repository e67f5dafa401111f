"""What to do when a request fails: one rule for each kind of call and each failure.

Two questions decide. Was it surely not done? Then it is sent again, whatever it is. May it have been
done? Then only what can be done twice without harm is sent again; a page that was perhaps created is
never created again here: the caller looks first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Call(StrEnum):
    """What a request does to the hub: what decides whether it may be sent twice."""

    READ = "GET"
    UPDATE = "PATCH, PUT"
    ARCHIVE = "DELETE"
    CREATE_SOURCE = "POST of a source"
    CREATE_PAGE = "POST of a page"


class FailureKind(StrEnum):
    """What went wrong with one sending."""

    NOT_SENT = "not sent"
    """No free connection, no address for the name, no connection, no tunnel through the proxy."""
    UNTRUSTED = "certificate not trusted"
    LOST = "no answer"
    """Writing, reading or the protocol failed, or it took too long."""
    BROKE = "the hub failed"
    """5xx, and 408."""
    LIMITED = "rate limited"
    """429."""
    KEY = "key rejected"
    """401 and 403."""
    REDIRECT = "redirected"
    """3xx that names another place."""
    SENSELESS = "senseless answer"
    """3xx that names none, as 304 to a request without conditions."""
    MISSING = "not found"
    """404 and 410, and nothing of this request was in doubt before."""
    MISSING_AFTER_DOUBT = "not found, after an answer was lost"
    """404 and 410 to a repetition."""
    REFUSED = "refused"
    """400 and every other 4xx."""
    UNREADABLE = "unreadable answer"
    """A 2xx whose body is too large, or in a coding that is not read."""


class RetryDecision(StrEnum):
    """What is done after a sending that failed."""

    RETRY = "retry"
    """Send again after the back-off, a bounded number of times."""
    WAIT = "wait"
    """Send again when the hub says so, if that is soon."""
    LOOK = "look"
    """Give up as AnswerLost: the caller looks at the hub before anything is sent again."""
    DONE = "done"
    """What was asked for is so."""
    STOP = "stop"
    """Give up: a repetition would end the same way."""


@dataclass(frozen=True, slots=True)
class RetryRule:
    """A decision and its reason."""

    decision: RetryDecision
    why: str


def _always(decision: RetryDecision, why: str) -> dict[Call, RetryRule]:
    return {call: RetryRule(decision, why) for call in Call}


_IN_DOUBT = {
    Call.READ: RetryRule(RetryDecision.RETRY, "reading changes nothing"),
    Call.UPDATE: RetryRule(
        RetryDecision.RETRY, "the fields are set to given values: the second time changes nothing"
    ),
    Call.ARCHIVE: RetryRule(
        RetryDecision.RETRY, "archived twice is archived; a 404 then tells that it was done"
    ),
    Call.CREATE_SOURCE: RetryRule(
        RetryDecision.RETRY, "the hub knows sources by their URL and answers with the one it has"
    ),
    Call.CREATE_PAGE: RetryRule(
        RetryDecision.LOOK, "the page may exist, and the same POST twice makes two pages"
    ),
}

RULES: dict[FailureKind, dict[Call, RetryRule]] = {
    FailureKind.NOT_SENT: _always(
        RetryDecision.RETRY, "no byte of the request left, so nothing was done"
    ),
    FailureKind.UNTRUSTED: _always(
        RetryDecision.STOP, "the same certificate would come again; nothing was sent to it"
    ),
    # A keep-alive connection that the hub closed in the same moment also ends here ("disconnected
    # without sending a response"): most often nothing was done, but the client cannot know.
    FailureKind.LOST: _IN_DOUBT,
    # 5xx may come from a gateway that gave up on a hub still working, or after the work was done.
    FailureKind.BROKE: _IN_DOUBT,
    FailureKind.LIMITED: _always(
        RetryDecision.WAIT, "the hub counts before it works: nothing was done"
    ),
    FailureKind.KEY: _always(RetryDecision.STOP, "no request with this key can succeed"),
    # A POST that follows a redirect becomes a GET or goes to another host with the key.
    FailureKind.REDIRECT: _always(
        RetryDecision.STOP, "redirects are not followed, and nothing was done"
    ),
    # A cache or a proxy says so by itself, before or after the hub has worked.
    FailureKind.SENSELESS: _IN_DOUBT,
    FailureKind.MISSING: _always(
        RetryDecision.STOP, "the id names nothing, and will not when asked again"
    ),
    FailureKind.MISSING_AFTER_DOUBT: {
        **_always(RetryDecision.STOP, "the id names nothing, and will not when asked again"),
        Call.ARCHIVE: RetryRule(
            RetryDecision.DONE, "the sending whose answer was lost has archived it"
        ),
    },
    FailureKind.REFUSED: _always(RetryDecision.STOP, "the same request would be refused again"),
    FailureKind.UNREADABLE: _always(
        RetryDecision.STOP, "it was done, and the answer would not get shorter"
    ),
}


def failure_of_status(status: int, *, in_doubt: bool) -> FailureKind | None:
    """The failure that an HTTP status means, None for 2xx. `in_doubt`: an earlier answer was lost."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return FailureKind.REDIRECT if status in _ELSEWHERE else FailureKind.SENSELESS
    failure = _BY_STATUS.get(
        status, FailureKind.REFUSED if 400 <= status < 500 else FailureKind.BROKE
    )
    if failure is FailureKind.MISSING and in_doubt:
        return FailureKind.MISSING_AFTER_DOUBT
    return failure


_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_BY_STATUS = {
    401: FailureKind.KEY,
    403: FailureKind.KEY,
    404: FailureKind.MISSING,
    410: FailureKind.MISSING,
    # A gateway says it about the hub behind it too; then it is a 504 by another number.
    408: FailureKind.BROKE,
    429: FailureKind.LIMITED,
}


def makes_doubt(call: Call, failure: FailureKind) -> bool:
    """Whether a sending that failed so may have changed something on the hub."""
    return call is not Call.READ and RULES[failure] is _IN_DOUBT


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential back-off with full jitter, as Amazon's "Timeouts, retries and backoff with jitter".

    `attempts` counts sendings, the first included; times are seconds; `random` gives [0, 1).
    """

    random: Callable[[], float]
    base: float = 0.5
    cap: float = 20.0
    attempts: int = 5

    def delay(self, failures: int) -> float:
        """How long to wait after so many failures, at least one."""
        return self.random() * min(self.cap, self.base * 2.0 ** (failures - 1))
