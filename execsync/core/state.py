"""What we recorded after our last write: one entry a page and a source, by path and by URL."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from execsync.core.address import Address
from execsync.core.digest import body_digest, digest
from execsync.core.linked_text import Filling
from execsync.core.meaning import says
from execsync.core.page_fields import id_lists

if TYPE_CHECKING:
    from execsync.core.snapshot import PageSnapshot


@dataclass(frozen=True, slots=True)
class Observed:
    """What the hub answered after our last write. Drift is measured against this, never against what we sent.

    `body` is the digest of the body that it returned, empty where the answer carried none. `says` is what
    that body says (`core.meaning`), or what the text says that we sent.
    """

    updated_at: str
    title: str
    status: str
    folder_ids: tuple[str, ...] = ()
    skill_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    body: str = ""
    says: str = ""
    version: int | None = None
    has_draft: bool = False
    """Whether the page is live, and `title` and `body` are those of a draft beside it."""

    @classmethod
    def of(cls, snapshot: "PageSnapshot") -> "Observed":
        """The part of an answer that is worth remembering."""
        row, draft = snapshot.row, snapshot.draft
        live = (row.title, snapshot.content)
        return cls(
            updated_at=row.updated_at,
            version=row.version,
            title=draft.title if draft else row.title,
            status=row.status,
            source_ids=snapshot.source_ids,
            body="" if snapshot.body is None else body_digest(snapshot.body),
            says="" if snapshot.body is None else says(snapshot.body),
            has_draft=draft is not None
            and row.status == "published"
            and (draft.title, draft.content) != live,
            **id_lists(row),
        )

    @property
    def fingerprint(self) -> str:
        """What State keeps of a page that goes: of its fields, its text's bytes, what that says, and when."""
        lists = (*id_lists(self).values(), self.source_ids)
        parts = (self.title, self.status, str(self.has_draft))
        fields = "\0".join((*parts, *(",".join(sorted(ids)) for ids in lists)))
        time = f"{self.updated_at} {self.version}"
        return f"{_short(fields)}/{self.body[7:23]}/{self.says}/{_short(time)}"


def _short(text: str) -> str:
    return digest(text)[7:23]


@dataclass(frozen=True, slots=True)
class PageState:
    """A page that we own, as we last sent it.

    `body` is the digest of the text before addresses were put into its links, `sent` that of the text as it
    was sent where it has such links, else empty. `links` are the paths of the pages that it links, and
    `link_ids` the ids that were put in for them, empty for each that stayed as it was written; `link_form` is
    the form of the addresses, and `loose` says that other files may change where they lead. `source_ids` are
    the ids of `sources`: others that the hub shows on the page are not ours. `folders` and `skills` are the
    names that gave the first of `folder_ids` and `skill_ids`.
    """

    path: str
    id: str
    title: str
    status: str
    visibility: str
    body: str
    folder_ids: tuple[str, ...] = ()
    skill_ids: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    link_ids: tuple[str, ...] = ()
    link_form: str = ""
    loose: bool = False
    sent: str = ""
    protect: bool = False
    says: str = ""
    """What the text says that we sent (`core.meaning`)."""
    created_at: str = ""
    """When the hub says that it made the page; empty where that was never told."""
    archived: bool = False
    """Whether somebody archived the page on the web: the hub lists it no more."""
    doubles: tuple[str, ...] = ()
    """Ids of live pages that are not ours, and look like this one or were made of its file by another branch.

    They are for a person to settle.
    """
    allowed_doubles: tuple[str, ...] = ()
    """Ids of such pages that a person has allowed."""
    stays_live: bool = False
    """Whether a draft was saved beside a live version, which nobody has asked the hub to take down."""
    imported: bool = False
    """Whether the page was there before its file was: who made it does not tell whose key ours is."""
    blob: str = ""
    """The id that Git gave the file when it was last written to the hub."""
    clean: str = ""
    """The settings, as a digest, under which that file was read without a finding and gave this page."""
    retiring: tuple[str, ...] = ()
    """Ids of pages that this one has replaced and that are still to be archived."""
    retiring_seen: tuple[str, ...] = ()
    """For each of those, the fingerprint of what the hub showed of it last."""
    retiring_edited: tuple[str, ...] = ()
    """Ids of those of them that somebody edited on the web since they were replaced."""
    observed: Observed | None = None
    drift: Observed | None = None
    """What the hub showed when somebody had edited the page on the web; None once that is settled."""
    unbased: bool = False
    """Whether nobody knows what the page was before the edit in `drift`: State was lost, and what stands
    here as ours is what the file said when the page was adopted."""

    @property
    def sent_digest(self) -> str:
        """The digest of the text as it was sent."""
        return self.sent or self.body

    @property
    def filling(self) -> Filling:
        """What was put into its links."""
        return Filling(
            self.path, self.link_form, dict(zip(self.links, self.link_ids, strict=False))
        )

    @property
    def address(self) -> Address:
        """`page:handbook/refunds.md`."""
        return Address("page", self.path)

    @property
    def linked_ids(self) -> frozenset[str]:
        """The ids of all sources that it may link on the hub: as they were sent, or as they were shown."""
        shown = (web.source_ids for web in (self.observed, self.drift) if web)
        return frozenset(self.source_ids).union(*shown)

    @property
    def foreign_ids(self) -> tuple[str, ...]:
        """The ids of sources that others attached to it on the web, as far as the hub has shown it to us."""
        shown = self.drift or self.observed
        ours = self.source_ids
        return tuple(i for i in shown.source_ids if i not in ours) if shown else ()

    def retiring_as(self, other: "PageState") -> "PageState":
        """The same page, which has replaced those that `other` has."""
        return replace(
            self,
            retiring=other.retiring,
            retiring_seen=other.retiring_seen,
            retiring_edited=other.retiring_edited,
        )


GONE = "gone"
"""In the place of a source's status, once it was found to have been deleted on the web."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source that we created or found. `ours` says that a 201 made it, so that we may archive it.

    `status` is the hub's word, or GONE. `maker` names who made one that is not ours.
    """

    url: str
    id: str
    title: str
    cover: str = ""
    folder_ids: tuple[str, ...] = ()
    status: str = "pending"
    ours: bool = False
    maker: str = ""

    @property
    def address(self) -> Address:
        """`source:https://…`."""
        return Address("source", self.url)


@dataclass(frozen=True, slots=True)
class InDoubtWrite:
    """A write to a page whose answer was lost: it may have been carried out, or may still be.

    `kind` is the kind of step. `page` is what State says of the page if it was; its id is empty at
    creation. `since` is the newest `created_at` that the hub had shown before the request was sent.
    """

    kind: str
    page: PageState
    since: str = ""
    announced: bool = False
    """Whether all that is known is that a run was about to send it, and was killed."""
    suspects: tuple[str, ...] = ()
    """Ids of pages that the lost creation may have made, for a person to settle."""
    words: str = ""
    """What the text says wherever its links lead, where that was not known yet (`core.meaning`)."""


@dataclass(frozen=True, slots=True)
class State:
    """All that we own on one workspace.

    `serial` grows by one a write; `lineage` names the history that the serial belongs to. Times are the
    hub's own, as its rows show them, and empty before the first listing.
    """

    lineage: str
    serial: int = 0
    workspace_id: str = ""
    workspace_name: str = ""
    workspace_slug: str = ""
    """The name by which the workspace goes in addresses."""
    watermark: str = ""
    """The newest `updated_at` that a listing of pages has shown."""
    newest: str = ""
    """The newest `created_at` that the hub has shown of a page."""
    live: int = 0
    """The number of live pages that the hub should have by now: its last count, and what we did since."""
    maker: str = ""
    """The owner that the hub gives to pages that we make; empty where it was never told."""
    pages: Mapping[str, PageState] = field(default_factory=dict)
    sources: Mapping[str, SourceState] = field(default_factory=dict)
    in_doubt: tuple[InDoubtWrite, ...] = ()

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

    def shared_ids(self) -> frozenset[str]:
        """The ids of pages that have more than one path."""
        ids = [page.id for page in self.pages.values()]
        if len({*ids}) == len(ids):  # asked for each plan: State may be large
            return frozenset()
        return frozenset(page_id for page_id, number in Counter(ids).items() if number > 1)
