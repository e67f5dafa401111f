"""The calls of the key: each is one effect, at which its answer may be lost."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from execsync.core.digest import digest
from execsync.core.snapshot import (
    Draft,
    Listing,
    PageRow,
    PageSnapshot,
    PageVersion,
    SourceSnapshot,
    Workspace,
)
from execsync.errors import AnswerLost, NotFound, RequestRefused, TooLate
from tests.simulation.hub import KEY, SimulatedHub
from tests.simulation.points import Effect, Fate, Points
from tests.simulation.stored import StoredPage, StoredSource

PACE = 0.4
"""Seconds from one request to the next."""
LIST_SIZE = 100
FOR_EVER = float("inf")

ONCE = (Fate.NOT_DONE, Fate.DONE, Fate.LATE)
"""The fates of a request that is never sent again blindly."""
REPEATED = (Fate.NOT_DONE, Fate.DONE, Fate.TWICE)
"""Those of one that is."""
HELD_UP = (*REPEATED, Fate.HELD, Fate.DONE_HELD)
"""Those of one that is sent within some seconds only."""
Answer = TypeVar("Answer")
Row = TypeVar("Row")


class Calls:
    """`HubCalls` on a simulated hub.

    A lost answer is one that all repetitions have lost; a read that is lost has changed nothing.
    """

    def __init__(
        self, hub: SimulatedHub, points: Points, assure: Callable[[], None] | None = None
    ) -> None:
        """`assure` raises where nothing may be written any more: it is asked right before each write."""
        self.sent = 0
        self._hub = hub
        self._points = points
        self._assure = assure

    def counts(self) -> None:
        """Nobody counts."""

    def sign(self, data: bytes) -> str:
        return digest(KEY + data.decode())

    def workspace(self) -> Workspace:
        return self._ask("GET workspace", lambda: Workspace("workspace", "Workspace"))

    def page(self, page_id: str) -> PageSnapshot:
        return self._ask("GET page", lambda: self._snapshot(self._find(page_id), with_draft=True))

    def pages(
        self,
        *,
        sort: str = "updated_at",
        status: str | None = None,
        query: str | None = None,
        page: int = 1,
    ) -> Listing[PageRow]:
        return self._ask("GET pages", lambda: self._list(sort, status, query, page))

    def versions(self, page_id: str) -> Listing[PageVersion]:
        return self._ask("GET versions", lambda: self._versions(page_id))

    def together(self, number: int) -> AbstractContextManager[None]:
        return nullcontext()

    def create_page(
        self, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot:
        return self._send(
            "POST page",
            lambda: self._snapshot(self._hub.make(KEY, fields)),
            ONCE,
            later=lambda: self._hub.delayed.append(dict(fields)),
            within=within,
        )

    def update_page(
        self, page_id: str, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot:
        fates = REPEATED if within is None else HELD_UP
        return self._send("PATCH page", lambda: self._update(page_id, fields), fates, within=within)

    def archive_page(self, page_id: str, *, within: float | None = None) -> None:
        fates = REPEATED if within is None else HELD_UP
        self._send("DELETE page", lambda: self._archive(page_id), fates, within=within)

    def create_source(self, fields: Mapping[str, object]) -> tuple[SourceSnapshot, bool]:
        return self._send("POST source", lambda: self._source(fields), REPEATED)

    def source(self, source_id: str) -> SourceSnapshot:
        return self._ask("GET source", lambda: self._find_source(source_id))

    def sources(self, *, status: str | None = None, page: int = 1) -> Listing[SourceSnapshot]:
        return self._ask("GET sources", lambda: self._list_sources(status, page))

    def archive_source(self, source_id: str) -> None:
        raise NotImplementedError("no history archives a source")

    def _ask(self, name: str, answer: Callable[[], Answer]) -> Answer:
        return self._send(name, answer, (Fate.NOT_DONE,))

    def _send(
        self,
        name: str,
        work: Callable[[], Answer],
        fates: tuple[Fate, ...],
        *,
        later: Callable[[], None] = lambda: None,
        within: float | None = None,
    ) -> Answer:
        if not name.startswith("GET") and self._assure is not None:
            self._wait_for_leave(name, self._assure, within)
        effect = Effect(name, is_request=True, fates=fates)
        fate = self._points.reach(effect)
        if fate in (Fate.NOT_DONE, Fate.LATE):
            self._count()
            if fate is Fate.LATE:
                later()
            raise AnswerLost(f"{name}: the answer was lost")
        if fate is Fate.HELD:
            self._count()
            raise TooLate(f"{name}: held back, for it comes too late", in_doubt=True)
        answer = self._do(work)
        if fate is Fate.DONE_HELD:
            raise TooLate(f"{name}: held back, for it comes too late", in_doubt=True)
        if fate is Fate.TWICE:
            self._points.reach(Effect(f"{name} again", is_request=True))
            answer = self._do(work)
        if fate is Fate.DONE:
            raise AnswerLost(f"{name}: the answer was lost")
        return answer

    def _wait_for_leave(self, name: str, assure: Callable[[], None], within: float | None) -> None:
        """What comes before a write is sent: one more point, at which it may be held back yet."""
        latest = self._hub.clock.monotonic() + (FOR_EVER if within is None else within)
        self._points.reach(Effect(f"{name} to come"))
        assure()
        if self._hub.clock.monotonic() > latest:
            raise TooLate(f"{name}: held back, for it comes too late", in_doubt=False)

    def _do(self, work: Callable[[], Answer]) -> Answer:
        self._count()
        return work()

    def _count(self) -> None:
        self.sent += 1
        self._hub.clock.advance(PACE)

    def _find(self, page_id: str) -> StoredPage:
        page = self._hub.pages.get(page_id)
        if page is None or (page.is_archived and self._hub.manners.archived_are_gone):
            self._hub.log("miss")
            raise NotFound(f"{page_id}: not found", status=404)
        self._hub.log("look", page)
        return page

    def _list(
        self, sort: str, status: str | None, query: str | None, number: int
    ) -> Listing[PageRow]:
        self._hub.log(f"list {status}" if status else "list")
        wanted = [
            page
            for page in self._hub.listed()
            if (page.status == status if status else not page.is_archived)
            and (query is None or query.casefold() in page.shown_title.casefold())
        ]
        order: dict[str, Callable[[StoredPage], int]] = {
            "updated_at": lambda page: -page.changed,
            "created_at": lambda page: -page.made,
        }
        wanted.sort(key=order[sort])
        return _cut([self._row(page) for page in wanted], number)

    def _versions(self, page_id: str) -> Listing[PageVersion]:
        made = self._find(page_id)
        shown = [PageVersion(version.change_type) for version in reversed(made.versions)]
        return _cut(shown, 1)

    def _update(self, page_id: str, fields: Mapping[str, object]) -> PageSnapshot:
        if self._find_silently(page_id).is_archived:
            raise RequestRefused(f"{page_id}: the page is archived", status=400)
        return self._snapshot(self._hub.change(KEY, page_id, fields))

    def _archive(self, page_id: str) -> None:
        self._find_silently(page_id)
        self._hub.archive(KEY, page_id)

    def _find_silently(self, page_id: str) -> StoredPage:
        page = self._hub.pages.get(page_id)
        if page is None or (page.is_archived and self._hub.manners.archived_are_gone):
            raise NotFound(f"{page_id}: not found", status=404)
        return page

    def _source(self, fields: Mapping[str, object]) -> tuple[SourceSnapshot, bool]:
        self._hub.log("source")
        source, is_new = self._hub.source(str(fields["url"]), str(fields["title"]))
        return self._shown_source(source), is_new

    def _find_source(self, source_id: str) -> SourceSnapshot:
        self._hub.log("look at source")
        found = next(s for s in self._hub.sources.values() if s.id == source_id)
        return self._shown_source(found)

    def _list_sources(self, status: str | None, number: int) -> Listing[SourceSnapshot]:
        self._hub.log("list sources")
        shown = [self._shown_source(source) for source in self._hub.sources.values()]
        return _cut([s for s in shown if status in (None, s.status)], number)

    def _shown_source(self, source: StoredSource) -> SourceSnapshot:
        status = "ready" if self._hub.clock.now >= source.ready else "pending"
        return SourceSnapshot(source.id, source.title, status, source.url)

    def _snapshot(self, page: StoredPage, *, with_draft: bool = False) -> PageSnapshot:
        draft = Draft(page.title, page.text) if with_draft and page.has_draft else None
        live = page.live.text if page.live else None
        return PageSnapshot(self._row(page), live, draft, page.source_ids)

    def _row(self, page: StoredPage) -> PageRow:
        return PageRow(
            id=page.id,
            title=page.shown_title,
            status=page.status,
            visibility=page.visibility,
            folder_ids=page.folder_ids,
            skill_ids=page.skill_ids,
            source_count=len(page.source_ids),
            version=len(page.versions) or None,
            created_at=self._hub.show_time(page.made),
            updated_at=self._hub.show_time(page.changed),
            owner=page.owner,
        )


def _cut(rows: Sequence[Row], number: int) -> Listing[Row]:
    first = (number - 1) * LIST_SIZE
    pages = -(-len(rows) // LIST_SIZE)
    return Listing(tuple(rows[first : first + LIST_SIZE]), number, pages, len(rows), LIST_SIZE)
