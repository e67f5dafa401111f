"""Whether a page's file holds already what somebody wrote on the web."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from execsync.core.resource import Page
from execsync.core.snapshot import PageSnapshot
from execsync.core.state import PageState
from execsync.state.history import History


class Holding:
    """Merges what we wrote last, the file and the web: where that gives the file, there is no conflict."""

    def __init__(self, pages: Iterable[Page], history: History) -> None:
        self._given = pages
        self._history = history

    @cached_property
    def _pages(self) -> dict[str, Page]:
        """By path. Not asked for before a page was edited: to read the files may take a while."""
        return {page.path: page for page in self._given}

    def __call__(self, known: PageState, web: PageSnapshot) -> bool:
        """Whether the edit of a page's text is in its file. False where the text before it is not here."""
        page, base = self._pages.get(known.path), self._history.find(known)
        if page is None or base is None or web.body is None:
            return False
        from execsync.core.merging import holds_edit

        mine = page.body.filled(replace(known.filling, path=page.path))
        return holds_edit(base, mine.text(), web.body)
