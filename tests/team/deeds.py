"""What happened to each page of a hub, in order, and who did it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import flask

from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.team.files import key_of

Kind = Literal["create", "get", "edit", "archive", "unarchive"]
WEB = 0
"""The number of nobody's run: a colleague did it on the web."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done to a page, or a look at it ("get").

    `run` is the number of the run that asked for it. `before` is None where there was no page.
    """

    number: int
    run: int
    kind: Kind
    page_id: str
    before: StoredPage | None
    after: StoredPage
    moment: int
    """By the hub's clock, in microseconds."""


class Deeds:
    """The deeds so far. Watches a hub's pages from inside, where the order of two requests is certain."""

    def __init__(self, hub: LocalHub) -> None:
        self._hub = hub
        self._lock = threading.RLock()
        self._deeds: list[Deed] = []
        self._pages: dict[str, StoredPage] = {}
        self.makers: dict[str, int] = {}
        """Page → the run that made it."""
        self.keys: dict[str, str] = {}
        """Page → the key in the text that we sent last."""
        pages = hub._parts.pages
        kinds: tuple[Kind, ...] = ("create", "get", "edit", "archive", "unarchive")
        for kind in kinds:
            setattr(pages, kind, self._watched(kind, getattr(pages, kind)))

    def __len__(self) -> int:
        return len(self._deeds)

    def since(self, number: int) -> Iterator[Deed]:
        """Those from that number on."""
        with self._lock:
            return iter(self._deeds[number:])

    def live(self) -> list[StoredPage]:
        """The pages that are not archived."""
        with self._lock:
            return [page for page in self._pages.values() if page.status != "archived"]

    def page(self, page_id: str) -> StoredPage:
        """A page as it is."""
        with self._lock:
            return self._pages[page_id]

    def looks(self, run: int, page_id: str, *, before: int) -> list[int]:
        """The numbers of that run's looks at a page before a deed, in order."""
        with self._lock:
            return [
                deed.number
                for deed in self._deeds[:before]
                if (deed.kind, deed.run, deed.page_id) == ("get", run, page_id)
            ]

    def _watched(self, kind: Kind, do: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **options: Any) -> Any:
            with self._lock:
                page = do(*args, **options)
                self._note(kind, page.id)
            return page

        return watched

    def _note(self, kind: Kind, page_id: str) -> None:
        asked = flask.has_request_context()
        run = run_of(flask.request.headers["Authorization"]) if asked else WEB
        before = self._pages.get(page_id)
        after = before if kind == "get" else None
        if after is None:
            after = next(page for page in self._hub.pages() if page.id == page_id)
            self._pages[page_id] = after
        if kind == "create":
            self.makers[page_id] = run
        if run != WEB and kind in ("create", "edit"):
            self.keys[page_id] = key_of(after.draft_content) or self.keys.get(page_id, "")
        moment = self._hub._parts.clock.now()
        self._deeds.append(Deed(len(self._deeds), run, kind, page_id, before, after, moment))


def key_for(run: int) -> str:
    """The API key that a run is known by."""
    return f"exec_live_{run:040}"


def run_of(header: str) -> int:
    """The run that sent a header `Authorization`."""
    return int(header.rpartition("_")[2])
