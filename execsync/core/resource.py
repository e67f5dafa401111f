"""What we want to exist on the hub: pages and sources."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from execsync.core.addresses import readable, readable_host
from execsync.core.choices import Status, Visibility
from execsync.core.digest import digest


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A page's mention of a source: its address, and how it should look if it must be created.

    An empty `title` means that front matter gave a bare address.
    """

    url: str
    title: str = ""
    cover: str = ""
    folder_ids: tuple[str, ...] = ()


class Body:
    """A page's text, known by its digest. Neither need be in memory before somebody asks for it."""

    __slots__ = ("_digest", "_find")

    def __init__(self, find: Callable[[], str], known_digest: str = "") -> None:
        self._find = find
        self._digest = known_digest

    @classmethod
    def of(cls, text: str) -> "Body":
        """The body that is this text."""
        return cls(lambda: text)

    @property
    def digest(self) -> str:
        """The digest of the text. Raises what finding the text raises, unless it was told."""
        if not self._digest:
            self._digest = digest(self._find())
        return self._digest

    def text(self) -> str:
        """The text. Raises what finding it raises: ContentError where its file has changed since."""
        return self._find()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Body) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Body({self.digest!r})"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its file wants it. `path` is its identity: POSIX, relative to the content root."""

    path: str
    title: str
    body: Body
    status: Status = Status.DRAFT
    visibility: Visibility = Visibility.WORKSPACE
    folder_ids: tuple[str, ...] = ()
    skill_ids: tuple[str, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    protect: bool = False
    moved_from: tuple[str, ...] = ()
    defaulted: tuple[str, ...] = ()
    """Names of the fields whose value came from execsync.toml."""
    blob: str = field(default="", compare=False)
    """The id that Git gives the file, by which its text can be found again later."""
    clean: str = field(default="", compare=False)
    """The settings under which the file was read without a finding, as a digest; else empty."""

    @property
    def address(self) -> str:
        """`page:handbook/refunds.md`."""
        return page_address(self.path)


@dataclass(frozen=True, slots=True)
class Source:
    """A source that at least one page names. `url` is its identity."""

    url: str
    title: str
    cover: str = ""
    folder_ids: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """`source:https://…`."""
        return source_address(self.url)


def page_address(path: str) -> str:
    """The address of the page at `path`."""
    return f"page:{path}"


def source_address(url: str) -> str:
    """The address of the source at `url`."""
    return f"source:{url}"


def kind_of(address: str) -> str:
    """`page` or `source`."""
    return address.partition(":")[0]


def name_of(address: str) -> str:
    """A page's path, or a source's URL."""
    return address.partition(":")[2]


def title_from_url(url: str) -> str:
    """A title for a bare address: the host and the last words of its path, as a person would write them."""
    rest = url.split("://", 1)[-1].split("#", 1)[0].split("?", 1)[0].strip("/")
    host, _, path = rest.partition("/")
    name = readable(path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    words = name.replace("-", " ").replace("_", " ").strip()
    host = readable_host(host)
    return f"{words[:1].upper()}{words[1:]} ({host})" if words else host


def gather_sources(pages: Iterable[Page]) -> dict[str, Source]:
    """One source for each address that `pages` name, by address, in the order of first mention.

    Where several pages name an address, the first title, cover and folders that were written win;
    that two titles differ is a finding of the rules, not decided here.
    """
    found: dict[str, Source] = {}
    for page in pages:
        for ref in page.sources:
            known = found.get(ref.url)
            found[ref.url] = Source(
                url=ref.url,
                title=(known.title if known else "") or ref.title,
                cover=(known.cover if known else "") or ref.cover,
                folder_ids=(known.folder_ids if known else ()) or ref.folder_ids,
            )
    return {
        url: source if source.title else replace(source, title=title_from_url(url))
        for url, source in found.items()
    }
