"""Lists: what they tell of their length, how they are cut, and in which order they come."""

import re
from collections.abc import Callable
from typing import Any

from tests.support.proxy import Asking, Change, Passing

from .difference import Difference, Ends, goes_on, stops

Row = dict[str, Any]


def each_list(change: Callable[[Row], object]) -> Change:
    """`change` to the body of each list."""

    def on(answer: Passing) -> None:
        if answer.is_list and answer.status < 300:
            body = answer.json
            change(body)
            answer.json = body

    return on


def counts(**given: Any) -> Callable[[Row], object]:
    """Give the counts of a list these values; a function makes one of the value that was there."""

    def change(body: Row) -> None:
        for name, value in given.items():
            old = body["pagination"][name]
            body["pagination"][name] = value(old) if callable(value) else value

    return change


def uncounted(*names: str) -> Callable[[Row], object]:
    """Take counts from a list."""

    def change(body: Row) -> None:
        for name in names:
            del body["pagination"][name]

    return change


def unpaged(body: Row) -> None:
    del body["pagination"]


def under(name: str) -> Callable[[Row], object]:
    """Put the counts elsewhere."""

    def change(body: Row) -> None:
        body[name] = body.pop("pagination")

    return change


def cursored(body: Row) -> None:
    told = body.pop("pagination")
    body["has_more"] = told["page"] < told["total_pages"]


def alone(answer: Passing) -> None:
    """The rows alone."""
    if answer.is_list and answer.status < 300:
        answer.json = answer.json["data"]


def cut_to(size: int) -> Callable[[Asking], object]:
    """A hub that gives no more rows at once than this, whatever it is asked for."""

    def ask(asking: Asking) -> None:
        asking.query = re.sub(r"page_size=\d+", f"page_size={size}", asking.query)

    return ask


def capped(name: str, change: Callable[[Row], object], *, size: int = 5) -> Difference:
    """A list that is cut smaller than it was asked for, and that tells of itself what `change` leaves."""
    return Difference(name, each_list(change), ask=cut_to(size))


def nothing(_: Row) -> None:
    """As it is."""


def refused_past_its_end(answer: Passing) -> None:
    if answer.is_list and answer.status < 300:
        body = answer.json
        if not body["data"] and body["pagination"]["page"] > 1:
            answer.status, answer.json = 400, {"error": {"code": "invalid_pagination"}}
        else:
            unpaged(body)
            answer.json = body


def doubled(body: Row) -> None:
    body["data"] = [row for row in body["data"] for _ in range(2)]


def sorted_by(name: str) -> Callable[[Asking], object]:
    """A hub that heeds no order but this one."""

    def ask(asking: Asking) -> None:
        asking.query = re.sub(r"sort=\w+", f"sort={name}", asking.query)

    return ask


def turned(body: Row) -> None:
    body["data"].reverse()


def shuffled(body: Row) -> None:
    body["data"].sort(key=lambda row: str(row.get("id", row.get("version"))))


def cut_and_sorted(size: int, name: str) -> Callable[[Asking], object]:
    def ask(asking: Asking) -> None:
        cut_to(size)(asking)
        sorted_by(name)(asking)

    return ask


def with_empty_rows(body: Row) -> None:
    body["data"].append(None)


ROWS = [
    goes_on("lists without total_count", each_list(uncounted("total_count"))),
    goes_on("lists without total_pages", each_list(uncounted("total_pages"))),
    goes_on("lists without either", each_list(uncounted("total_pages", "total_count"))),
    goes_on("lists without page_size", each_list(uncounted("page_size", "page"))),
    goes_on(
        "lists without any count",
        each_list(uncounted("page", "page_size", "total_pages", "total_count")),
    ),
    goes_on("lists without pagination", each_list(unpaged)),
    goes_on("pagination null", each_list(lambda body: body.update(pagination=None))),
    goes_on("pagination under meta", each_list(under("meta"))),
    goes_on("pagination with has_more alone", each_list(cursored)),
    goes_on(
        "counts as texts",
        each_list(counts(total_pages=str, total_count=str, page=str, page_size=str)),
    ),
    goes_on("counts as 3.0", each_list(counts(total_pages=float, total_count=float))),
    goes_on("counts null", each_list(counts(total_pages=None, total_count=None))),
    goes_on("total_count of -1", each_list(counts(total_count=-1))),
    goes_on("total_count unlimited", each_list(counts(total_count="many"))),
    goes_on("total_count with the archived ones", each_list(counts(total_count=lambda n: n + 3))),
    goes_on("total_pages at least 1", each_list(counts(total_pages=lambda n: max(1, n)))),
    goes_on("total_pages one too many", each_list(counts(total_pages=lambda n: n + 1))),
    goes_on(
        "links to the next page", each_list(lambda body: body.update(links={"next": None}, meta={}))
    ),
    goes_on("lists as their rows alone", alone),
    goes_on("a page past the end is refused", refused_past_its_end),
    capped("five rows at once", nothing),
    capped("five rows at once, total_count alone", uncounted("total_pages")),
    capped("five rows at once, total_pages alone", uncounted("total_count")),
    capped("five rows at once, no totals", uncounted("total_pages", "total_count")),
    capped("five rows at once, no pagination", unpaged),
    capped("one row at once", nothing, size=1),
    capped("five rows at once, each twice", doubled),
    goes_on("each row twice", each_list(doubled)),
    goes_on("oldest rows first", each_list(turned)),
    goes_on("rows in no order", each_list(shuffled)),
    Difference("rows by title", ask=sorted_by("title")),
    Difference("rows by title, five at once", ask=cut_and_sorted(5, "title")),
    Difference("rows by creation, five at once", ask=cut_and_sorted(5, "created_at")),
    Difference("rows by change, five at once", ask=cut_and_sorted(5, "updated_at")),
    stops("an empty row", each_list(with_empty_rows), "should be an object, and is null"),
    stops(
        "rows without ids",
        each_list(lambda body: [row.pop("id") for row in body["data"]]),
        "].id should be text",
    ),
    stops(
        "data is no list", each_list(lambda body: body.update(data="none")), "data should be a list"
    ),
    Difference(
        "data is not there",
        each_list(lambda body: body.pop("data")),
        Ends.STOPS,
        "data should be a list",
    ),
]
