"""Failures in words: what happened, and what to do next."""

from collections.abc import Callable

from execsync.client.answer import Answer
from execsync.client.retry import Call, Failure
from execsync.client.transport import Request
from execsync.errors import (
    AnswerLost,
    BadAnswer,
    HubError,
    HubUnreachable,
    KeyRejected,
    NotFound,
    RequestRefused,
)

Say = Callable[[str], str]
"""Makes foreign text fit to be shown: short, printable, without the key."""


def describe(
    request: Request, failure: Failure, answer: Answer | None, *, detail: str, say: Say
) -> HubError:
    """The exception for a failure that is given up on. `detail` is used where there is no answer."""
    status = answer.status if answer is not None else None
    told = _tell(answer, say) if answer is not None else say(detail)
    message, hint, kind = _WORDS[failure]
    if failure is Failure.KEY and status == 403:
        message, hint = _FORBIDDEN
    if failure is Failure.REDIRECT and answer is not None:
        told = say(answer.headers.get("location", "another place"))
    if request.call is Call.CREATE_PAGE and kind is AnswerLost:
        hint = "the page may exist: the next run looks for it before it creates it again"
    return kind(f"{request}: {message}: {told}", hint=hint, status=status)


def _tell(answer: Answer, say: Say) -> str:
    code, message = answer.error
    words = ", ".join(say(part) for part in (code, message) if part)
    return f"{answer.status} {words}".rstrip()


_LOST_HINT = "what became of it is not known; run the command again, it looks first"
_FORBIDDEN = (
    "the hub does not let this key in",
    "the workspace may be inactive: ask its owner",
)
_WORDS: dict[Failure, tuple[str, str, type[HubError]]] = {
    Failure.NOT_SENT: (
        "the hub cannot be reached",
        "nothing was sent; look at the network, at EXEC_API_URL and at HTTPS_PROXY",
        HubUnreachable,
    ),
    Failure.UNTRUSTED: (
        "the hub's certificate is not trusted",
        "nothing was sent; behind a company's proxy, set SSL_CERT_FILE to its certificates",
        HubUnreachable,
    ),
    Failure.LOST: ("the answer was lost", _LOST_HINT, AnswerLost),
    Failure.BROKE: ("the hub failed", _LOST_HINT, AnswerLost),
    Failure.KEY: (
        "the hub rejects the key",
        "look at EXEC_API_KEY, or make a new key in the hub's settings",
        KeyRejected,
    ),
    Failure.REDIRECT: (
        "redirects are not followed, for the key would go along; the hub points to",
        "set EXEC_API_URL to the address of the API itself",
        RequestRefused,
    ),
    Failure.MISSING: ("not found", "it may have been archived, or be of another hub", NotFound),
    Failure.MISSING_AFTER_DOUBT: ("not found", "it may have been archived meanwhile", NotFound),
    Failure.REFUSED: ("the hub refuses it", "", RequestRefused),
    Failure.UNREADABLE: (
        "it was carried out, but the answer cannot be read",
        "a proxy may be in between; run the command again, it looks first",
        BadAnswer,
    ),
}
