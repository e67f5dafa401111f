"""What stands around every view: the tree, the workspace's name, and the mark for the live parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from flask import g, render_template, request

from execsync.localhub import gate
from execsync.localhub.web.live import TOPICS
from execsync.localhub.web.tree import Tree, grow

if TYPE_CHECKING:
    from execsync.localhub.parts import Parts
    from execsync.localhub.web.guard import Guard
    from execsync.localhub.web.library import Library
    from execsync.localhub.web.live import Live, Topic

MOST_IN_TREE = 1000
"""Pages of one folder in the tree; the folder's own view has them all."""

FIRST_TOLD = 2
"""Problems, and conflicts, that a watch has told and that stand there unfolded: more would fill a phone."""

MOST_TOLD = 50
"""Problems, and conflicts, with those that are folded."""

MOST_OPEN = 150
"""With more pages than that, the tree has only the folders around what is shown, and those asked for."""

OPEN_FOLDERS = "Open-Folders"
"""The header that names the folders which a reader has opened: their ids, quoted, with commas between."""


class Frame:
    """Shows a template within the frame."""

    def __init__(self, parts: Parts, library: Library, live: Live, guard: Guard) -> None:
        self.library = library
        self.live = live
        self._parts = parts
        self._guard = guard

    def begin(self) -> None:
        """Take the marks of a request, before anything is read for it."""
        g.marks = {topic: self.live.mark(topic) for topic in TOPICS}

    def tree(self) -> Tree:
        """Folders and pages as they are now."""
        return grow(self.library.folders(), self.library.entries())

    def show(
        self,
        template: str,
        *,
        status: int = 200,
        topic: Topic = "content",
        tree: Tree | None = None,
        current: str | None = None,
        **values: Any,
    ) -> tuple[str, int]:
        """Answer with a template; `current` is the id of the page or folder that it shows."""
        report = self._parts.report.current()
        html = render_template(
            template,
            mark=g.marks[topic],
            topic=topic,
            tree=tree or self.tree(),
            current=current,
            most_in_tree=MOST_IN_TREE,
            most_open=MOST_OPEN,
            opened=_opened(),
            report=report,
            pages_of_files={path: page_id for page_id, path in report.files.items()},
            first_told=FIRST_TOLD,
            most_told=MOST_TOLD,
            workspace=self._parts.dials.settings.workspace_name,
            api_url=request.host_url + gate.BASE.removeprefix("/"),
            api_key=gate.LOCAL_KEY,
            token=self._guard.token,
            **values,
        )
        return html, status

    def show_error(self, status: int, message: str) -> tuple[str, int]:
        """Answer with an error."""
        return self.show("error.html", status=status, error=status, message=message)


def _opened() -> frozenset[str]:
    """The ids of the folders that the reader has opened."""
    named = request.headers.get(OPEN_FOLDERS)
    return frozenset() if named is None else frozenset(map(unquote, named.split(",")))
