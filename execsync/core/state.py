"""What we recorded after our last write: one entry a page and a source, by path and by URL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from execsync.core.digest import body_digest

if TYPE_CHECKING:
    from execsync.core.snapshot import PageSnapshot


@dataclass(frozen=True, slots=True)
class Seen:
    """What the hub answered after our last write. Drift is measured against this, never against what we sent.

    `body` is the digest of the body that it returned. Where the answer carried none it is empty, or
    `words:` and the words digest of what we sent.
    """

    updated_at: str
    title: str
    status: str
    folder_ids: tuple[str, ...] = ()
    skill_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    body: str = ""
    version: int | None = None
    has_draft: bool = False
    """Whether the page is live, and `title` and `body` are those of a draft beside it."""

    @classmethod
    def of(cls, snapshot: "PageSnapshot") -> "Seen":
        """The part of an answer that is worth remembering."""
        row, draft = snapshot.row, snapshot.draft
        live = (row.title, snapshot.content)
        return cls(
            updated_at=row.updated_at,
            version=row.version,
            title=draft.title if draft else row.title,
            status=row.status,
            folder_ids=row.folder_ids,
            skill_ids=row.skill_ids,
            source_ids=snapshot.source_ids,
            body="" if snapshot.body is None else body_digest(snapshot.body),
            has_draft=draft is not None
            and row.status == "published"
            and (draft.title, draft.content) != live,
        )


@dataclass(frozen=True, slots=True)
class PageState:
    """A page that we own, as we last sent it.

    `body` is a digest; `source_ids` are the ids sent for `sources`.
    """

    path: str
    id: str
    title: str
    status: str
    visibility: str
    body: str
    folder_ids: tuple[str, ...] = ()
    skill_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    protect: bool = False
    stays_live: bool = False
    """Whether a draft was saved beside a live version, which nobody has asked the hub to take down."""
    blob: str = ""
    """The id that Git gave the file when it was last written to the hub."""
    clean: str = ""
    """The settings, as a digest, under which that file was read without a finding and gave this page."""
    retiring: tuple[str, ...] = ()
    """Ids of pages that this one has replaced and that are still to be archived."""
    seen: Seen | None = None
    drift: Seen | None = None
    """What the hub showed when somebody had edited the page on the web; None once that is settled."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source that we created or found. `ours` says that a 201 made it, so that we may archive it."""

    url: str
    id: str
    title: str
    cover: str = ""
    folder_ids: tuple[str, ...] = ()
    status: str = "pending"
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A write to a page whose answer was lost: it may have been carried out, or may still be.

    `kind` is the kind of step. `page` is what State says of the page if it was; its id is empty at
    creation. `words` is the words digest of the body that it has then, empty for an archiving. `since` is
    RFC 3339 text by the hub's clock, from before the request was sent.
    """

    kind: str
    page: PageState
    words: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """All that we own on one workspace.

    `serial` grows by one a write; `lineage` names the history that the serial belongs to.
    """

    lineage: str
    serial: int = 0
    workspace_id: str = ""
    workspace_name: str = ""
    watermark: str = ""
    """When the last listing of pages began, by the hub's clock; empty before the first one."""
    pages: Mapping[str, PageState] = field(default_factory=dict)
    sources: Mapping[str, SourceState] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def with_pages(self, pages: Iterable[PageState]) -> "State":
        """The same State with these pages put in."""
        return replace(self, pages={**self.pages, **{page.path: page for page in pages}})

    def without_pages(self, paths: Iterable[str]) -> "State":
        """The same State with the pages at these paths left out."""
        gone = set(paths)
        return replace(
            self, pages={path: self.pages[path] for path in self.pages if path not in gone}
        )

    def owned_ids(self) -> frozenset[str]:
        """The ids of every page that we own, those that are still to be archived included."""
        pages = self.pages.values()
        return frozenset(i for page in pages for i in (page.id, *page.retiring))
