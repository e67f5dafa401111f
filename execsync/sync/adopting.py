"""Finding the pages of files that State does not know, on the hub."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.linking import LinkSites, LinkTargets
from execsync.core.resource import Page
from execsync.core.running.hub import HubCalls
from execsync.core.running.rebuild import Match, adopt, adopt_sources, candidates, match
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState, SourceState, State
from execsync.sync.looks import Looks
from execsync.sync.odd_pages import odd_pages
from execsync.sync.paging import every


@dataclass(frozen=True, slots=True)
class Found:
    """What State would get of the pages that files have, and what is not clear."""

    lost: Sequence[Page]
    """The pages of files that State does not know."""
    match: Match
    entries: tuple[PageState, ...]
    sources: tuple[SourceState, ...]
    notes: Sequence[Diagnostic]
    unread: frozenset[str]
    """The ids of pages that could not be read in full."""

    @property
    def differing(self) -> tuple[PageState, ...]:
        """The entries of pages that are not as their files are."""
        return tuple(entry for entry in self.entries if entry.drift)


def possible_pages(pages: Iterable[Page], rows: Sequence[PageRow]) -> dict[str, PageRow]:
    """The rows of pages that may be those of files, by id: one whose title no list shows may be any."""
    pages = list(pages)
    found = {row.id: row for group in candidates(pages, rows).values() for row in group}
    if pages:
        found |= {row.id: row for row in rows if "title" in row.unread}
    return found


def find_pages(
    hub: HubCalls,
    state: State,
    pages: Iterable[Page],
    sites: LinkSites,
    *,
    rows: Sequence[PageRow],
    looks: Looks,
) -> Found:
    """Match pages of files with `rows`, which are those that State does not own.

    One GET for each page that may be a file's, and one request for each hundred sources where a file names
    any. Raises HubError and Incomplete.
    """
    lost = [page for page in pages if page.path not in state.pages]
    looked = [*looks.at(hub, possible_pages(lost, rows).values())]
    unread = frozenset(page.row.id for page in looked if "content" in page.row.unread)
    whole = {page.row.id for page in looked} - unread
    matched = match(lost, looked)
    missing = [page for page in lost if page.path in matched.adopted]
    known = (
        adopt_sources(missing, every(lambda n: hub.sources(page=n)))
        if any(page.sources for page in missing)
        else {}
    )
    sources = {url: source for url, source in known.items() if url not in state.sources}
    every_source = {**state.sources, **sources}
    there = {path: page.row.id for path, page in matched.adopted.items()}
    targets = LinkTargets.of(sites, state).with_ids(there)
    entries = tuple(
        adopt(targets.fill(page, None), matched.adopted[page.path], every_source)
        for page in missing
    )
    notes = odd_pages(row for row in rows if row.id not in whole)
    return Found(lost, matched, entries, tuple(sources.values()), notes, unread)
