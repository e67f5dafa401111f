"""The calls that the engines make, as a type: what they need of the hub, and nothing of HTTP."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from execsync.core.snapshot import (
    Listing,
    PageRow,
    PageSnapshot,
    PageVersion,
    SourceSnapshot,
    Workspace,
)


class HubCalls(Protocol):
    """One hub. Each call is one request or, where it may be repeated safely, a few. All raise HubError."""

    def sign(self, data: bytes) -> str:
        """A signature of `data` that only a holder of the key can make. Sends nothing."""

    def workspace(self) -> Workspace:
        """The workspace of the key."""

    def page(self, page_id: str) -> PageSnapshot:
        """One page with its draft."""

    def pages(
        self,
        *,
        sort: str = "updated_at",
        status: str | None = None,
        query: str | None = None,
        page: int = 1,
    ) -> Listing[PageRow]:
        """A hundred rows of the list of pages, newest first; archived ones only with that status."""

    def versions(self, page_id: str) -> Listing[PageVersion]:
        """The newest hundred published versions of a page, newest first."""

    def together(self, number: int) -> AbstractContextManager[None]:
        """For the block, send so many requests of this thread one right after the other."""

    def create_page(
        self, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot:
        """Send a POST once. Raises AnswerLost where nobody knows whether the page was made.

        Raises TooLate where it could not be sent within so many seconds.
        """

    def update_page(
        self, page_id: str, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot | None:
        """Change the fields given; None where the answer does not show the page.

        Raises TooLate where it could not be sent within so many seconds.
        """

    def archive_page(self, page_id: str, *, within: float | None = None) -> None:
        """Archive a page. Raises NotFound where it was not there, and TooLate as `update_page`."""

    def create_source(self, fields: Mapping[str, object]) -> tuple[SourceSnapshot, bool]:
        """Create the source of a URL, or get the one there is. Returns it, and whether this call made it."""

    def source(self, source_id: str) -> SourceSnapshot:
        """One source."""

    def sources(self, *, status: str | None = None, page: int = 1) -> Listing[SourceSnapshot]:
        """A page of the list of sources."""

    def archive_source(self, source_id: str) -> None:
        """Archive a source; one that is gone already is fine."""
