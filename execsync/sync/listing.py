"""Listing the hub's pages: what changed since the last time, or all of them."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from execsync.core.hub_time import earliest, parse_time
from execsync.core.look_alike import title_key
from execsync.core.planning.drift import row_differs
from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import Listing, PageRow
from execsync.core.state import PageState
from execsync.sync.paging import every, listings

LIST_SIZE = 100
AGAIN = 3
"""How often a full list is read before it is taken as it is, where it shows less than it counts."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows by id, the number of pages that the hub counts or has shown, and whether these are all of them."""

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
    total: int | None = None
    lists, at_end = 0, True
    for listing in listings(lambda n: hub.pages(sort="updated_at", page=n)):
        lists, total = lists + 1, listing.total_count
        fresh = [row for row in listing.rows if row.id not in rows]
        rows |= {row.id: row for row in fresh}
        times = [parse_time(row.updated_at) for row in listing.rows if row.updated_at]
        # Nothing but the number of pages tells of one that was archived: without it, all are listed. So
        # they are where the newest do not come first.
        if not watermark or total is None or not is_newest_first(times):
            continue
        news = any(_is_news(row, watermark, pages, unowned) for row in fresh)
        if min(times) < floor or (min(times) <= mark and not news):
            at_end = not listing.goes_on
            break
    count = len(rows) if total is None else total
    return Listed(rows, count, lists, complete=at_end and len(rows) >= count)


def rows_since(
    ask: Callable[[int], Listing[PageRow]], time_of: Callable[[PageRow], str], floor: datetime
) -> Iterator[PageRow]:
    """The rows of a list that are not older than `floor`, or whose time cannot be told.

    It is read up to the first page with an older one, or whole where the newest do not come first.
    """
    for listing in listings(ask):
        times = [parse_time(time_of(row)) for row in listing.rows if time_of(row)]
        for row in listing.rows:
            if not time_of(row) or parse_time(time_of(row)) >= floor:
                yield row
        if is_newest_first(times) and times[-1] < floor:
            return


def is_newest_first(times: Sequence[datetime]) -> bool:
    """Whether there are times, and each is at or before the one before it."""
    return bool(times) and all(a >= b for a, b in pairwise(times))


def list_all(hub: HubCalls) -> Listed:
    """Every live page. Read again where rows moved between two requests and one may have been missed."""
    rows: dict[str, PageRow] = {}
    lists = total = 0
    for _ in range(AGAIN):
        for listing in listings(lambda n: hub.pages(sort="created_at", page=n)):
            rows |= {row.id: row for row in listing.rows}
            lists, total = lists + 1, listing.total_count or 0
        if len(rows) >= total:
            break
    return Listed(rows, max(total, len(rows)), lists, complete=len(rows) >= total)


def list_made_since(hub: HubCalls, since: str, *, number: int) -> list[PageRow]:
    """The pages created since then, in as many requests as `number` pages of ours and one other take.

    Those whose time of creation cannot be told are among them.
    """
    asked = listings(lambda n: hub.pages(sort="created_at", page=n))
    lists = islice(asked, number // LIST_SIZE + 1)
    rows = [row for listing in lists for row in listing.rows]
    floor = parse_time(since)
    return [row for row in rows if not row.created_at or parse_time(row.created_at) >= floor]


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
    is_later = not row.updated_at or parse_time(row.updated_at) > parse_time(watermark)
    return is_later or (bool(unowned) and row.id not in unowned)
