"""What can be looked at: pages with their drafts and versions, folders, and the requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from execsync.localhub.errors import HubError, not_found
from execsync.localhub.fields import one_of, read_query, text, whole
from execsync.localhub.open_editors import AUTOSAVE
from execsync.localhub.people import PEOPLE
from execsync.localhub.web.budget import budget
from execsync.localhub.web.comparison import compare
from execsync.localhub.web.live import TOPICS
from execsync.localhub.web.prose import ONLY_HERE, render
from execsync.localhub.web.search import search
from execsync.localhub.web.side_by_side import side_by_side
from execsync.localhub.web.since_api import since_api

if TYPE_CHECKING:
    from typing import Any

    from execsync.localhub.exchanges import Exchange
    from execsync.localhub.page import Page
    from execsync.localhub.parts import Parts
    from execsync.localhub.web.frame import Frame
    from execsync.localhub.web.prose import Prose

Shown = tuple[str, int]

_BELOW_H2 = 3
"""The level of a text's first headings where the view puts a heading above it."""

_RECENT = 12
_REQUESTS = 100
"""Rows of one view."""

_HITS = 50
_PAGES = "/knowledge-hub/pages"


class Views:
    """The views that only read; HubError for what is not there."""

    def __init__(self, parts: Parts, frame: Frame) -> None:
        self._parts = parts
        self._frame = frame
        self._library = frame.library

    def home(self) -> Shown:
        """What there is, what changed last, and what waits."""
        tree = self._frame.tree()
        recent = sorted(tree.entries, key=lambda entry: entry.updated_at, reverse=True)
        return self._frame.show(
            "home.html",
            tree=tree,
            recent=recent[:_RECENT],
            waiting=[entry for entry in recent if entry.is_pending][:_RECENT],
            published=sum(entry.status == "published" for entry in tree.entries),
            drafts=sum(entry.status == "draft" for entry in tree.entries),
            sources=self._library.unready_sources(),
        )

    def folder(self, folder_id: str) -> Shown:
        """One folder with all its pages."""
        tree = self._frame.tree()
        found = [folder for folder in tree.all_folders() if folder.id == folder_id]
        if not found:
            raise not_found("folder")
        return self._frame.show("folder.html", tree=tree, folder=found[0], current=folder_id)

    def unfiled(self) -> Shown:
        """The pages that are in no folder."""
        tree = self._frame.tree()
        return self._frame.show("folder.html", tree=tree, folder=tree.unfiled)

    def search(self) -> Shown:
        """The pages whose titles and places have the words asked for."""
        asked = read_query(request, q=text).get("q", "")
        tree = self._frame.tree()
        hits = search(tree, asked)
        return self._frame.show(
            "search.html", tree=tree, asked=asked, hits=hits[:_HITS], more=len(hits[_HITS:])
        )

    def archived(self) -> Shown:
        """The archived pages, which no other list has."""
        return self._frame.show("archived.html")

    def page(self, page_id: str) -> Shown:
        """One page as its readers see it; its draft where nothing is published."""
        page = self._library.page(page_id)
        content = page.draft_content if page.live_content is None else page.live_content
        edited = since_api(self._library, page_id)
        shown = self._rendered(content)
        return self._show("page.html", page, content=content, rendered=shown, since_api=edited)

    def draft(self, page_id: str) -> Shown:
        """The draft beside the published version, and what publishing would change."""
        page = self._library.page(page_id)
        return self._show(
            "draft.html",
            page,
            comparison=compare(page.live_content or "", page.draft_content),
            live=None
            if page.live_content is None
            else self._rendered(page.live_content, _BELOW_H2),
            draft=self._rendered(page.draft_content, _BELOW_H2),
        )

    def history(self, page_id: str) -> Shown:
        """The published versions of a page."""
        page = self._library.page(page_id)
        versions = self._library.versions(page_id)
        return self._show("history.html", page, versions=versions, people=PEOPLE)

    def version(self, page_id: str, number: int) -> Shown:
        """One published version, and what it changed."""
        page = self._library.page(page_id)
        version = self._library.version(page_id, number)
        before = self._library.version(page_id, number - 1)["content"] if number > 1 else ""
        return self._show(
            "version.html",
            page,
            version=version,
            rendered=self._rendered(version["content"], _BELOW_H2),
            comparison=compare(before, version["content"]),
        )

    def requests(self) -> Shown:
        """What was asked of the API, newest first, and what is used of the budget."""
        before = read_query(request, before=whole(1)).get("before")
        found = self._parts.exchanges.since()
        rows = [entry for entry in found if before is None or entry.seq < before]
        return self._frame.show(
            "requests.html",
            topic="requests",
            budget=budget(self._parts.limits.counts(), self._parts.dials.settings),
            rows=[(entry, *self._page_of(entry)) for entry in rows[: -_REQUESTS - 1 : -1]],
            has_older=len(rows) > _REQUESTS,
            before=before,
        )

    def _page_of(self, entry: Exchange) -> tuple[str, str]:
        """The id and the title of the page that a request is about, as far as they are known."""
        if not entry.path.startswith(_PAGES):
            return "", ""
        page_id = entry.path.removeprefix(_PAGES).strip("/").partition("/")[0]
        try:
            page = self._library.page(page_id)
        except HubError:
            title = entry.body.get("title") if isinstance(entry.body, dict) else ""
            return "", title if isinstance(title, str) else ""
        return page_id, page.title

    def events(self) -> Response:
        """Tells that a view is out of date which was made from the mark `since`."""
        asked = read_query(request, topic=one_of(*TOPICS), since=text)
        events = self._frame.live.events(asked.get("topic", "content"), asked.get("since", ""))
        return Response(events, mimetype="text/event-stream")

    def _show(self, template: str, page: Page, **values: Any) -> Shown:
        about = self._parts.answers.page(page, with_draft=False)
        conflict = self._parts.report.current().conflicts.get(page.id)
        shown: dict[str, Any] = {
            "about": about,
            "current": page.id,
            "conflict": conflict,
            "conflict_rows": side_by_side(page.draft_content, conflict.content) if conflict else (),
            "editor": self._parts.editors.of(page.id),
            "saves_every": AUTOSAVE,
        }
        return self._frame.show(template, page=page, **shown, **values)

    def _rendered(self, text: str, top: int = 2) -> Prose | None:
        only_here = frozenset(self._parts.report.current().unset).intersection(ONLY_HERE)
        return render(text, top, origin=request.host_url.rstrip("/"), only_here=only_here)
