"""The calls of the hub that content sync uses."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

from execsync.client import wire
from execsync.client.answer import Answer
from execsync.client.clock import Clock
from execsync.client.json_field import JsonField, read, read_list
from execsync.client.ledger import Counts, Ledger
from execsync.client.requester import Requester
from execsync.client.retry import Call
from execsync.client.transport import HttpRequest, Transport
from execsync.core.excerpt import show
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
from execsync.errors import BadAnswer, ExecsyncError, RequestRefused, UnclearWrite

Row = TypeVar("Row")

PAGE_SIZE = 100
"""The largest page of a list that the hub gives."""

_UNCLEAR_HINT = "a proxy may be in between; run the command again, it looks first"

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

    def sign(self, data: bytes) -> str:
        """A signature of `data` that only a holder of the key can make. Sends nothing."""
        return self._requester.sign(data)

    def workspace(self) -> Workspace:
        """The workspace of the key."""
        return wire.workspace(self._get("/workspace"))

    def folders(self, *, page: int = 1) -> Listing[Folder]:
        """One page of the list of folders."""
        return self._list("/knowledge-hub/folders", wire.folder, page=page)

    def skills(self, *, page: int = 1) -> Listing[Skill]:
        """One page of the list of skills."""
        return self._list("/skills", wire.skill, page=page)

    def page(self, page_id: str) -> PageSnapshot:
        """The page with its draft."""
        return wire.page(self._get(_item(_PAGES, page_id), include="draft"))

    def pages(
        self,
        *,
        sort: str = "updated_at",
        status: str | None = None,
        page: int = 1,
        query: str | None = None,
    ) -> Listing[PageRow]:
        """One page of the list of pages, newest first. Archived ones only with that status."""
        return self._list(
            _PAGES,
            wire.page_row,
            sort=sort,
            status=status,
            page=page,
            query=query,
        )

    def create_page(
        self, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot:
        """Create a page, and look at it where the answer tells little more than its id.

        Raises AnswerLost where it may exist now, and UnclearWrite where it does: look before trying again.
        Raises TooLate where it could not be sent within so many seconds.
        """
        request = HttpRequest(Call.CREATE_PAGE, "POST", _PAGES, fields=fields)
        answer = self._requester.request(request, within=within)
        try:
            made = read(answer, str(request))
            page_id = wire.made_id(made)
        except BadAnswer as error:
            raise _unclear(request, error) from error
        try:
            return wire.written_page(made)
        except BadAnswer:
            return self._look_at_made(request, page_id)

    def versions(self, page_id: str) -> Listing[PageVersion]:
        """The newest hundred published versions of a page, newest first."""
        path = f"{_item(_PAGES, page_id)}/versions"
        return self._list(path, wire.page_version, page=1)

    def together(self, number: int) -> AbstractContextManager[None]:
        """For the block, send so many requests of this thread one right after the other."""
        return self._requester.pacer.together(number)

    def update_page(
        self, page_id: str, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot | None:
        """Change only `fields`. The answer carries no draft; None where it does not show the page.

        Raises TooLate where it could not be sent within so many seconds.
        """
        request = HttpRequest(Call.UPDATE, "PATCH", _item(_PAGES, page_id), fields=fields)
        answer = self._requester.request(request, within=within)
        try:
            return wire.written_page(read(answer, str(request)))
        except BadAnswer:
            return None

    def archive_page(self, page_id: str, *, within: float | None = None) -> None:
        """Archive a page. Raises NotFound where it was not there, and TooLate as `update_page`."""
        self._archive(_item(_PAGES, page_id), within=within)

    def create_source(self, fields: Mapping[str, object]) -> tuple[SourceSnapshot, bool]:
        """Create the source of a URL, or get the one there is; whether the answer says that it is new.

        False may also mean that a first sending made it and its answer was lost.
        """
        request = HttpRequest(Call.CREATE_SOURCE, "POST", _SOURCES, fields=fields)
        answer = self._requester.request(request)
        try:
            return wire.source(read(answer, str(request))), answer.status == 201
        except BadAnswer as error:
            raise _unclear(request, error) from error

    def source(self, source_id: str) -> SourceSnapshot:
        """The source, without its text."""
        return wire.source(self._get(_item(_SOURCES, source_id)))

    def sources(self, *, status: str | None = None, page: int = 1) -> Listing[SourceSnapshot]:
        """One page of the list of sources."""
        return self._list(_SOURCES, wire.source_row, status=status, page=page)

    def archive_source(self, source_id: str) -> None:
        """Archive a source. Raises NotFound where it was not there."""
        self._archive(_item(_SOURCES, source_id))

    def _get(self, path: str, **params: str | int | None) -> JsonField:
        answer, request = self._ask(path, **params)
        return read(answer, request)

    def _list(
        self,
        path: str,
        read_row: Callable[[JsonField], Row],
        *,
        page: int,
        **params: str | None,
    ) -> Listing[Row]:
        answer, request = self._ask(path, **params, page=page, page_size=PAGE_SIZE)
        rows = read_list(answer, request)
        return wire.listing(rows, read_row, page=page, size=len(answer.body))

    def _ask(self, path: str, **params: str | int | None) -> tuple[Answer, str]:
        given = tuple((name, str(value)) for name, value in params.items() if value is not None)
        request = HttpRequest(Call.READ, "GET", path, params=given)
        return self._requester.request(request), str(request)

    def _look_at_made(self, request: HttpRequest, page_id: str) -> PageSnapshot:
        try:
            return self.page(page_id)
        except ExecsyncError as error:
            raise _unclear(request, error) from error

    def _archive(self, path: str, *, within: float | None = None) -> None:
        request = HttpRequest(Call.ARCHIVE, "DELETE", path)
        answer = self._requester.request(request, within=within)
        if answer.status in (404, 410) or not answer.body.strip():
            return
        try:
            wire.check_deleted(read(answer, str(request)))
        except BadAnswer as error:
            raise _unclear(request, error) from error


def _unclear(request: HttpRequest, error: ExecsyncError) -> UnclearWrite:
    """The error for a write that was carried out, and whose answer leaves open how."""
    told = error.message.removeprefix(f"{request}: ")
    return UnclearWrite(f"{request}: it was carried out, but {told}", hint=_UNCLEAR_HINT)


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
