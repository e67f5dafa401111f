"""Lists are read to their end, and those that have none come to a named error soon."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from execsync.core.snapshot import Listing, Skill
from execsync.errors import BadAnswer, NotFound
from execsync.localhub import LocalHub
from execsync.sync import paging
from execsync.sync.paging import every, listings
from execsync.sync.polling import poll
from tests.crash.quick import quick
from tests.support.calls import calls_of
from tests.support.checkout import Checkout
from tests.support.proxy import Passing, Proxy

Ask = Callable[[int], Listing[Skill]]


def rows_of(first: int, number: int) -> tuple[Skill, ...]:
    return tuple(Skill(str(n), "") for n in range(first, first + number))


def page(number: int, rows: tuple[Skill, ...], **told: Any) -> Listing[Skill]:
    total = {"total_pages": None, "total_count": None, "page_size": None, **told}
    return Listing(rows, number, **total, request="GET /skills")


class Asked:
    """Asks, and counts how often."""

    def __init__(self, ask: Ask) -> None:
        self.times = 0
        self._ask = ask

    def __call__(self, number: int) -> Listing[Skill]:
        self.times += 1
        return self._ask(number)


def hundreds(**told: Any) -> Asked:
    """A hundred new rows on each page, whatever is told of them."""
    return Asked(lambda n: page(n, rows_of(n * 100, 100), page_size=100, **told))


def test_an_empty_page_ends_a_list_whatever_it_tells() -> None:
    ask = Asked(lambda n: page(n, () if n == 3 else rows_of(n * 9, 9), total_pages=10**9))
    assert len(list(every(ask))) == 18
    assert ask.times == 3


def test_a_list_that_grows_while_it_is_read_is_read_to_its_end() -> None:
    """Each request takes a second, in which somebody makes a page."""

    def ask(number: int) -> Listing[Skill]:
        total = 2000 + number
        last = min(number * 100, total)
        rows = rows_of((number - 1) * 100, last - (number - 1) * 100)
        return page(number, rows, page_size=100, total_count=total, total_pages=-(-total // 100))

    assert len(list(every(ask))) == 2021


def test_a_page_of_rows_that_have_moved_may_be_the_last() -> None:
    """What stood on it was changed meanwhile, and stands on the first now."""
    told = {"total_pages": 2, "total_count": 101, "page_size": 100}
    answers = {1: rows_of(0, 100), 2: rows_of(99, 1)}
    assert len(list(every(lambda n: page(n, answers[n], **told)))) == 101


def test_the_same_page_once_more_ends_a_list_that_tells_nothing() -> None:
    ask = Asked(lambda _: page(1, rows_of(0, 100)))
    assert len(list(every(ask))) == 100
    assert ask.times == 2


def test_a_page_that_is_refused_ends_a_list_that_tells_nothing() -> None:
    def ask(number: int) -> Listing[Skill]:
        if number == 3:
            raise NotFound("no such page")
        return page(number, rows_of(number * 100, 100))

    assert len(list(every(ask))) == 200


@pytest.mark.parametrize(
    "ask",
    [
        Asked(lambda n: page(n, rows_of(0, 100), total_pages=10**9)),
        Asked(lambda n: page(n, rows_of(0, 100), total_count=10**9, page_size=100)),
        Asked(lambda n: page(n, rows_of(0, 100)[::-1] if n % 2 else rows_of(0, 100))),
        Asked(lambda n: page(n, rows_of(n % 2 * 100, 100), total_pages=n + 1)),
        Asked(lambda n: page(n, rows_of(n % 2 * 100, 100))),
    ],
)
def test_the_same_rows_again_are_a_named_error(ask: Asked) -> None:
    with pytest.raises(BadAnswer, match=r"GET /skills: page [23] of the list has .* shown before"):
        list(every(ask))
    assert ask.times <= 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (hundreds(total_count=50, total_pages=10**9), 11),
        (hundreds(total_count=50_000, total_pages=10**9), 550),
        (
            Asked(lambda n: page(n, rows_of(n * 100, 100), total_count=n * 100, total_pages=n + 1)),
            11,
        ),
        (Asked(lambda n: page(n, rows_of(n, 1), total_count=5, total_pages=10**9)), 15),
        (hundreds(total_count=10**9), 2000),
        (hundreds(total_pages=10**9), 2000),
        (hundreds(), 2000),
        (Asked(lambda n: page(n, rows_of(n, 1))), 2000),
        (Asked(lambda n: page(n, rows_of(n * 50_000, 50_000))), 4),
    ],
)
def test_no_more_pages_are_asked_for_than_the_hub_has_rows(ask: Asked, most: int) -> None:
    with pytest.raises(BadAnswer, match=r"^GET /skills: the list does not end after .* rows"):
        list(every(ask))
    assert ask.times == most


def test_no_list_may_hold_more_than_fits() -> None:
    ask = Asked(lambda n: Listing(rows_of(n, 1), n, None, None, None, size=paging.MOST_BYTES // 3))
    with pytest.raises(BadAnswer, match="does not end"):
        list(every(ask))
    assert ask.times == 3


def test_a_page_is_asked_for_when_its_rows_are_wanted() -> None:
    ask = hundreds(total_pages=9)
    asked = listings(ask)
    next(asked)
    assert ask.times == 1


@pytest.fixture
def checkout(tmp_path: Path, proxy: Proxy) -> Iterator[Checkout]:
    """A page that is applied, and one that is not."""
    config = "[limits]\nper_minute = 0\nper_day = 0\n"
    checkout = Checkout(tmp_path / "checkout", proxy.url, config=config)
    with quick(look_again=0.0):
        checkout.page("a.md", title="A")
        assert checkout.call("apply", "--yes").code == 0
        checkout.page("b.md", title="B")
        yield checkout


def endless(kind: str) -> Callable[[Passing], None]:
    """Makes every list go on for ever, with the same rows on each page or with new ones."""
    numbers = count()

    def change(answer: Passing) -> None:
        if not answer.is_list:
            return
        body = answer.json
        rows = body["data"] or [{"id": "x", "title": "X", "name": "X", "status": "ready"}]
        if kind == "new":
            rows = [{**row, "id": f"x{next(numbers)}"} for row in rows]
        body["data"] = rows
        page = body["pagination"]
        body["pagination"] = {**page, "total_pages": page["page"] + 1}
        answer.json = body

    return change


@pytest.mark.parametrize(
    "command",
    [
        ("apply", "--yes"),
        ("state", "rebuild", "--yes"),
        ("state", "doubles"),
        ("folders",),
        ("skills",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("kind", ["same", "new"])
def test_every_command_ends(
    command: tuple[str, ...], kind: str, checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    if command[:2] == ("state", "rebuild"):
        checkout.state_file.unlink()
    proxy.change = endless(kind)
    before = len(hub.requests("GET"))
    ended = checkout.call(*command)
    assert ended.code == 1, ended
    told = "shown before" if kind == "same" else "does not end"
    assert told in ended.err
    assert len(hub.requests("GET")) - before < 150


def test_sources_are_asked_for_one_by_one_where_their_lists_do_not_end(
    hub: LocalHub, proxy: Proxy
) -> None:
    hub.change(extraction_seconds=3600.0)
    with calls_of(proxy) as calls:
        urls = [f"https://e.example/{n}" for n in range(3)]
        made = [calls.create_source({"type": "url", "title": "T", "url": url})[0] for url in urls]
        proxy.change = endless("new")
        answers = poll(calls, [source.id for source in made])
    assert answers.statuses == {source.id: "pending" for source in made}
    assert len(hub.requests("GET", "/knowledge-hub/sources")) == 11
