"""What rules for the body look at: a document among the pages of its hub."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from posixpath import basename, dirname
from types import MappingProxyType
from typing import NamedTuple

from execsync.core.documents.anchors import anchors, key
from execsync.core.documents.document import Document
from execsync.core.documents.links import Target
from execsync.core.documents.site import Site
from execsync.core.documents.structure import Link, LinkKind, Structure

NOTHING_MOVED: Mapping[str, str] = MappingProxyType({})
LONG = 256 * 1024
"""Characters of a body; links and headings of a longer one are not looked at: see EX082."""


class LinkFault(Enum):
    """Why a link does not lead to a page."""

    EMPTY = auto()
    OUTSIDE = auto()
    NO_PAGE = auto()
    FILE = auto()
    NO_ANCHOR = auto()
    AMBIGUOUS = auto()


class Broken(NamedTuple):
    """A link, or an image, that does not lead to a page."""

    link: Link
    target: Target
    fault: LinkFault

    @property
    def is_image(self) -> bool:
        """Whether it is a picture; an embed may be a page."""
        is_embed = self.link.kind is LinkKind.WIKILINK
        return self.link.image and (not is_embed or self.fault is LinkFault.FILE)


class HubPages:
    """The pages around a document. `moved` has the paths of pages by their earlier ones."""

    def __init__(
        self, site: Site, body_of: Callable[[str], str], moved: Mapping[str, str] = NOTHING_MOVED
    ) -> None:
        self.site = site
        self.paths = site.paths
        self.moved = moved
        self._body_of = body_of
        self._structures: dict[str, Structure] = {}
        self._anchors: dict[str, set[str]] = {}

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder with a page below it; the content root is `.`."""
        found = {"."}
        for path in self.paths:
            while (path := dirname(path)) and path not in found:
                found.add(path)
        return frozenset(found)

    def of_stem(self, path: str) -> list[str]:
        """The pages whose name is that of `path`, but for case and what comes after a dot."""
        return self._by_stem.get(stem(path), [])

    def beside(self, path: str) -> list[str]:
        """The pages in the folder of `path`."""
        return self._by_folder.get(dirname(path), [])

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        return _grouped(self.paths, stem)

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        return _grouped(self.paths, dirname)

    def structure_of(self, path: str) -> Structure:
        """What the body of a page says where; parsed once, and when it is first asked for."""
        if path not in self._structures:
            from execsync.core.documents.markdown import parse

            self._structures[path] = parse(self._body_of(path))
        return self._structures[path]

    def has_anchor(self, path: str, anchor: str) -> bool:
        """Whether the page at `path` has `anchor`."""
        return key(anchor) in self.anchors_of(path)

    def leave(self, path: str) -> None:
        """Keep of a page only what links of others may ask for: thousands of structures take much memory."""
        self.anchors_of(path)
        self._structures.pop(path, None)

    def anchors_of(self, path: str) -> set[str]:
        """The anchors of the page at `path`, as `key` makes them."""
        if path not in self._anchors:
            titles = (heading.text for heading in self.structure_of(path).headings)
            self._anchors[path] = anchors(titles, self._body_of(path))
        return self._anchors[path]


def stem(path: str) -> str:
    """The name of a page in small letters, without what comes after a dot."""
    return basename(path).partition(".")[0].lower()


def _grouped(paths: Iterable[str], by: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path in sorted(paths):
        groups.setdefault(by(path), []).append(path)
    return groups


@dataclass
class Prose:
    """A document's body, with what is found in it once and used by several rules."""

    document: Document
    hub: HubPages

    @property
    def structure(self) -> Structure:
        """The body, parsed."""
        return self.hub.structure_of(self.document.path)

    @cached_property
    def broken(self) -> tuple[Broken, ...]:
        """The links and images that lead to no page, in order."""
        if len(self.document.body) > LONG:
            return ()
        return tuple(self._broken())

    @cached_property
    def page_links(self) -> int:
        """How many links there are to other pages of the hub."""
        from execsync.core.documents.page_links import page_links

        links = page_links(self.document.body, self.structure, self.document.path, self.hub.site)
        return sum(link.path in self.hub.paths for link in links)

    def _broken(self) -> Iterator[Broken]:
        for link in self.structure.destinations:
            target = self.hub.site.target(link, self.document.path)
            if target and (fault := self._fault(link, target)):
                yield Broken(link, target, fault)

    def _fault(self, link: Link, target: Target) -> LinkFault | None:
        path = target.path or self.document.path
        if target.candidates:
            return LinkFault.AMBIGUOUS
        if not link.target:
            return LinkFault.EMPTY
        if path not in self.hub.paths or target.other_case:
            return self._missing(target)
        if target.anchor in ("", "top") or self.hub.has_anchor(path, target.anchor):
            return None
        return LinkFault.NO_ANCHOR

    def _missing(self, target: Target) -> LinkFault | None:
        if target.outside:
            return LinkFault.OUTSIDE
        if target.path in self.hub.folders:
            return None
        is_page = self.hub.site.names_page(target.path) or "." not in basename(target.path)
        return LinkFault.NO_PAGE if is_page else LinkFault.FILE
