"""Failures in words: what happened, and what to do next."""

import re
from collections.abc import Callable

from execsync.client.answer import Answer
from execsync.client.endpoint import is_loopback
from execsync.client.retry import Call, FailureKind
from execsync.client.transport import Attempt, HttpRequest
from execsync.errors import (
    AnswerLost,
    BadAnswer,
    HubError,
    HubUnreachable,
    KeyRejected,
    NotFound,
    RequestRefused,
    UnclearWrite,
)

Say = Callable[[str], str]
"""Makes foreign text fit to be shown: short, printable, without the key."""


def describe(
    request: HttpRequest,
    failure: FailureKind,
    sending: Attempt,
    *,
    attempts: int,
    say: Say,
    address: str,
    proxy: str,
) -> HubError:
    """The exception for a failure that is given up on after `attempts` sendings to the hub at `address`.

    `proxy` is the host and port of a proxy in between, or empty.
    """
    answer = sending.answer
    status = answer.status if answer is not None else None
    told = _tell(answer, say) if answer is not None else say(sending.detail)
    message, hint, kind = _WORDS[failure]
    if failure is FailureKind.KEY and status == 403:
        message, hint = _FORBIDDEN
    if failure is FailureKind.REDIRECT and answer is not None:
        told = say(answer.headers.get("location", "another place"))
    if failure is FailureKind.UNREADABLE and request.call is not Call.READ:
        message, hint, kind = _UNCLEAR
    if failure is FailureKind.NOT_SENT:
        told = _ERRNO.sub("", told)
        message = f"the hub at {address} cannot be reached"
        if proxy:
            message, hint = f"{message} through the proxy {proxy}", _PROXY
        if is_loopback(address):
            hint = _PLAIN if "WRONG_VERSION_NUMBER" in told else _NO_LOCAL_HUB
    if failure is FailureKind.MISSING and request.path in _ALWAYS_THERE:
        ends = "" if address.endswith("/rest/v1") else ", which ends in /rest/v1"
        message = f"not found at {address}"
        hint = f"that is no address of the hub's API{ends}: mend EXEC_API_URL"
    if failure is FailureKind.REFUSED:
        hint = next((way for word, way in _LISTED.items() if word in told.lower()), hint)
    if kind is AnswerLost:
        hint = f"{hint}{_LOST_HINTS.get(request.call, _LOST_HINT)}"
    times = f" ({attempts} attempts)" if attempts > 1 else ""
    return kind(f"{request}: {message}{times}: {told}", hint=hint, status=status)


def _tell(answer: Answer, say: Say) -> str:
    code, message = answer.error
    words = ", ".join(say(part) for part in (code, message) if part)
    return f"{answer.status} {words}".rstrip()


_ERRNO = re.compile(r"^\[Errno -?\d+\] ")
_ALWAYS_THERE = (
    "/workspace",
    *(f"/knowledge-hub/{things}" for things in ("pages", "sources", "folders", "skills")),
)
"""What every hub answers for, however empty it is."""
_NO_LOCAL_HUB = (
    "nothing was sent; `execsync hub` starts a local hub, and prints the EXEC_API_URL to set"
)
_PROXY = "nothing was sent; look at the network, and at HTTPS_PROXY, ALL_PROXY and NO_PROXY"
_PLAIN = "nothing was sent; what answers there speaks http, not https: mend EXEC_API_URL"
_LISTED = {
    "folder": "`execsync folders` lists those that there are; mend the file's front matter",
    "skill": "`execsync skills` lists those that there are; mend the file's front matter",
}
"""What to do where the hub's refusal is about what files name by id."""
_LOST_HINT = "what became of it is not known; run the command again, it looks first"
_LOST_HINTS = {
    Call.READ: "nothing was changed by it; run the command again later",
    Call.CREATE_PAGE: "the page may exist: run the command again, it looks before it creates one",
}
_FORBIDDEN = (
    "the hub does not let this key in",
    "the workspace may be inactive: ask its owner",
)
_WORDS: dict[FailureKind, tuple[str, str, type[HubError]]] = {
    FailureKind.NOT_SENT: (
        "the hub cannot be reached",
        "nothing was sent; look at the network, at EXEC_API_URL and at HTTPS_PROXY",
        HubUnreachable,
    ),
    FailureKind.UNTRUSTED: (
        "the hub's certificate is not trusted",
        "nothing was sent; behind a company's proxy, set SSL_CERT_FILE to its certificates",
        HubUnreachable,
    ),
    FailureKind.LOST: ("the answer was lost", "", AnswerLost),
    FailureKind.BROKE: ("the hub failed", "", AnswerLost),
    FailureKind.SENSELESS: (
        "the answer says nothing here",
        "a cache or a proxy may be in between; ",
        AnswerLost,
    ),
    FailureKind.KEY: (
        "the hub rejects the key",
        "look at EXEC_API_KEY, or make a new key in the hub's settings",
        KeyRejected,
    ),
    FailureKind.REDIRECT: (
        "redirects are not followed, for the key would go along; the hub points to",
        "set EXEC_API_URL to the address of the API itself",
        RequestRefused,
    ),
    FailureKind.MISSING: ("not found", "it may have been archived, or be of another hub", NotFound),
    FailureKind.MISSING_AFTER_DOUBT: ("not found", "it may have been archived meanwhile", NotFound),
    FailureKind.REFUSED: (
        "the hub refuses it",
        "mend what it names, and run the same command again",
        RequestRefused,
    ),
    FailureKind.UNREADABLE: (
        "the answer cannot be read",
        "a proxy may be in between; run the command again later",
        BadAnswer,
    ),
}
_UNCLEAR: tuple[str, str, type[HubError]] = (
    "it was carried out, but the answer cannot be read",
    "a proxy may be in between; run the command again, it looks first",
    UnclearWrite,
)
