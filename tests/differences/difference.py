"""One mild difference of a hub from its contract: what it does to answers, and how a run should end."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.support.proxy import Asking, Change, Passing, page_rows

Row = dict[str, Any]
PAGES, PAGE = "/knowledge-hub/pages", "/knowledge-hub/pages/{id}"
SOURCES, SOURCE = "/knowledge-hub/sources", "/knowledge-hub/sources/{id}"


class Ends(StrEnum):
    """How a run ends while the difference lasts."""

    GOES_ON = "goes on"
    WAITS = "waits"
    STOPS = "stops"


@dataclass(frozen=True)
class Difference:
    """`change` is made to answers, `ask` to requests. `told` must be said in some run of a life with it.

    `code` is the exit code of what stops: 1, or 3 where it is to be resumed.
    """

    name: str
    change: Change | None = None
    ends: Ends = Ends.GOES_ON
    told: str = ""
    ask: Callable[[Asking], object] | None = None
    code: int = 1
    lasts: bool = False
    """Whether it does not end: State holds what it has made of ids."""


def goes_on(name: str, change: Change, *, told: str = "") -> Difference:
    """The run does what it would do anyway."""
    return Difference(name, change, told=told)


def waits(name: str, change: Change, *, told: str = "") -> Difference:
    """The run asks once more, and does then what it would do anyway."""
    return Difference(name, change, Ends.WAITS, told)


def stops(name: str, change: Change, told: str, *, code: int = 1) -> Difference:
    """The run says what is wrong."""
    return Difference(name, change, Ends.STOPS, told, code=code)


def each_page(change: Callable[[Row], object], *, rows: bool = True, alone: bool = True) -> Change:
    """`change` to each page in an answer: in lists with `rows`, elsewhere with `alone`."""

    def on(answer: Passing) -> None:
        if alone if answer.route != PAGES or answer.method != "GET" else rows:
            with page_rows(answer) as found:
                for row in found:
                    change(row)

    return on


def with_fields(**fields: Any) -> Callable[[Row], object]:
    """Give a page these fields."""
    return lambda row: row.update(fields)


def without(*names: str) -> Callable[[Row], object]:
    """Take these fields from a page."""

    def change(row: Row) -> None:
        for name in names:
            row.pop(name, None)

    return change


def respelt(name: str, spell: Callable[[Any], Any]) -> Callable[[Row], object]:
    """Write a field of a page otherwise, unless it is null or not there."""

    def change(row: Row) -> None:
        if row.get(name) is not None:
            row[name] = spell(row[name])

    return change


def each_source(change: Callable[[Row], object]) -> Change:
    """`change` to each source in an answer, also within pages."""

    def on(answer: Passing) -> None:
        if not answer.body or answer.status >= 300:
            return
        body = answer.json
        for row in _sources(body):
            change(row)
        answer.json = body

    return on


def _sources(value: Any) -> Iterator[Row]:
    if isinstance(value, dict):
        if "source_type" in value:
            yield value
        for inner in value.values():
            yield from _sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sources(inner)


def each_time(spell: Callable[[str], str]) -> Change:
    """Write each time in an answer otherwise."""

    def on(answer: Passing) -> None:
        if answer.body and answer.status < 300:
            answer.json = _respell_times(answer.json, spell)

    return on


def _respell_times(value: Any, spell: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_respell_times(item, spell) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: spell(inner)
        if name.endswith("_at") and isinstance(inner, str)
        else _respell_times(inner, spell)
        for name, inner in value.items()
    }


def on(change: Change, method: str, *routes: str) -> Change:
    """`change` to what succeeds of one method, at these routes or all."""

    def wrapped(answer: Passing) -> None:
        is_meant = answer.method == method and (not routes or answer.route in routes)
        if is_meant and 200 <= answer.status < 300:
            change(answer)

    return wrapped


@dataclass
class Once:
    """`change` to the first answer alone that is of one method, and of one route if that is given."""

    change: Change
    method: str
    route: str = ""
    times: int = 1
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, answer: Passing) -> None:
        if answer.method != self.method or self.route not in ("", answer.route):
            return
        with self.lock:
            self.times -= 1
            due = self.times >= 0
        if due:
            self.change(answer)


def answered(status: int, body: Any = b"", **headers: str) -> Change:
    """Another status and body in the place of the answer; the hub has done its work."""

    def change(answer: Passing) -> None:
        answer.status = status
        if isinstance(body, bytes):
            answer.body = body
        else:
            answer.json = body
        answer.headers |= {name.replace("_", "-"): value for name, value in headers.items()}

    return change


def at(route: str, change: Change, method: str = "GET") -> Change:
    """`change` to every answer of one method at a route, whatever it says."""

    def wrapped(answer: Passing) -> None:
        if (answer.method, answer.route) == (method, route):
            change(answer)

    return wrapped
