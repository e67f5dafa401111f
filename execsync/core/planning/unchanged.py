"""Files that need not be parsed: State has their pages, and there was nothing to say of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from execsync.core.planning.shadows import shared_ids
from execsync.core.serde import as_tables
from execsync.core.state import GONE, State

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
    def of(cls, state: State, clean: str) -> "UnchangedPages":
        """The unchanged pages of `state`, read under the settings that `clean` is the digest of."""
        sources = as_tables(state.sources)
        ids = {url: table["id"] for url, table in sources if table.get("status") != GONE}
        pages, shared = as_tables(state.pages), shared_ids(state)
        return cls(
            state,
            {
                path: table.get("blob", "")
                for path, table in pages
                if table.get("clean") == clean
                and table["id"] not in shared
                and _is_linked(table, ids)
                and not _is_unfinished(table)
            },
        )

    def disputed(self, documents: "Iterable[Document]", paths: Iterable[str]) -> Collection[str]:
        """Those unchanged pages among `paths` that name a source which a document calls by another title.

        What the file of a unchanged page calls a source is what State calls it, or nothing, as long as
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


def _is_unfinished(page: Mapping[str, Any]) -> bool:
    """Whether something may be to be done for the page, whatever its file says."""
    return "web_updated_at" in page or "retiring" in page or "stays_live" in page


def _is_linked(page: Mapping[str, Any], ids: Mapping[str, str]) -> bool:
    """Whether the page's sources are still those that it was sent with."""
    urls = page.get("sources")
    return not urls or {ids.get(url) for url in urls} == set(page.get("source_ids", ()))


def _titles(documents: "Iterable[Document]") -> Iterator[tuple[str, str]]:
    from execsync.core.documents.fields import titled_sources

    for document in documents:
        for _, url, title in titled_sources(document.front):
            yield url, title.strip()
