"""How answers come over the wire: headers, encodings, and the moods of servers and proxies."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.support.proxy import Change, Passing

from .difference import goes_on


def having(**given: object) -> Change:
    """Answers with these properties of `Passing`."""

    def change(answer: Passing) -> None:
        for name, value in given.items():
            setattr(answer, name, value)

    return change


def headed(**fields: str) -> Change:
    """Answers with these header fields."""
    return lambda answer: answer.headers.update(
        {name.replace("_", "-"): value for name, value in fields.items()}
    )


def bare(*names: str) -> Change:
    """Answers without these header fields."""

    def change(answer: Passing) -> None:
        for name in names:
            answer.headers.pop(name, None)

    return change


def cased(spell: Callable[[str], str]) -> Change:
    """Answers whose names of header fields are written so."""

    def change(answer: Passing) -> None:
        answer.headers = {spell(name): value for name, value in answer.headers.items()}

    return change


def in_pieces(size: int) -> Change:
    """A chunked answer, cut so."""
    return having(pieces=lambda body: [body[i : i + size] for i in range(0, len(body), size)])


def slow(body: bytes) -> list[bytes]:
    """Three pieces, the last of which lets itself be waited for."""
    time.sleep(0.01)
    third = max(1, len(body) // 3)
    return [body[:third], body[third : 2 * third], body[2 * third :]]


def zipped(kind: str) -> Change:
    """A compressed answer."""
    return lambda answer: answer.zip(kind) if answer.body else None


def zipped_in_pieces(answer: Passing) -> None:
    zipped("gzip")(answer)
    in_pieces(7)(answer)


def to_the_end(answer: Passing) -> None:
    """HTTP/1.0: the body ends with the connection."""
    having(version="HTTP/1.0", keep=False, with_length=False)(answer)


def closed(answer: Passing) -> None:
    having(keep=False)(answer)


def length_twice(answer: Passing) -> None:
    answer.lines.append(f"Content-Length: {len(answer.body)}")


def dated(**ahead: float) -> Change:
    """Answers of a hub whose clock is so far from that of its rows."""

    def change(answer: Passing) -> None:
        answer.headers["Date"] = format_datetime(
            datetime.now(UTC) + timedelta(**ahead), usegmt=True
        )

    return change


ROWS = [
    goes_on("chunked", in_pieces(1000)),
    goes_on("chunked, byte by byte", in_pieces(1)),
    goes_on("chunked and slow", having(pieces=slow)),
    goes_on(
        "chunked with extensions in no order",
        having(pieces=lambda body: [body], lines=["TE: trailers"]),
    ),
    goes_on("gzip", zipped("gzip")),
    goes_on("deflate", zipped("deflate")),
    goes_on("gzip, chunked", zipped_in_pieces),
    goes_on("a connection for each answer", closed),
    goes_on("HTTP/1.0", having(version="HTTP/1.0", keep=False)),
    goes_on("bodies that end with the connection", to_the_end),
    goes_on("header names in capitals", cased(str.upper)),
    goes_on("header names in small letters", cased(str.lower)),
    goes_on("a hundred headers", having(lines=[f"X-Header-{n}: {n}" for n in range(90)])),
    goes_on("a long header", having(lines=[f"X-Trace: {'t' * 8000}"])),
    goes_on("the same header twice", having(lines=["Vary: Accept", "Vary: Origin"])),
    goes_on("Content-Length twice", length_twice),
    goes_on("cookies", headed(Set_Cookie="session=1; Path=/; HttpOnly")),
    goes_on("an ETag", headed(ETag='W/"1"', Last_Modified="Tue, 04 Mar 2025 10:20:30 GMT")),
    goes_on("caching headers", headed(Cache_Control="max-age=3600", Age="12", Via="1.1 cache")),
    goes_on(
        "rate limit headers",
        headed(RateLimit_Limit="60", RateLimit_Remaining="0", X_Request_Id="1"),
    ),
    goes_on("Retry-After on what succeeds", headed(Retry_After="3600")),
    goes_on(
        "deprecation headers", headed(Deprecation="true", Sunset="Sat, 01 Jan 2028 00:00:00 GMT")
    ),
    goes_on("no Content-Type", bare("Content-Type")),
    goes_on("Content-Type text/plain", headed(Content_Type="text/plain")),
    goes_on("Content-Type text/html", headed(Content_Type="text/html; charset=utf-8")),
    goes_on("Content-Type of JSON:API", headed(Content_Type="application/vnd.api+json")),
    goes_on(
        "Content-Type with another charset",
        headed(Content_Type="application/json; charset=iso-8859-1"),
    ),
    goes_on(
        "Content-Type with a charset that is none",
        headed(Content_Type="application/json; charset=?"),
    ),
    goes_on("no Date", bare("Date")),
    goes_on("a Date that is none", headed(Date="yesterday")),
    goes_on("a Date an hour ahead", dated(hours=1)),
    goes_on("a Date a day behind", dated(days=-1)),
    goes_on("no reason phrase", having(phrase="")),
    goes_on("another reason phrase", having(phrase="Fine, and you?")),
    goes_on("100 Continue before each answer", having(before=b"HTTP/1.1 100 Continue\r\n\r\n")),
    goes_on(
        "early hints before each answer",
        having(before=b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
    ),
    goes_on(
        "a server that says who it is",
        headed(Server="cloud", X_Powered_By="Rails", Keep_Alive="timeout=5"),
    ),
]
