"""The form to edit a page "on the web", as a colleague would who knows nothing of files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from execsync.localhub.errors import HubError
from execsync.localhub.open_editors import AUTOSAVE
from execsync.localhub.sources import OTHER_TYPES

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from execsync.localhub.page import Page
    from execsync.localhub.parts import Parts
    from execsync.localhub.web.frame import Frame

Shown = tuple[str, int]

_ENDLESS = 20_000
"""Characters of a line."""


@dataclass(frozen=True, slots=True)
class PageForm:
    """What the form holds; `seen` stands for the page that it was filled from."""

    title: str = ""
    content: str = ""
    folder_ids: tuple[str, ...] = ()
    is_private: bool = False
    is_to_publish: bool = False
    seen: str = ""

    @property
    def has_endless_lines(self) -> bool:
        """Whether a line is so long that a browser would be busy for seconds to break it."""
        return any(len(line) > _ENDLESS for line in self.content.split("\n"))


class Editing:
    """The views that write; HubError for what is not there."""

    def __init__(self, parts: Parts, frame: Frame) -> None:
        self._parts = parts
        self._frame = frame

    def create(self) -> Shown | Response:
        """The empty form, and the page that comes of it."""
        if request.method != "POST":
            return self._show(PageForm())
        form = _read_form()
        if not form.title.strip():
            return self._show(form, status=400, fault="Give the page a title.")
        page = self._parts.colleague.create(
            form.title,
            form.content,
            publish=form.is_to_publish,
            private=form.is_private,
            folder_ids=form.folder_ids,
        )
        return redirect(url_for("page", page_id=page.id), 303)

    def edit(self, page_id: str) -> Shown | Response:
        """The form filled from the draft, and what becomes of it."""
        page = self._frame.library.page(page_id)
        stored = self._stored(page)
        if request.method != "POST":
            if page.status == "archived":
                raise HubError(400, "The page is archived, and cannot be edited any more.")
            return self._show(stored, page)
        form = _read_form()
        if page.status == "archived":
            fault = "The page was archived meanwhile, and cannot be saved: keep a copy of what you wrote."
            return self._show(form, page, status=409, fault=fault)
        if not form.title.strip():
            return self._show(form, page, status=400, fault="A page keeps a title.")
        if form.seen != stored.seen:
            fault = "Somebody changed the page meanwhile. To save again replaces what they wrote."
            return self._show(replace(form, seen=stored.seen), page, status=409, fault=fault)
        self._save(page, stored, form)
        view = "page" if form.is_to_publish or page.live_content is None else "draft"
        return redirect(url_for(view, page_id=page_id), 303)

    def archive(self, page_id: str) -> Response:
        """Take the page out of the lists."""
        self._parts.colleague.archive(page_id)
        return redirect(url_for("page", page_id=page_id), 303)

    def _save(self, page: Page, stored: PageForm, form: PageForm) -> None:
        """Write what was changed in the form, and nothing else."""
        self._parts.colleague.edit(
            page.id,
            title=None if form.title == _as_typed(stored.title, is_line=True) else form.title,
            content=None if form.content == _as_typed(stored.content) else form.content,
            publish=form.is_to_publish,
            folder_ids=(
                None if set(form.folder_ids) == set(stored.folder_ids) else form.folder_ids
            ),
        )

    def _stored(self, page: Page) -> PageForm:
        folders = self._parts.answers.page(page, with_draft=False)["folders"]
        ids = tuple(folder["id"] for folder in folders)
        seen = repr((page.draft_title, page.draft_content, page.version, sorted(ids)))
        return PageForm(
            title=page.draft_title,
            content=page.draft_content,
            folder_ids=ids,
            seen=hashlib.sha256(seen.encode()).hexdigest(),
        )

    def _show(
        self, form: PageForm, page: Page | None = None, *, status: int = 200, fault: str = ""
    ) -> Shown:
        tree = self._frame.tree()
        return self._frame.show(
            "edit.html",
            status=status,
            tree=tree,
            current=None if page is None else page.id,
            page=page,
            form=form,
            fault=fault,
            folders=tree.all_folders(),
            sources=self._parts.answers.page(page, with_draft=False)["sources"] if page else (),
            source_types=("url", *OTHER_TYPES),
            saves_every=AUTOSAVE,
        )


def _read_form() -> PageForm:
    return PageForm(
        title=request.form.get("title", ""),
        content=_as_typed(request.form.get("content", "")),
        folder_ids=tuple(request.form.getlist("folder")),
        is_private=request.form.get("visibility") == "private",
        is_to_publish=request.form.get("publish") == "yes",
        seen=request.form.get("seen", ""),
    )


def _as_typed(text: str, *, is_line: bool = False) -> str:
    """A text as a browser's form gives it back: its line ends alike, or gone from a single line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "" if is_line else "\n")
