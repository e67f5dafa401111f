"""Finding the pages of files that State does not know, on the hub."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from execsync.core.choices import Status
from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.linking import LinkSites, LinkTargets
from execsync.core.resource import Page
from execsync.core.running.hub import HubCalls
from execsync.core.running.rebuild import Match, adopt, adopt_sources, candidates, match
from execsync.core.snapshot import PageRow, PageSnapshot, SourceSnapshot
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
    sources: Iterable[SourceSnapshot] | None = None,
) -> Found:
    """Match pages of files with `rows`, which are those that State does not own.

    One GET for each page that may be a file's, and one request for each hundred sources where a file names
    any, unless all `sources` were listed. A list shows no title of a draft beside a live version: where a
    file that says `draft` is left without a page, live pages in its folders take a GET each. Raises HubError
    and Incomplete.
    """
    lost = [page for page in pages if page.path not in state.pages]
    possible = possible_pages(lost, rows)
    looked = [*looks.at(hub, possible.values())]
    matched = match(lost, looked)
    if drafts := [*_drafts_left(lost, matched)]:
        looked += looks.at(hub, (row for row in _live_like(drafts, rows) if row.id not in possible))
        matched = _joined(matched, _match_drafts(drafts, looked))
    unread = frozenset(page.row.id for page in looked if "content" in page.row.unread)
    whole = {page.row.id for page in looked} - unread
    missing = [page for page in lost if page.path in matched.adopted]
    known: Mapping[str, SourceState] = {}
    if any(page.sources for page in missing):
        listed = every(lambda n: hub.sources(page=n)) if sources is None else sources
        known = adopt_sources(missing, listed)
    found = {url: source for url, source in known.items() if url not in state.sources}
    every_source = {**state.sources, **found}
    there = {path: page.row.id for path, page in matched.adopted.items()}
    targets = LinkTargets.of(sites, state).with_ids(there)
    entries = tuple(
        adopt(targets.fill(page, None), matched.adopted[page.path], every_source)
        for page in missing
    )
    notes = odd_pages(row for row in rows if row.id not in whole)
    return Found(lost, matched, entries, tuple(found.values()), notes, unread)


def _drafts_left(lost: Iterable[Page], matched: Match) -> Iterator[Page]:
    settled = {*matched.adopted, *(unclear.path for unclear in matched.unclear)}
    return (page for page in lost if page.status is Status.DRAFT and page.path not in settled)


def _live_like(drafts: Iterable[Page], rows: Iterable[PageRow]) -> Iterator[PageRow]:
    """The live pages beside which one of these drafts may stand."""
    places = {(page.visibility.value, frozenset(page.folder_ids)) for page in drafts}
    for row in rows:
        is_like = (row.visibility, frozenset(row.folder_ids)) in places or bool(row.unread)
        if row.status == Status.PUBLISHED and is_like:
            yield row


def _match_drafts(drafts: Sequence[Page], looked: Iterable[PageSnapshot]) -> Match:
    """Match files with drafts beside live versions, by the drafts' own titles."""
    whole = {page.row.id: page for page in looked if page.draft}
    titled = [
        replace(page, row=replace(page.row, title=page.draft.title))
        for page in whole.values()
        if page.draft
    ]
    found = match(drafts, titled)
    return replace(found, adopted={path: whole[p.row.id] for path, p in found.adopted.items()})


def _joined(one: Match, other: Match) -> Match:
    """Both, each page given once: what the first has found is not found otherwise."""
    taken = {page.row.id for page in one.adopted.values()}
    more = {path: page for path, page in other.adopted.items() if page.row.id not in taken}
    taken |= {page.row.id for page in more.values()}
    left = [
        replace(file, ids=tuple(i for i in file.ids if i not in taken))
        for file in (*one.unclear, *other.unclear)
        if file.path not in more
    ]
    return Match({**one.adopted, **more}, tuple(file for file in left if file.ids))
