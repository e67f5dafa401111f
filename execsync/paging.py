"""Lists that the hub gives a hundred rows at a time."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from execsync.core.snapshot import Listing

Row = TypeVar("Row")


def every(ask: Callable[[int], Listing[Row]]) -> Iterator[Row]:
    """Every row of a list. `ask` is called with 1, 2, …, each only when its rows are wanted."""
    number, pages = 1, 1
    while number <= pages:
        listing = ask(number)
        yield from listing.rows
        number, pages = number + 1, listing.total_pages
