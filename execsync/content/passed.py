"""Pages of which a check of the whole hub had nothing to say, and of which it would say nothing again.

What the rules say of most pages is decided by their bytes, the settings and our version, by the paths of
all pages, and by the anchors of those that they link. A page of which more matters (what others name, the
time, the hub's lists, files beside it) is checked each time, and so is one with a finding.
"""

import json
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple

from execsync import __version__
from execsync.config import Config
from execsync.content.tree import File, Tree
from execsync.core.documents.document import Document
from execsync.core.documents.images import ASSUMED, local_images
from execsync.core.documents.wanted import wanted_names
from execsync.core.rules import HubPages, outline
from execsync.core.settings import RuleSettings, digest_of
from execsync.errors import UnsafeFileError
from execsync.state.folder import IGNORE, PASSED_PAGES, StateFolder

UNREADABLE = (
    *(OSError, UnsafeFileError, RecursionError),
    *(ValueError, TypeError, KeyError, AttributeError),
)
"""What comes of a file that is not there, is damaged, or was made to be hard to read."""


class PassedPages:
    """One file beside State, which is not committed and may be deleted at any time.

    It has each page's stamp, which is trusted as Git trusts its own, its anchors, and the number of others
    that it links. One that comes with a pull request can hide nothing: it would have to tell, to the
    nanosecond, when a file of a checkout will be written that nobody has made yet, and as what inode.
    """

    def __init__(self, config: Config, tree: Tree) -> None:
        self._began = time.time_ns()
        self._basis = [__version__, digest_of(config.rules)]
        self._folder = StateFolder.of(config)
        self._files = tree.files
        self.is_kept = self._folder.stamp(IGNORE) is not None
        """Whether an apply has had Git ignore the folder: a check alone leaves nothing to commit."""
        self._kept = self._read() if self.is_kept else {}
        self.links = {
            file.path: page.links
            for file in tree.files
            if (page := self._kept.get(file.path))
            if page.links is not None and page.stamp == _listed(file)
        }
        """The pages that pass again, and how many others each links."""

    def hold(self, hub: HubPages) -> bool:
        """Whether the pages that were checked have all the anchors that they had: others may link them."""
        return not self.links or all(
            path in self.links or hub.anchors_of(path).issuperset(page.anchors)
            for path, page in self._kept.items()
        )

    def forget(self) -> None:
        """Let no page pass."""
        self.links.clear()

    def keep(self, hub: HubPages, links: Mapping[str, int]) -> None:
        """Keep what a check found out; `links` has those that passed now, and how many others each links."""
        links = {**self.links, **links}
        pages = {file.path: self._page(file, hub, links) for file in self._files}
        if pages != self._kept:
            kept = {"basis": self._basis, "pages": pages}
            with suppress(UnsafeFileError):  # what is in the way is for an apply to refuse
                self._folder.keep(PASSED_PAGES, json.dumps(kept).encode())

    def _page(self, file: File, hub: HubPages, links: Mapping[str, int]) -> "_Page":
        path, stamp = file.path, file.stamp
        anchors = self._kept[path].anchors if path in self.links else sorted(hub.anchors_of(path))
        is_racy = stamp is None or stamp.is_racy(self._began)
        return _Page(_listed(file), anchors, None if is_racy else links.get(path))

    def _read(self) -> "dict[str, _Page]":
        """What is kept, if it is of these pages and not damaged."""
        try:
            kept = json.loads(self._folder.read(PASSED_PAGES) or b"{}")
            pages = {path: _Page(*page) for path, page in kept["pages"].items()}
            is_same = kept["basis"] == self._basis and pages.keys() == {f.path for f in self._files}
            return pages if is_same and all(page.is_sound for page in pages.values()) else {}
        except UNREADABLE:
            return {}


class _Page(NamedTuple):
    """What is kept of one page. `links` is None for one that is to be checked again."""

    stamp: list[int] | None
    anchors: list[str]
    links: int | None

    @property
    def is_sound(self) -> bool:
        """Whether it is what `keep` writes: it was read from a file."""
        lists = isinstance(self.stamp, list) and isinstance(self.anchors, list)
        texts = lists and all(isinstance(anchor, str) for anchor in self.anchors)
        return texts and isinstance(self.links, int | None)


def passing(
    documents: Iterable[Document], told: Collection[str], settings: RuleSettings
) -> set[str]:
    """The paths of those that pass, and will while nothing changes; `told` are those with findings."""
    return {
        document.path
        for document in documents
        if document.path not in told and document.is_managed and not _has_more(document, settings)
    }


def _has_more(document: Document, settings: RuleSettings) -> bool:
    """Whether more decides what is said of it: what others name, the time, the hub's lists, images."""
    return bool(
        document.foreign.timed
        or outline(document) is not None
        or wanted_names(document, settings)
        or (settings.assets.base_url and any(local_images(document, ASSUMED)))
    )


def _listed(file: File) -> list[int] | None:
    return [*file.stamp] if file.stamp else None
