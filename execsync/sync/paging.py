"""Lists that the hub gives a hundred rows at a time, read to their end: the one place that does so."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import NoReturn, Protocol, TypeVar

from execsync.core.snapshot import Listing
from execsync.errors import BadAnswer, NotFound, RequestRefused

MOST_PAGES = 2_000
"""Requests for one list: two days' worth."""
MOST_ROWS = 200_000
MOST_BYTES = 96 * 1024 * 1024
"""Of the answers. In memory a text may take four times what it takes there."""
ROOM = 10
"""Pages of a list that may come to be while it is read, or a tenth of it: more than anybody can make."""


class _Row(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Row)


def listings(ask: Callable[[int], Listing[Row]]) -> Iterator[Listing[Row]]:
    """A list, page by page. `ask` is called with 1, 2, …, each only when its rows are wanted.

    Where the hub does not tell how long it is, it ends with an empty page, a short one, the same page once
    more, or one that is refused. Raises BadAnswer for a list that goes on though it shows nothing new, or
    beyond what the hub counted when it began.
    """
    seen: set[str] = set()
    last: Listing[Row] | None = None
    most, rows, size = MOST_PAGES, 0, 0
    for number in count(1):
        try:
            listing = ask(number)
        except (NotFound, RequestRefused):
            if last is None or last.tells_its_end:
                raise
            return
        most = most if last else _most_pages(listing)
        rows, size = rows + len(listing.rows), size + listing.size
        if not listing.goes_on:
            yield listing
            return
        if seen.issuperset(row.id for row in listing.rows):
            if last and last.rows == listing.rows and not listing.tells_its_end:
                return
            _refuse(listing, f"page {number} of the list has only rows that were shown before")
        yield listing
        if number >= most or rows >= MOST_ROWS or size >= MOST_BYTES:
            _refuse(listing, f"the list does not end after {number:,} pages with {rows:,} rows")
        seen.update(row.id for row in listing.rows)
        last = listing


def every(ask: Callable[[int], Listing[Row]]) -> Iterator[Row]:
    """Every row of a list; one that moved between two requests may come twice."""
    for listing in listings(ask):
        yield from listing.rows


def _most_pages(first: Listing[Row]) -> int:
    """The pages that a list may have, by what is told with its first one."""
    if first.total_count is None:
        return MOST_PAGES
    pages = -(-first.total_count // max(1, len(first.rows)))
    return min(MOST_PAGES, pages + max(ROOM, pages // 10))


def _refuse(listing: Listing[Row], what: str) -> NoReturn:
    counted = (
        "" if listing.total_count is None else f", though the hub counts {listing.total_count:,}"
    )
    raise BadAnswer(
        f"{listing.request}: {what}{counted}",
        hint="run the same command again; if it says so again, the hub or a proxy is at fault",
    )
