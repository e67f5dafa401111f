"""The calls of the hub that content sync uses."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

from execsync.client import wire
from execsync.client.clock import Clock
from execsync.client.cursor import Cursor, read
from execsync.client.excerpt import show
from execsync.client.ledger import Counts, Ledger
from execsync.client.requester import Requester
from execsync.client.retry import Call
from execsync.client.transport import Request, Transport
from execsync.core.snapshot import (
    Folder,
    Listing,
    PageRow,
    PageSnapshot,
    PageVersion,
    Skill,
    SourceSnapshot,
    Workspace,
)
from execsync.errors import BadAnswer, RequestRefused

Row = TypeVar("Row")

PAGE_SIZE = 100
"""The largest page of a list that the hub gives."""
_MAX_LIST_PAGES = 1000

_PAGES = "/knowledge-hub/pages"
_SOURCES = "/knowledge-hub/sources"


class Hub:
    """One Exec Knowledge Hub, asked with one key. Safe across threads.

    Every call raises the exceptions of `Requester.request`, and BadAnswer where an answer is not
    what the contract promises.
    """

    def __init__(
        self, requester: Requester, *, ledger: Ledger | None, transport: Transport, clock: Clock
    ) -> None:
        self._requester = requester
        self._ledger = ledger
        self._transport = transport
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and the ledger."""
        self._transport.close()
        if self._ledger is not None:
            self._ledger.close()

    @property
    def sent(self) -> int:
        """How many requests have really been sent, repetitions included."""
        return self._requester.sent

    def hub_time(self) -> str | None:
        """The hub's clock at its last answer, as RFC 3339 text in UTC. None before the first."""
        date = self._requester.date
        return date.strftime("%Y-%m-%dT%H:%M:%SZ") if date is not None else None

    def counts(self) -> Counts | None:
        """Requests of the last minute and day by our own count, until the hub is closed.

        None where nothing is counted.
        """
        return self._ledger.counts(self._clock.now()) if self._ledger is not None else None

    def workspace(self) -> Workspace:
        """The workspace of the key."""
        return wire.workspace(self._get("/workspace"))

    def folders(self) -> Iterator[Folder]:
        """All folders, each once; one request for each hundred."""
        return self._all("/knowledge-hub/folders", wire.folder, lambda folder: folder.id)

    def skills(self) -> Iterator[Skill]:
        """All skills, each once; one request for each hundred."""
        return self._all("/skills", wire.skill, lambda skill: skill.id)

    def page(self, page_id: str) -> PageSnapshot:
        """The page with its draft."""
        return wire.page(self._get(_item(_PAGES, page_id), include="draft"))

    def pages(
        self,
        *,
        sort: str = "updated_at",
        status: str | None = None,
        page: int = 1,
        page_size: int = PAGE_SIZE,
        updated_after: str | None = None,
        query: str | None = None,
    ) -> Listing[PageRow]:
        """One page of the list of pages, newest first. Archived ones only with that status."""
        answer = self._get(
            _PAGES,
            sort=sort,
            status=status,
            page=page,
            page_size=page_size,
            updated_after=updated_after,
            query=query,
        )
        return wire.listing(answer, wire.page_row)

    def create_page(
        self, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot:
        """Create a page. Raises AnswerLost where it may exist now: look before trying again.

        Raises TooLate where it could not be sent within so many seconds.
        """
        answer, _ = self._write(Call.CREATE_PAGE, "POST", _PAGES, fields, within=within)
        return wire.page(answer)

    def versions(self, page_id: str, *, page: int = 1) -> Listing[PageVersion]:
        """One page of the list of a page's published versions, newest first."""
        answer = self._get(f"{_item(_PAGES, page_id)}/versions", page=page, page_size=PAGE_SIZE)
        return wire.listing(answer, wire.page_version)

    def together(self, number: int) -> AbstractContextManager[None]:
        """For the block, send so many requests of this thread one right after the other."""
        return self._requester.pacer.together(number)

    def update_page(
        self, page_id: str, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot:
        """Change only `fields`. The answer carries no draft.

        Raises TooLate where it could not be sent within so many seconds.
        """
        path = _item(_PAGES, page_id)
        return wire.page(self._write(Call.UPDATE, "PATCH", path, fields, within=within)[0])

    def archive_page(self, page_id: str, *, within: float | None = None) -> None:
        """Archive a page. Raises NotFound where it was not there, and TooLate as `update_page`."""
        self._archive(_item(_PAGES, page_id), within=within)

    def create_source(self, fields: Mapping[str, object]) -> tuple[SourceSnapshot, bool]:
        """The source of an address, and whether this call's answer says that it is new.

        False may also mean that a first sending made it and its answer was lost.
        """
        answer, status = self._write(Call.CREATE_SOURCE, "POST", _SOURCES, fields)
        return wire.source(answer), status == 201

    def source(self, source_id: str) -> SourceSnapshot:
        """The source, without its text."""
        return wire.source(self._get(_item(_SOURCES, source_id)))

    def sources(
        self,
        *,
        status: str | None = None,
        query: str | None = None,
        page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Listing[SourceSnapshot]:
        """One page of the list of sources."""
        answer = self._get(_SOURCES, status=status, query=query, page=page, page_size=page_size)
        return wire.listing(answer, wire.source)

    def archive_source(self, source_id: str) -> None:
        """Archive a source. Raises NotFound where it was not there."""
        self._archive(_item(_SOURCES, source_id))

    def _all(
        self, path: str, read_row: Callable[[Cursor], Row], id_of: Callable[[Row], str]
    ) -> Iterator[Row]:
        seen: set[str] = set()
        for number in range(1, _MAX_LIST_PAGES + 1):
            answer = self._get(path, page=number, page_size=PAGE_SIZE)
            listing = wire.listing(answer, read_row)
            for row in listing.rows:
                # A list that grows between two requests shows a row twice.
                if id_of(row) not in seen:
                    seen.add(id_of(row))
                    yield row
            if number >= listing.total_pages or not listing.rows:
                return
        raise BadAnswer(f"GET {path}: the list does not end after {_MAX_LIST_PAGES:,} pages")

    def _get(self, path: str, **params: str | int | None) -> Cursor:
        given = tuple((name, str(value)) for name, value in params.items() if value is not None)
        request = Request(Call.READ, "GET", path, params=given)
        return read(self._requester.request(request), str(request))

    def _write(
        self,
        call: Call,
        method: str,
        path: str,
        fields: Mapping[str, object],
        *,
        within: float | None = None,
    ) -> tuple[Cursor, int]:
        request = Request(call, method, path, fields=fields)
        answer = self._requester.request(request, within=within)
        return read(answer, str(request)), answer.status

    def _archive(self, path: str, *, within: float | None = None) -> None:
        request = Request(Call.ARCHIVE, "DELETE", path)
        answer = self._requester.request(request, within=within)
        if answer.status not in (204, 404):
            wire.check_deleted(read(answer, str(request)))


def _item(path: str, identifier: str) -> str:
    """The path of one thing. Ids come from answers and State, and may hold anything.

    Raises RequestRefused for those that would name another path: dots are resolved by httpx and by
    proxies even when they are percent-encoded.
    """
    try:
        encoded = quote(identifier, safe="")
    except UnicodeEncodeError:
        encoded = ""
    if encoded in ("", ".", ".."):
        raise RequestRefused(
            f'"{show(identifier)}" is not an id', hint="look for it in the state file"
        )
    return f"{path}/{encoded}"
