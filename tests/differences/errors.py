"""Answers that refuse, fail, or have nothing to do with the hub: once, and for ever."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.support.proxy import Asking, Change, Passing

from .difference import PAGE, PAGES, SOURCES, Difference, Ends, Once, answered, at, stops, waits

SIGN_IN = b"<!doctype html><title>Sign in</title><form>"
GATEWAY = b"<html><h1>502 Bad Gateway</h1></html>"
SOON = {"retry_after": 0.02}


def soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=0.01), usegmt=True)


def limited(body: Any, **headers: str) -> Change:
    return answered(429, body, **headers)


def dated_limit(answer: Passing) -> None:
    limited({}, Retry_After=soon())(answer)


def cut_short(answer: Passing) -> None:
    answer.body = answer.body[: len(answer.body) // 2]


def torn(answer: Passing) -> None:
    """Half of the body, and the end of the connection."""
    answer.lines.append(f"Content-Length: {len(answer.body)}")
    answer.body = answer.body[: len(answer.body) // 2]
    answer.with_length = answer.keep = False


def not_http(answer: Passing) -> None:
    answer.before = b"SSH-2.0-OpenSSH_9.6\r\n\r\n"


ONCE = [
    waits("a limit, told in the body", Once(limited(SOON), "GET", PAGES)),
    waits(
        "a limit, told inside of error",
        Once(limited({"error": {"code": "slow", **SOON}}), "GET", PAGE),
    ),
    waits("a limit, told as a text", Once(limited({"retry_after": "0.02"}), "GET", PAGES)),
    waits("a limit, told in the header", Once(limited({}, Retry_After="0"), "GET", PAGES)),
    waits("a limit, told as a date", Once(dated_limit, "GET", PAGES)),
    waits(
        "a limit, told in plain text",
        Once(limited(b"Slow down", Content_Type="text/plain", Retry_After="0"), "GET", PAGES),
    ),
    waits("500, once", Once(answered(500, {"message": "Oops"}), "GET", PAGES)),
    waits("502 of a gateway, once", Once(answered(502, GATEWAY), "GET", PAGES)),
    waits(
        "503 for maintenance, once", Once(answered(503, b"", Retry_After="0"), "GET", "/workspace")
    ),
    waits("504 for a page, once", Once(answered(504, GATEWAY), "GET", PAGE)),
    waits("408, once", Once(answered(408), "GET", PAGES)),
    waits("520 of a gateway, once", Once(answered(520), "GET", PAGES)),
    waits("304 of a cache, once", Once(answered(304), "GET", PAGES)),
    waits("half an answer, once", Once(torn, "GET", PAGES)),
    waits("an answer that is no HTTP, once", Once(not_http, "GET", PAGES)),
    waits(
        "500 after a page was made",
        Once(answered(500), "POST", PAGES),
        told="looking whether the page was made",
    ),
    waits(
        "504 after a page was made",
        Once(answered(504, GATEWAY), "POST", PAGES),
        told="looking whether the page was made",
    ),
    waits(
        "304 after a page was made",
        Once(answered(304), "POST", PAGES),
        told="looking whether the page was made",
    ),
    waits(
        "half an answer after a page was made",
        Once(torn, "POST", PAGES),
        told="looking whether the page was made",
    ),
    waits(
        "HTML after a page was made",
        Once(answered(201, SIGN_IN), "POST", PAGES),
        told="looking whether the page was made",
    ),
    waits("500 after a page was changed", Once(answered(500), "PATCH", PAGE)),
    waits("half an answer after a page was changed", Once(torn, "PATCH", PAGE)),
    waits("HTML after a page was changed", Once(answered(200, SIGN_IN), "PATCH", PAGE)),
    waits("502 after a page was archived", Once(answered(502, GATEWAY), "DELETE", PAGE)),
    waits("500 after a source was made", Once(answered(500), "POST", SOURCES)),
]

WHY = "title is too long"


def unsent(asking: Asking) -> None:
    """Keep the creation of a page from the hub."""
    if (asking.method, asking.path) == ("POST", PAGES):
        asking.path = "/nowhere"


def refused(name: str, told: str, status: int, body: Any, **headers: str) -> Difference:
    """A hub that makes no pages."""
    change = at(PAGES, answered(status, body, **headers), "POST")
    return Difference(name, change, Ends.STOPS, told, ask=unsent)


ALWAYS = [
    stops(
        "a key that is refused",
        answered(401, {"title": "Unauthorized", "detail": "No such key"}),
        "the hub rejects the key: 401 Unauthorized; No such key",
    ),
    stops(
        "a key that is forbidden",
        answered(403, {"error": "workspace_inactive"}),
        "does not let this key in: 403 workspace_inactive",
    ),
    stops(
        "another place",
        answered(302, b"", Location="https://elsewhere.example/"),
        "redirects are not followed",
    ),
    stops(
        "another place for good", answered(308, b"", Location="/v2"), "redirects are not followed"
    ),
    stops("304 always", answered(304), "the answer says nothing here"),
    stops("404 always", answered(404, {"detail": "Not Found"}), ": 404 Not Found"),
    stops("410 always", answered(410, {"message": "v1 has ended"}), ": 410 v1 has ended"),
    stops("426 always", answered(426, {"message": "Upgrade"}), "the hub refuses it: 426 Upgrade"),
    stops(
        "451 always",
        answered(451, b"Not here", Content_Type="text/plain"),
        "the hub refuses it: 451 Not here",
    ),
    stops(
        "500 always", answered(500, {"errors": ["Oops"]}), "the hub failed (5 attempts): 500 Oops"
    ),
    stops("503 always", answered(503, GATEWAY), "the hub failed (5 attempts): 503"),
    stops(
        "a page to sign in always",
        answered(200, SIGN_IN),
        "a proxy or a sign-in page may be in between",
    ),
    stops("nothing always", answered(200), "should be a JSON object, and is not"),
    stops("204 always", answered(204), "should be a JSON object, and is not"),
    stops(
        "an error with 200",
        answered(200, {"error": {"message": "Oops"}}),
        "id should be text, and is null or absent",
    ),
    stops("a text always", answered(200, "fine"), "should be a JSON object, and is not"),
    stops("NaN always", answered(200, b'{"id": NaN}'), "should be a JSON object, and is not"),
    stops("half of the JSON always", cut_short, "should be a JSON object, and is not"),
    stops("half an answer always", torn, "the answer was lost (5 attempts)"),
    stops(
        "a day that is used up",
        limited({"retry_after": 40_000}),
        "the hub takes no more requests for now",
        code=3,
    ),
    stops(
        "a limit without an end",
        limited({"retry_after": 0.001}),
        "the hub takes no more requests for now",
        code=3,
    ),
]

REFUSALS = [
    refused(
        "pages are refused with detail", f"the hub refuses it: 400 {WHY}", 400, {"detail": WHY}
    ),
    refused(
        "pages are refused with problem+json",
        f"422 Unprocessable; {WHY}",
        422,
        {"type": "about:blank", "title": "Unprocessable", "detail": WHY},
    ),
    refused(
        "pages are refused with errors by field",
        "422 title: is too long",
        422,
        {"errors": {"title": ["is too long"]}},
    ),
    refused(
        "pages are refused with a list of errors",
        "400 title: is too long",
        400,
        {"errors": [{"field": "title", "message": "is too long"}]},
    ),
    refused("pages are refused with error as a text", f"409 {WHY}", 409, {"error": WHY}),
    refused(
        "pages are refused in plain text",
        f"413 {WHY}",
        413,
        WHY.encode(),
        Content_Type="text/plain",
    ),
    refused("pages are refused without a word", "the hub refuses it: 400", 400, b""),
    refused("pages are refused with 405", "405 no", 405, {"message": "no"}),
    refused("pages are never made", "the hub failed: 503", 503, GATEWAY),
]


ROWS = [*ONCE, *ALWAYS, *REFUSALS]
