"""What we want to exist on the hub: pages and sources."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from execsync.core.address import Address
from execsync.core.choices import Status, Visibility
from execsync.core.digest import digest
from execsync.core.linked_text import UNFILLED, Filling, LinkedText
from execsync.core.web_address import readable, readable_host


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A page's mention of a source: its address, and how it should look if it must be created.

    An empty `title` means that front matter gave a bare address.
    """

    url: str
    title: str = ""
    cover: str = ""
    folder_ids: tuple[str, ...] = ()

    @property
    def address(self) -> Address:
        """That of the source."""
        return Address("source", self.url)


class Body:
    """A page's text, known by the digest that it has before addresses are put into its links.

    Neither need be in memory before somebody asks for it. `links` are the paths of the pages that it links,
    `filling` what is put into them; `is_loose` is as LinkedText has it.
    """

    __slots__ = ("_digest", "_find", "_sent", "filling", "is_loose", "links")

    def __init__(
        self,
        find: Callable[[], LinkedText],
        known_digest: str = "",
        links: tuple[str, ...] = (),
        *,
        is_loose: bool = False,
        filling: Filling = UNFILLED,
    ) -> None:
        self._find = find
        self._digest = known_digest
        self._sent = ""
        self.links = links
        self.is_loose = is_loose
        self.filling = filling

    @classmethod
    def of(cls, text: str | LinkedText) -> "Body":
        """The body that is this text."""
        linked = LinkedText(text) if isinstance(text, str) else text
        return cls(lambda: linked, links=linked.paths, is_loose=linked.is_loose)

    def filled(self, filling: Filling) -> "Body":
        """The same body, with something else put into its links."""
        return Body(self._find, self._digest, self.links, is_loose=self.is_loose, filling=filling)

    @property
    def digest(self) -> str:
        """The digest of the unfilled text. Raises what finding the text raises, unless it was told."""
        if not self._digest:
            self._digest = digest(self._find().text)
        return self._digest

    @property
    def sent_digest(self) -> str:
        """The digest of what `text` gives. Raises what finding it raises."""
        if not self.links:
            return self.digest
        if not self._sent:
            self._sent = digest(self.text())
        return self._sent

    @property
    def link_ids(self) -> tuple[str, ...]:
        """The ids that are put in, one for each of `links`; empty for what stays as it is written."""
        return self.filling.ids_of(self.links)

    @property
    def coming(self) -> tuple[str, ...]:
        """Those of `links` that lead to a page which is to be made first."""
        coming = self.filling.coming
        return tuple(path for path in self.links if path in coming) if coming else ()

    def links_as_sent(self) -> dict[str, Any]:
        """What State keeps of its links: see PageState."""
        return {
            "links": self.links,
            "link_ids": self.link_ids,
            "link_form": self.filling.form if self.links else "",
            "loose": self.is_loose,
            "sent": self.sent_digest if self.links else "",
        }

    @property
    def linked(self) -> LinkedText:
        """The unfilled text, with its links. Raises what finding it raises."""
        return self._find()

    def text(self) -> str:
        """The text as it is sent. Raises what finding it raises: ContentError where its file has changed."""
        linked = self._find()
        return linked.filled(self.filling.address) if linked.links else linked.text

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
    folders: tuple[str, ...] = ()
    """Names of folders. Once they are looked up, their ids come first in `folder_ids`, in the same order."""
    skills: tuple[str, ...] = ()
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
    def address(self) -> Address:
        """`page:handbook/refunds.md`."""
        return Address("page", self.path)


@dataclass(frozen=True, slots=True)
class Source:
    """A source that at least one page names. `url` is its identity."""

    url: str
    title: str
    cover: str = ""
    folder_ids: tuple[str, ...] = ()

    @property
    def address(self) -> Address:
        """`source:https://…`."""
        return Address("source", self.url)


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
