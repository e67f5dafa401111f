"""What the hub answered when asked. Every value is hostile text until it is rendered."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


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
    """A page as lists show it: no body. Times are RFC 3339 text as the hub wrote them."""

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


@dataclass(frozen=True, slots=True)
class PageVersion:
    """A version of a page that was published. `change_type` is the hub's word: created, clone, restore …"""

    number: int
    change_type: str
    created_at: str


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


@dataclass(frozen=True, slots=True)
class SourceSnapshot:
    """One source. `status` is pending, processing, ready or failed, unless the contract has grown."""

    id: str
    title: str
    status: str
    url: str
    created_at: str = ""
    maker: str = ""
    """The name of whoever made it, or an id; empty where the hub names nobody."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """One page of a list, with the counts that the hub gave for the whole of it."""

    rows: tuple[Row, ...]
    page: int
    total_pages: int
    total_count: int
