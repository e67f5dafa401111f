"""The calls that the engines make, as a type: what they need of the hub, and nothing of HTTP."""

from collections.abc import Mapping
from typing import Protocol

from execsync.core.snapshot import (
    Listing,
    PageRow,
    PageSnapshot,
    SourceSnapshot,
    Workspace,
)


class HubCalls(Protocol):
    """Each call is one request or, where it may be repeated safely, a few. All raise HubError."""

    def workspace(self) -> Workspace:
        """The workspace of the key."""

    def hub_time(self) -> str | None:
        """The hub's clock as RFC 3339 text, from the last answer's Date; None before the first one."""

    def page(self, page_id: str) -> PageSnapshot:
        """One page with its draft."""

    def pages(
        self, *, sort: str = "updated_at", page: int = 1, page_size: int = 100
    ) -> Listing[PageRow]:
        """A page of the list of live pages, newest first."""

    def create_page(self, fields: Mapping[str, object]) -> PageSnapshot:
        """Send a POST once. Raises AnswerLost where nobody knows whether the page was made."""

    def update_page(self, page_id: str, fields: Mapping[str, object]) -> PageSnapshot:
        """Change the fields given."""

    def archive_page(self, page_id: str) -> None:
        """Archive a page; one that is gone already is fine."""

    def create_source(self, fields: Mapping[str, object]) -> tuple[SourceSnapshot, bool]:
        """The source of an address, and whether this call made it."""

    def source(self, source_id: str) -> SourceSnapshot:
        """One source."""

    def sources(
        self, *, status: str | None = None, page: int = 1, page_size: int = 100
    ) -> Listing[SourceSnapshot]:
        """A page of the list of sources."""

    def archive_source(self, source_id: str) -> None:
        """Archive a source; one that is gone already is fine."""
