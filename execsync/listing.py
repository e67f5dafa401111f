"""Listing the hub's pages: what changed since the last time, or all of them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from execsync.core.hub_time import earliest, parse_time
from execsync.core.look_alike import title_key
from execsync.core.planning.drift import row_differs
from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState
from execsync.paging import every

LIST_SIZE = 100
AGAIN = 3
"""How often a full list is read before it is taken as it is, where it shows less than it counts."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows by id, the number of pages that the hub counts, and whether these are all of them."""

    rows: Mapping[str, PageRow]
    total: int
    lists: int
    complete: bool


def list_changes(
    hub: HubCalls, watermark: str, pages: Mapping[str, PageState], unowned: Mapping[str, PageRow]
) -> Listed:
    """The rows changed since the watermark, newest first, and a little beyond.

    The hub may show whole seconds, and a list may show a change late: the listing goes on for the overlap
    of `core.hub_time`, but only up to the first hundred rows that bring nothing new. `pages` are ours by
    id. Raises HubError.
    """
    mark, floor = parse_time(watermark), earliest(watermark)
    rows: dict[str, PageRow] = {}
    number, last, total = 1, 1, 0
    while number <= last:
        listing = hub.pages(sort="updated_at", page=number)
        total = listing.total_count
        fresh = [row for row in listing.rows if row.id not in rows]
        rows |= {row.id: row for row in fresh}
        oldest = min((parse_time(row.updated_at) for row in listing.rows), default=floor)
        news = any(_is_news(row, watermark, pages, unowned) for row in fresh)
        number, last = number + 1, listing.total_pages
        if watermark and (oldest < floor or (oldest <= mark and not news)):
            break
    return Listed(rows, total, number - 1, complete=number > last and len(rows) >= total)


def list_all(hub: HubCalls) -> Listed:
    """Every live page. Read again where rows moved between two requests and one may have been missed."""
    rows: dict[str, PageRow] = {}
    lists = total = 0
    for _ in range(AGAIN):
        number, last = 1, 1
        while number <= last:
            listing = hub.pages(sort="created_at", page=number)
            rows |= {row.id: row for row in listing.rows}
            number, last, total = number + 1, listing.total_pages, listing.total_count
        lists += number - 1
        if len(rows) >= total:
            break
    return Listed(rows, total, lists, complete=len(rows) >= total)


def list_made_since(hub: HubCalls, since: str, *, number: int) -> list[PageRow]:
    """The pages created since then, in as many requests as `number` pages of ours and one other take."""
    rows: list[PageRow] = []
    for page in range(1, number // LIST_SIZE + 2):
        listing = hub.pages(sort="created_at", page=page)
        rows += listing.rows
        if page >= listing.total_pages:
            break
    floor = parse_time(since)
    return [row for row in rows if parse_time(row.created_at) >= floor]


def list_titled(hub: HubCalls, titles: Iterable[str]) -> dict[str, PageRow]:
    """The live pages that the hub finds by these titles: at least one request each."""
    rows: dict[str, PageRow] = {}
    for title in titles:
        words = _longest_plain(title)
        rows |= {
            row.id: row
            for row in every(lambda n, words=words: hub.pages(query=words, page=n))  # type: ignore[misc]
        }
    return rows


def requests_for_all(live: int) -> int:
    """The list requests that so many pages take."""
    return max(1, math.ceil(live / LIST_SIZE))


def _longest_plain(title: str) -> str:
    """The longest part of a title that every spelling of it shares: without quotes and wide blanks."""
    parts = title_key(title).replace('"', "\n").replace("'", "\n").split("\n")
    return max((part.strip() for part in parts), key=len)


def _is_news(
    row: PageRow, watermark: str, pages: Mapping[str, PageState], unowned: Mapping[str, PageRow]
) -> bool:
    known = pages.get(row.id)
    if known is not None:
        return row_differs(row, known)
    is_later = parse_time(row.updated_at) > parse_time(watermark)
    return is_later or (bool(unowned) and row.id not in unowned)
