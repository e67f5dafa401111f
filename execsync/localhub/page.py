"""One page as a value: a draft and a live version side by side, and what can happen to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import sqlite3

Status = Literal["draft", "published", "archived"]
Origin = Literal["created", "clone"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page without its folders, skills and sources. Times are microseconds since 1970.

    `live_title` and `live_content` are None unless the page is published, or was when archived;
    `version` counts the published versions, None before the first, which says the page's `origin`.
    """

    id: str
    status: Status
    visibility: str
    owner: str
    draft_title: str
    draft_content: str
    created_at: int
    updated_at: int
    live_title: str | None = None
    live_content: str | None = None
    version: int | None = None
    published_at: int | None = None
    origin: Origin = "created"

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> Page:
        """Read a row of the table `pages`."""
        return cls(**{name: row[name] for name in cls.__slots__})

    @property
    def title(self) -> str:
        """The title that readers see."""
        return self.draft_title if self.live_title is None else self.live_title

    @property
    def is_pending(self) -> bool:
        """Whether the draft says something that the live version does not."""
        return (self.draft_title, self.draft_content) != (self.live_title, self.live_content)

    def drafted(self, *, title: str | None = None, content: str | None = None) -> Page:
        """This page with another draft; None leaves a part as it is."""
        return replace(
            self,
            draft_title=self.draft_title if title is None else title,
            draft_content=self.draft_content if content is None else content,
        )

    def published(self, now: int) -> Page:
        """This page with its draft live; a draft that is live already makes no new version."""
        if not self.is_pending:
            return self
        return replace(
            self,
            status="published",
            live_title=self.draft_title,
            live_content=self.draft_content,
            version=(self.version or 0) + 1,
            published_at=now,
        )

    def unpublished(self) -> Page:
        """This page with nothing live; the count of versions stays."""
        return replace(self, status="draft", live_title=None, live_content=None, published_at=None)

    def archived(self) -> Page:
        """This page out of the lists, its texts kept."""
        return replace(self, status="archived")

    def unarchived(self) -> Page:
        """This page back in the lists, published if it was."""
        return replace(self, status="draft" if self.live_content is None else "published")
