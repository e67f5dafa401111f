"""What a colleague does to a page "on the web" besides writing its text: a button each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import redirect, request, url_for

from execsync.localhub.errors import HubError
from execsync.localhub.sources import OTHER_TYPES

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from execsync.localhub.parts import Parts

TYPED = "\n\nTyped in an editor that is still open.\n"
"""What stands below a page's text once somebody has left it open in an editor."""


class PageActs:
    """The views behind the buttons; HubError for what is not there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def unarchive(self, page_id: str) -> Response:
        """Take the page out of the archive."""
        self._parts.colleague.unarchive(page_id)
        return _back(page_id)

    def attach(self, page_id: str) -> Response:
        """Attach a source of any type; HubError 400 without a title, or an address that is none."""
        title, url = request.form.get("title", "").strip(), request.form.get("url", "").strip()
        kind = next((one for one in OTHER_TYPES if one == request.form.get("type")), None)
        if not title:
            raise HubError(400, "Give the source a title.")
        if (url or kind is None) and urlsplit(url).scheme not in ("http", "https"):
            raise HubError(400, "An address begins with http:// or https://.")
        if kind is None:
            self._parts.colleague.attach_address(page_id, url, title)
        else:
            self._parts.colleague.attach(page_id, title, source_type=kind, url=url)
        return _back(page_id)

    def detach(self, page_id: str) -> Response:
        """Take a source off the page."""
        self._parts.colleague.detach(page_id, request.form.get("source", ""))
        return _back(page_id)

    def open_editor(self, page_id: str) -> Response:
        """Leave the page open in an editor, with a line typed into it that it saves by itself."""
        page = self._parts.pages.get(page_id)
        self._parts.colleague.open_editor(page_id, content=page.draft_content.rstrip() + TYPED)
        return _back(page_id)

    def close_editor(self, page_id: str) -> Response:
        """Close that editor."""
        self._parts.colleague.close_editor(page_id)
        return _back(page_id)


def _back(page_id: str) -> Response:
    return redirect(url_for("page", page_id=page_id), 303)
