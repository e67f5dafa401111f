"""What the hub answered when asked. Every value is hostile text until it is rendered."""

from dataclasses import dataclass
from typing import Generic, TypeGuard, TypeVar

Row = TypeVar("Row")

PAGE_STATUSES = frozenset({"draft", "published", "archived"})
"""The words that the contract has for the status of a page. Of another one nobody can say what it means."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace that the key belongs to."""

    id: str
    name: str
    url_slug: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder (the hub also says hub or space). `parent` is an id, or empty at the top."""

    id: str
    name: str
    parent: str = ""
    emoji: str = ""


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill that pages can be tagged with."""

    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as lists show it: no body. Times are RFC 3339 text, in UTC."""

    id: str
    title: str
    status: str
    visibility: str
    folder_ids: tuple[str, ...]
    skill_ids: tuple[str, ...]
    source_count: int
    version: int | None
    created_at: str
    updated_at: str
    owner: str = ""
    """The id of whoever made the page; empty where the hub names nobody."""
    odd: tuple[tuple[str, str], ...] = ()
    """What is not as the contract has it: the name of a field, and what it should be and is, in words."""
    unread: tuple[str, ...] = ()
    """The names of fields whose values here stand for nothing: they could not be read, or were not there."""

    @property
    def is_vague(self) -> bool:
        """Whether it does not show in which folders its page is."""
        return "folders" in self.unread

    @property
    def is_unclear(self) -> bool:
        """Whether something of it is there and could not be read."""
        return any(name in self.unread for name, _ in self.odd)


@dataclass(frozen=True, slots=True)
class PageVersion:
    """A version of a page that was published. `change_type` is the hub's word: created, clone, restore …

    `created_by` names whoever published it, empty where the hub names nobody; `created_at` is RFC 3339 text,
    empty where it was not told.
    """

    change_type: str
    created_by: str = ""
    created_at: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The version of a page that is being edited."""

    title: str
    content: str | None


@dataclass(frozen=True, slots=True)
class PageSnapshot:
    """One page in full. `content` is the published body, None if it was never published.

    `draft` is None when the page has none, or when the answer did not carry it.
    """

    row: PageRow
    content: str | None
    draft: Draft | None
    source_ids: tuple[str, ...]

    @property
    def body(self) -> str | None:
        """The body that the next publication would show: the draft's, else the published one."""
        if self.draft is not None and self.draft.content is not None:
            return self.draft.content
        return self.content


def is_there(page: PageSnapshot | None) -> TypeGuard[PageSnapshot]:
    """Whether a look at a page has found it, and not archived."""
    return page is not None and page.row.status != "archived"


@dataclass(frozen=True, slots=True)
class SourceSnapshot:
    """One source. `status` is pending, processing, ready, failed, or another word of the hub's.

    In a list it may be empty: what stands there could not be read.
    """

    id: str
    title: str
    status: str
    url: str
    maker: str = ""
    """The name of whoever made it, or an id; empty where the hub names nobody."""
    maker_id: str = ""
    type: str = ""
    """The hub's word: url, upload, notion, google_drive …; empty where it was not told."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """The page `page` of a list, with what the hub told of the whole of it: None where it did not."""

    rows: tuple[Row, ...]
    page: int
    total_pages: int | None
    total_count: int | None
    page_size: int | None
    request: str = ""
    """What it was asked for with, in words: method and path."""
    size: int = 0
    """Bytes of the answer."""

    @property
    def tells_its_end(self) -> bool:
        """Whether the hub has said how long the list is."""
        return self.total_pages is not None or (
            self.total_count is not None and self.page_size is not None
        )

    @property
    def goes_on(self) -> bool:
        """Whether there may be more: where the hub does not say, a list ends with what is short or empty."""
        if not self.rows:
            return False
        if self.total_pages is not None:
            return self.page < self.total_pages
        if self.page_size is None:
            return True
        if self.total_count is not None:
            return self.page * self.page_size < self.total_count
        return len(self.rows) >= self.page_size
