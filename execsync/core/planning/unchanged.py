"""Files that need not be parsed: State has their pages, and there was nothing to say of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from execsync.core.directory import UNKNOWN, Directory
from execsync.core.naming import still_means
from execsync.core.planning.linking import NO_SITES, LinkSites, LinkTargets
from execsync.core.resource import Page
from execsync.core.state import GONE, PageState, State

if TYPE_CHECKING:
    from execsync.core.documents.document import Document


@dataclass(frozen=True, slots=True)
class UnchangedPages:
    """What a State says of files that nobody has changed since.

    `blobs` maps the path of each page that a plan would leave alone to the id that Git gives its file.
    """

    state: State
    blobs: Mapping[str, str]

    @classmethod
    def of(
        cls,
        state: State,
        clean: str,
        *,
        sites: LinkSites = NO_SITES,
        paths: Collection[str] | None = None,
        directory: Directory = UNKNOWN,
        keeps_foreign: bool = True,
    ) -> "UnchangedPages":
        """The unchanged pages of `state`, read under the settings that `clean` is the digest of.

        `paths` are those of the files that are there, where they are known; `directory` says what names of
        folders and skills mean by now. Unless `keeps_foreign`, one with sources of others is to be changed.
        """
        ids = {url: entry.id for url, entry in state.sources.items() if entry.status != GONE}
        shared = state.shared_ids()
        new = frozenset() if paths is None else frozenset(paths) - state.pages.keys()
        same_files = paths is None or (not new and len(paths) == len(state.pages))
        targets = LinkTargets.of(sites, state)
        return cls(
            state,
            {
                path: page.blob
                for path, page in state.pages.items()
                if page.clean == clean
                and page.id not in shared
                and _is_linked(page, ids)
                and still_means(page, directory)
                and (same_files or not page.loose)
                and (not page.links or (new.isdisjoint(page.links) and targets.has_filled(page)))
                and not _is_unfinished(page)
                and (keeps_foreign or not page.foreign_ids)
            },
        )

    def misled(self, pages: Iterable[Page], paths: Iterable[str]) -> Collection[str]:
        """Those unchanged pages among `paths` that link one of `pages` which may become another page."""
        known = self.state.pages
        anew = {
            page.path
            for page in pages
            if (entry := known.get(page.path)) and _may_be_another(page, entry)
        }
        return {path for path in paths if anew.intersection(known[path].links)} if anew else ()

    def disputed(self, documents: "Iterable[Document]", paths: Iterable[str]) -> Collection[str]:
        """Those unchanged pages among `paths` that name a source which a document calls by another title.

        What the file of an unchanged page calls a source is what State calls it, or nothing, as long as
        nobody has changed it: `paths` are those whose files were not read as documents.
        """
        sources = self.state.sources
        urls = {
            url
            for url, title in _titles(documents)
            if url in sources and sources[url].title != title
        }
        pages = self.state.pages
        return {path for path in paths if urls.intersection(pages[path].sources)} if urls else ()


def _may_be_another(page: Page, known: PageState) -> bool:
    """Whether the page is to be replaced, or the file may have become that of another one."""
    is_other = page.title != known.title and page.body.digest != known.body
    return is_other or page.visibility.value != known.visibility


def _is_unfinished(page: PageState) -> bool:
    """Whether something may be to be done for the page, whatever its file says."""
    return page.drift is not None or bool(page.retiring) or page.stays_live


def _is_linked(page: PageState, ids: Mapping[str, str]) -> bool:
    """Whether the page's sources are still those that it was sent with."""
    now = tuple(map(ids.get, page.sources))
    return now == page.source_ids or set(now) == set(page.source_ids)


def _titles(documents: "Iterable[Document]") -> Iterator[tuple[str, str]]:
    from execsync.core.documents.fields import titled_sources

    for document in documents:
        for _, url, title in titled_sources(document.front):
            yield url, title.strip()
