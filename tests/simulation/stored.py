"""What the simulated hub keeps: pages with a draft and a live version side by side, and sources."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, with the hub's word for how it came to be."""

    number: int
    change_type: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page. Times are microseconds; `live` is the newest version where the page is published.

    `made_as` is the title that it was made with.
    """

    id: str
    owner: str
    title: str
    text: str
    visibility: str
    made: int
    changed: int
    made_as: str
    origin: str = "created"
    live: Version | None = None
    versions: tuple[Version, ...] = ()
    is_archived: bool = False
    folder_ids: tuple[str, ...] = ()
    skill_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """The hub's word for it."""
        if self.is_archived:
            return "archived"
        return "published" if self.live else "draft"

    @property
    def shown_title(self) -> str:
        """The title that readers see, and lists."""
        return self.live.title if self.live else self.title

    @property
    def has_draft(self) -> bool:
        """Whether something waits to be published."""
        return self.live is None or (self.live.title, self.live.text) != (self.title, self.text)

    def published(self, change_type: str = "manual_edit") -> "StoredPage":
        """With its draft live, as a new version where it is another one."""
        if not self.has_draft:
            return self
        kind = change_type if self.versions else self.origin
        version = Version(len(self.versions) + 1, kind, self.title, self.text)
        return replace(self, live=version, versions=(*self.versions, version))


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source. Its text is extracted at `ready`, in microseconds."""

    id: str
    url: str
    title: str
    made: int
    ready: int
