"""Pages that were looked at, kept from run to run: a run that comes to no end was not in vain."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING

from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import PageRow, PageSnapshot, is_there
from execsync.state.folder import LOOKS, StateFolder
from execsync.sync.lookup import look_at

if TYPE_CHECKING:
    from cattrs import Converter


class Looks:
    """A cache of pages in full, one a line, good as long as a list shows the same time and version of them.

    A draft that moves neither is missed until the page is written to, which takes a look of its own.
    Without a folder nothing is kept.
    """

    def __init__(self, folder: StateFolder | None = None) -> None:
        self._folder = folder
        self._known: dict[str, PageSnapshot] | None = None

    def at(self, hub: HubCalls, rows: Iterable[PageRow]) -> Iterator[PageSnapshot]:
        """The pages of these rows that are still live, with their drafts.

        One GET for each that was not looked at as it is now. Raises HubError and Incomplete.
        """
        if self._known is None:
            self._known = dict(_read(self._folder)) if self._folder else {}
        for row in rows:
            known = self._known.get(row.id)
            if known is not None and not _differs(known.row, row):
                page: PageSnapshot | None = known if row.unread else replace(known, row=row)
            else:
                page = self._look(hub, row)
            if is_there(page):
                yield page

    def forget(self) -> None:
        """Drop the cache: what the pages were asked for is done."""
        if self._known is not None and self._folder:
            self._folder.remove(LOOKS)
        self._known = None

    def _look(self, hub: HubCalls, row: PageRow) -> PageSnapshot | None:
        page = look_at(hub, row)
        if page is not None and not page.row.unread and self._folder and self._known is not None:
            self._known[row.id] = page
            self._folder.add(LOOKS, json.dumps(asdict(page)).encode() + b"\n")
        return page


NO_LOOKS = Looks()


def _differs(known: PageRow, row: PageRow) -> bool:
    return (known.updated_at, known.version, known.status) != (
        row.updated_at,
        row.version,
        row.status,
    )


def _read(folder: StateFolder) -> Iterator[tuple[str, PageSnapshot]]:
    """The pages of each line that is whole and sound."""
    try:
        lines = (folder.read(LOOKS) or b"").split(b"\n")
    except OSError:
        return
    for line in lines:
        # cattrs raises groups of whatever went wrong within.
        with suppress(Exception):
            page = _converter().structure(json.loads(line), PageSnapshot)
            yield page.row.id, page


@cache
def _converter() -> "Converter":
    from cattrs import Converter

    return Converter(forbid_extra_keys=True)
