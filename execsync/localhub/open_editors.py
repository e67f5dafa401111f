"""Editors that colleagues have open on the web, each saving its draft over the page's, again and again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from execsync.localhub.clock import SECOND
from execsync.localhub.errors import HubError
from execsync.localhub.people import COLLEAGUE

if TYPE_CHECKING:
    from execsync.localhub.clock import Clock
    from execsync.localhub.pages import PageFields, Pages

AUTOSAVE = 5
"""Seconds, by the hub's clock, from one saving to the next."""


@dataclass(frozen=True, slots=True)
class OpenEditor:
    """What stands in an editor, and when it saves that next, in microseconds since 1970."""

    title: str
    content: str
    next_save: int


class OpenEditors:
    """The open editors by the ids of their pages, at most one each.

    An editor knows of nothing that was written since it was opened: what it saves is the draft from then on,
    whatever the API wrote meanwhile. Nothing runs by itself: whoever reads or writes a page calls `save_due`
    before, and cannot tell the difference.
    """

    def __init__(self, pages: Pages, clock: Clock) -> None:
        self._pages = pages
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, OpenEditor] = {}

    def open(self, page_id: str, *, title: str | None = None, content: str | None = None) -> None:
        """Open a page's draft, and type another title or text into it; HubError 400 for an archived page."""
        page = self._pages.get(page_id)
        if page.status == "archived":
            raise HubError(400, "page_id: the page is archived, and cannot be edited any more.")
        editor = OpenEditor(
            page.draft_title if title is None else title,
            page.draft_content if content is None else content,
            self._clock.now() + AUTOSAVE * SECOND,
        )
        with self._lock:
            self._open[page_id] = editor

    def close(self, page_id: str) -> bool:
        """Close a page's editor, which does not save any more; false where none was open."""
        with self._lock:
            return self._open.pop(page_id, None) is not None

    def of(self, page_id: str) -> OpenEditor | None:
        """The open editor of a page."""
        with self._lock:
            return self._open.get(page_id)

    def save_due(self) -> None:
        """Save each draft whose time has come, once; those of pages that are archived are closed."""
        now = self._clock.now()
        with self._lock:
            due = {i: editor for i, editor in self._open.items() if editor.next_save <= now}
            later = now + AUTOSAVE * SECOND
            self._open.update({i: replace(editor, next_save=later) for i, editor in due.items()})
        for page_id, editor in due.items():
            self._save(page_id, editor)

    def _save(self, page_id: str, editor: OpenEditor) -> None:
        try:
            page = self._pages.get(page_id)
            draft: PageFields = {"title": editor.title, "content": editor.content}
            if (page.draft_title, page.draft_content) != (editor.title, editor.content):
                self._pages.edit(page_id, draft, author=COLLEAGUE)
        except HubError:
            self.close(page_id)
