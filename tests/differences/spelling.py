"""Fields of pages, sources and the workspace: other spellings, and fields that are not there."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any
from unicodedata import normalize

from tests.support.proxy import Asking, Passing

from .difference import (
    PAGES,
    Difference,
    at,
    each_page,
    each_source,
    each_time,
    goes_on,
    respelt,
    stops,
    with_fields,
    without,
)


def moved(hours: int) -> Any:
    """Times of another zone."""
    zone = timezone(timedelta(hours=hours))
    return lambda text: datetime.fromisoformat(text).astimezone(zone).isoformat()


TIMES = [
    goes_on("times in small letters", each_time(str.lower)),
    goes_on("times with +00:00", each_time(lambda t: t.replace("Z", "+00:00"))),
    goes_on("times with +0000", each_time(lambda t: t.replace("Z", "+0000"))),
    goes_on("times of another zone", each_time(moved(2))),
    goes_on("times of a zone behind", each_time(moved(-11))),
    goes_on("times with milliseconds", each_time(lambda t: t.replace("Z", ".000Z"))),
    goes_on("times with nanoseconds", each_time(lambda t: t.replace("Z", ".000000001Z"))),
    goes_on("times with a comma", each_time(lambda t: t.replace("Z", ",5Z"))),
    goes_on("times with a blank for the T", each_time(lambda t: t.replace("T", " "))),
    goes_on("times without a zone", each_time(lambda t: t.replace("Z", ""))),
    goes_on("times of rows and pages in two forms", at(PAGES, each_time(moved(1)))),
]


def listed_as_ids(row: dict[str, Any]) -> None:
    for name in ("folders", "skills", "sources"):
        if name in row:
            row[name] = [item["id"] for item in row[name]]


def titled_draft(row: dict[str, Any]) -> None:
    if "draft" in row and row["draft"] is None:
        row["draft"] = {"title": row["title"], "content": row["content"]}


def untitled_draft(row: dict[str, Any]) -> None:
    if row.get("draft"):
        del row["draft"]["title"]


def filled(row: dict[str, Any]) -> None:
    """Leave out what is null or empty, as many serialisers do."""
    for name in [name for name, value in row.items() if value in (None, [], "")]:
        del row[name]


def nulled(row: dict[str, Any]) -> None:
    """Null in the place of empty lists and texts."""
    for name, value in row.items():
        row[name] = None if value in ([], "") else value


HIDDEN = "the hub does not show what was sent"

PAGE_FIELDS = [
    goes_on("status with a capital", each_page(respelt("status", str.title))),
    goes_on("status in capitals", each_page(respelt("status", str.upper))),
    goes_on("visibility in capitals", each_page(respelt("visibility", str.upper))),
    goes_on("version as a text", each_page(respelt("version", str))),
    goes_on("version as 1.0", each_page(respelt("version", float))),
    goes_on("rows without a version", each_page(without("version"), alone=False)),
    goes_on("no version at all", each_page(without("version"))),
    goes_on("version null", each_page(with_fields(version=None))),
    goes_on("version counted from 0", each_page(respelt("version", lambda v: v - 1))),
    goes_on("folders as ids", each_page(listed_as_ids)),
    goes_on("rows without folders", each_page(without("folders"), alone=False)),
    goes_on("rows with folders null", each_page(with_fields(folders=None), alone=False)),
    goes_on(
        "folders without names",
        each_page(respelt("folders", lambda f: [{"id": x["id"]} for x in f])),
    ),
    goes_on("no skills", each_page(without("skills"))),
    goes_on("skills null", each_page(with_fields(skills=None))),
    goes_on("owner as an id", each_page(respelt("owner", lambda o: o["id"]))),
    goes_on("no owner", each_page(without("owner"))),
    goes_on("owner null", each_page(with_fields(owner=None))),
    goes_on("owner without an id", each_page(with_fields(owner={"email": "a@b.example"}))),
    goes_on("owner as a name", each_page(with_fields(owner=["somebody"]))),
    goes_on("source_count as a text", each_page(respelt("source_count", str))),
    goes_on("no source_count", each_page(without("source_count"))),
    goes_on("cover null", each_page(with_fields(cover=None))),
    goes_on("no published_at", each_page(without("published_at"))),
    goes_on("published_at as a number", each_page(with_fields(published_at=7))),
    goes_on("rows without created_at", each_page(without("created_at"), alone=False)),
    goes_on("no created_at", each_page(without("created_at"))),
    goes_on("rows without updated_at", each_page(without("updated_at"), alone=False)),
    goes_on("no updated_at", each_page(without("updated_at"))),
    goes_on("updated_at null", each_page(with_fields(updated_at=None))),
    goes_on("more fields", each_page(with_fields(locale="en", tags=[1, {}], review={"by": None}))),
    goes_on(
        "an unknown status for drafts",
        each_page(respelt("status", lambda s: {"draft": "in_review"}.get(s, s))),
    ),
    goes_on(
        "an unknown status for live pages",
        each_page(respelt("status", lambda s: {"published": "live"}.get(s, s))),
    ),
    goes_on(
        "another word for archived",
        each_page(respelt("status", lambda s: {"archived": "deleted"}.get(s, s))),
    ),
    goes_on("an unknown visibility", each_page(with_fields(visibility="team"))),
    goes_on(
        "titles composed otherwise", each_page(respelt("title", lambda t: normalize("NFD", t)))
    ),
    goes_on("texts with CRLF", each_page(respelt("content", lambda t: t.replace("\n", "\r\n")))),
    goes_on("texts with a last line break", each_page(respelt("content", lambda t: f"{t}\n"))),
    goes_on("drafts that are always there", each_page(titled_draft)),
    goes_on("drafts without a title", each_page(untitled_draft)),
    goes_on("no draft is ever shown", each_page(without("draft"))),
    goes_on("what is empty is left out", each_page(filled)),
    goes_on("what is empty is null", each_page(nulled)),
    stops("no text of a live page is ever shown", each_page(without("content")), HIDDEN),
    goes_on("text null", each_page(with_fields(content=None))),
    stops("no sources of a page are ever shown", each_page(without("sources")), HIDDEN),
    goes_on("sources of pages null", each_page(with_fields(sources=None))),
]


class Numbers:
    """Ids as numbers: a proxy that knows the text behind each."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def change(self, answer: Passing) -> None:
        """Put a number in the place of each id of the hub's own."""
        if answer.body:
            answer.json = self._number(answer.json)

    def ask(self, asking: Asking) -> None:
        """Put the ids back."""
        for number, text in self._texts.items():
            asking.path = asking.path.replace(number, text)
            asking.body = asking.body.replace(f'"{number}"'.encode(), f'"{text}"'.encode())

    def _number(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._number(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self._of(inner) if name == "id" else self._number(inner)
            for name, inner in value.items()
        }

    def _of(self, text: str) -> Any:
        if text.count("-") != 4:  # of a folder, which people choose
            return text
        number = int(text.replace("-", "")[:13], 16)
        self._texts[str(number)] = text
        return number


def ids_as_numbers() -> Difference:
    numbers = Numbers()
    return Difference("ids as numbers", numbers.change, ask=numbers.ask, lasts=True)


def with_request_id(answer: Passing) -> None:
    if answer.body and answer.status < 300 and not answer.is_list:
        answer.json = {"data": answer.json, "request_id": "req_1", "meta": {}}


def wrapped(answer: Passing, *, lists: bool) -> None:
    if answer.body and answer.status < 300 and (lists or not answer.is_list):
        answer.json = {"data": answer.json}


def rewritten(**options: Any) -> Any:
    """The same JSON in other bytes."""
    encoding = options.pop("encoding", "utf-8")

    def change(answer: Passing) -> None:
        if answer.body:
            answer.body = json.dumps(answer.json, **options).encode(encoding)

    return change


SHAPES = [
    ids_as_numbers(),
    goes_on("one object in data", lambda answer: wrapped(answer, lists=False)),
    goes_on("everything in data", lambda answer: wrapped(answer, lists=True)),
    goes_on("one object in data with a request id", with_request_id),
    goes_on("JSON with a byte order mark", rewritten(encoding="utf-8-sig")),
    goes_on("JSON in UTF-16", rewritten(encoding="utf-16")),
    goes_on("JSON with escapes", rewritten(ensure_ascii=True)),
    goes_on("JSON without escapes", rewritten(ensure_ascii=False)),
    goes_on("JSON with indentation", rewritten(indent=4)),
    goes_on("JSON with its names sorted", rewritten(sort_keys=True)),
    goes_on(
        "JSON between blanks",
        lambda answer: setattr(answer, "body", b"\n\n" + answer.body + b" \n"),
    ),
]


SOURCE_FIELDS = [
    goes_on("source status in capitals", each_source(respelt("status", str.upper))),
    goes_on("an unknown type of source", each_source(with_fields(source_type="web_page"))),
    goes_on("source titles null", each_source(with_fields(title=None))),
    goes_on("source addresses null", each_source(with_fields(external_url=None))),
    goes_on(
        "source times missing", each_source(without("created_at", "updated_at", "processed_at"))
    ),
    goes_on("source folders as ids", each_source(with_fields(folders=["f1"], cover=None))),
    goes_on("source creators as ids", each_source(respelt("created_by", lambda user: user["id"]))),
    goes_on("token counts as texts", each_source(with_fields(token_count="many", has_images="no"))),
]

WORKSPACE = [
    goes_on("workspace without a name", at("/workspace", lambda a: _put(a, name=None))),
    goes_on("workspace without a slug", at("/workspace", lambda a: _put(a, url_slug=None))),
    Difference(
        "workspace with its id as a number", at("/workspace", lambda a: _put(a, id=7)), lasts=True
    ),
    goes_on("workspace with more", at("/workspace", lambda a: _put(a, plan={"seats": 5}, name=12))),
]


def _put(answer: Passing, **fields: Any) -> None:
    answer.json = {**answer.json, **fields}


ROWS = [*TIMES, *PAGE_FIELDS, *SHAPES, *SOURCE_FIELDS, *WORKSPACE]
