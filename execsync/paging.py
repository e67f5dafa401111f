"""Lists that the hub gives a hundred rows at a time."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from execsync.core.snapshot import Listing
from execsync.errors import BadAnswer, NotFound, RequestRefused

Row = TypeVar("Row")

MOST = 10_000
"""Pages of a list after which it is taken for one that never ends."""


def listings(ask: Callable[[int], Listing[Row]]) -> Iterator[Listing[Row]]:
    """A list, page by page. `ask` is called with 1, 2, …, each only when its rows are wanted.

    Where the hub does not tell how long it is, it ends with an empty page, a short one, the same page once
    more, or one that is refused. Raises BadAnswer for a list without an end.
    """
    before: Listing[Row] | None = None
    for number in range(1, MOST + 1):
        try:
            listing = ask(number)
        except (NotFound, RequestRefused):
            if before is None or before.tells_its_end:
                raise
            return
        if before is not None and before.rows == listing.rows:
            return
        yield listing
        if not listing.goes_on:
            return
        before = listing
    raise BadAnswer(f"a list does not end after {MOST:,} pages")


def every(ask: Callable[[int], Listing[Row]]) -> Iterator[Row]:
    """Every row of a list."""
    for listing in listings(ask):
        yield from listing.rows
