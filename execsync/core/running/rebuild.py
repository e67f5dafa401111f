"""Finding out which page on the hub belongs to which file, after State was lost."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from execsync.core.choices import Status
from execsync.core.digest import body_digest, words_digest
from execsync.core.planning.matching import pair
from execsync.core.resource import Page, gather_sources
from execsync.core.snapshot import PageRow, PageSnapshot, SourceSnapshot
from execsync.core.state import PageState, Seen, SourceState


@dataclass(frozen=True, slots=True)
class Unclear:
    """A file that several pages could belong to, or that several files compete for."""

    path: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What was found out: path → page, and what was not."""

    adopted: Mapping[str, PageSnapshot]
    unclear: tuple[Unclear, ...]


def candidates(pages: Iterable[Page], rows: Sequence[PageRow]) -> dict[str, tuple[PageRow, ...]]:
    """Path → the pages with the same title. A file without any is not in the answer."""
    by_title: dict[str, list[PageRow]] = defaultdict(list)
    for row in rows:
        by_title[row.title.strip()].append(row)
    found = {page.path: tuple(by_title.get(page.title.strip(), ())) for page in pages}
    return {path: group for path, group in found.items() if group}


def match(pages: Sequence[Page], snapshots: Sequence[PageSnapshot]) -> Match:
    """Pair files with pages of the same title: by folders and words, by folders, then by words.

    Only pairs without a rival are made; files that are alike in all three are given to pages that are
    alike, in order, where there are as many of them.
    """
    by_id = {snapshot.row.id: snapshot for snapshot in snapshots}
    found = _pair_equals(pages, by_id)
    for level in (_folders_and_words, _folders, _words):
        taken = set(found.values())
        found |= pair(
            [(p.path, (p.title.strip(), level(p))) for p in pages if p.path not in found],
            [(i, (s.row.title.strip(), level(s))) for i, s in by_id.items() if i not in taken],
        )
    taken = set(found.values())
    unclear = []
    for page in pages:
        ids = tuple(
            i
            for i, s in by_id.items()
            if s.row.title.strip() == page.title.strip() and i not in taken
        )
        if page.path not in found and ids:
            unclear.append(Unclear(page.path, ids))
    return Match({path: by_id[i] for path, i in found.items()}, tuple(unclear))


def adopt(page: Page, snapshot: PageSnapshot, sources: Mapping[str, SourceState]) -> PageState:
    """The entry for a page as the hub shows it, so that the next plan shows what the file changes.

    A body whose words are the file's counts as the file's: the hub may have rewritten the Markdown.
    Where a draft stands beside a live version, the entry is that of the draft, which is still to be
    published or to be taken down, whichever the file says.
    """
    seen = Seen.of(snapshot)
    body = snapshot.body or ""
    same = words_digest(body) == words_digest(page.body.text())
    urls = {source.id: url for url, source in sources.items()}
    return PageState(
        path=page.path,
        id=snapshot.row.id,
        title=seen.title,
        status=Status.DRAFT.value if seen.has_draft else seen.status,
        visibility=snapshot.row.visibility,
        body=page.body.digest if same else body_digest(body),
        folder_ids=seen.folder_ids,
        skill_ids=seen.skill_ids,
        sources=tuple(urls[i] for i in seen.source_ids if i in urls),
        source_ids=seen.source_ids,
        protect=page.protect,
        stays_live=seen.has_draft,
        seen=seen,
    )


def adopt_sources(
    pages: Iterable[Page], snapshots: Iterable[SourceSnapshot]
) -> dict[str, SourceState]:
    """The entries for the sources that files name and the hub has. None of them counts as ours.

    Cover and folders, which no list shows, are taken to be what the files say.
    """
    wanted = gather_sources(pages)
    return {
        s.url: SourceState(
            s.url, s.id, s.title, wanted[s.url].cover, wanted[s.url].folder_ids, s.status
        )
        for s in snapshots
        if s.url in wanted
    }


def _pair_equals(pages: Sequence[Page], by_id: Mapping[str, PageSnapshot]) -> dict[str, str]:
    files = Counter((p.title.strip(), _folders_and_words(p)) for p in pages)
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for i, snapshot in by_id.items():
        groups[(snapshot.row.title.strip(), _folders_and_words(snapshot))].append(i)
    found = {}
    for page in pages:
        key = (page.title.strip(), _folders_and_words(page))
        if files[key] > 1 and groups[key] and len(groups[key]) == files[key]:
            found[page.path] = groups[key].pop(0)
            files[key] -= 1
    return found


def _folders(of: Page | PageSnapshot) -> Hashable:
    return frozenset(of.folder_ids if isinstance(of, Page) else of.row.folder_ids)


def _words(of: Page | PageSnapshot) -> Hashable:
    return words_digest(of.body.text() if isinstance(of, Page) else of.body or "")


def _folders_and_words(of: Page | PageSnapshot) -> Hashable:
    return (_folders(of), _words(of))
