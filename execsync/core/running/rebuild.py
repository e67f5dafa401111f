"""Finding out which page on the hub belongs to which file, after State was lost."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from execsync.core.choices import Status
from execsync.core.look_alike import title_key
from execsync.core.meaning import says
from execsync.core.planning.drift import drifted_fields
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
        by_title[title_key(row.title)].append(row)
    found = {page.path: tuple(by_title.get(title_key(page.title), ())) for page in pages}
    return {path: group for path, group in found.items() if group}


def match(pages: Sequence[Page], snapshots: Sequence[PageSnapshot]) -> Match:
    """Pair files with pages of the same title: by folders and words, by folders, then by words.

    Only pairs without a rival are made; files that are alike in all three are given to pages that are
    alike, in order, where there are as many of them. A page that could not be read in full leaves the
    files of its title unclear.
    """
    by_id = {snapshot.row.id: snapshot for snapshot in snapshots}
    vague = {title_key(snapshot.row.title) for snapshot in snapshots if snapshot.row.unread}
    clear = [page for page in pages if title_key(page.title) not in vague]
    found = _pair_equals(clear, by_id)
    for level in (_folders_and_words, _folders, _words):
        taken = set(found.values())
        found |= pair(
            [(p.path, (title_key(p.title), level(p))) for p in clear if p.path not in found],
            [(i, (title_key(s.row.title), level(s))) for i, s in by_id.items() if i not in taken],
        )
    taken = set(found.values())
    unclear = []
    for page in pages:
        ids = tuple(
            i
            for i, s in by_id.items()
            if title_key(s.row.title) == title_key(page.title) and i not in taken
        )
        if page.path not in found and ids:
            unclear.append(Unclear(page.path, ids))
    return Match({path: by_id[i] for path, i in found.items()}, tuple(unclear))


def adopt(page: Page, snapshot: PageSnapshot, sources: Mapping[str, SourceState]) -> PageState:
    """The entry for a page as the hub shows it: one that differs from its file is in conflict with it.

    After a loss nobody can tell whether the file or the page changed since they were the same, so that
    what the file says is taken for what we wrote, and what the hub shows for an edit. Where a draft stands
    beside a live version, the entry is that of the draft, which is still to be published or taken down.
    """
    web = Seen.of(snapshot)
    urls = {source.id: url for url, source in sources.items()}
    known = {url: source.id for url, source in sources.items()}
    wanted = tuple(dict.fromkeys(ref.url for ref in page.sources))
    ids = tuple(dict.fromkeys(known[url] for url in wanted if url in known))
    entry = PageState(
        path=page.path,
        id=snapshot.row.id,
        title=page.title,
        status=Status.DRAFT.value if web.has_draft else web.status,
        visibility=snapshot.row.visibility,
        body=page.body.digest,
        says=says(page.body.text()),
        folder_ids=page.folder_ids,
        skill_ids=page.skill_ids,
        sources=tuple(urls[i] for i in web.source_ids if i in urls),
        source_ids=web.source_ids,
        protect=page.protect,
        created_at=snapshot.row.created_at,
        stays_live=web.has_draft,
    )
    base = replace(
        web,
        title=page.title,
        says=entry.says,
        body="",
        folder_ids=page.folder_ids,
        skill_ids=page.skill_ids,
        source_ids=ids if len(ids) == len(wanted) else web.source_ids,
    )
    if not drifted_fields(web, base):
        return replace(entry, seen=web)
    return replace(entry, seen=base, drift=web)


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
    files = Counter((title_key(p.title), _folders_and_words(p)) for p in pages)
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for i, snapshot in by_id.items():
        groups[(title_key(snapshot.row.title), _folders_and_words(snapshot))].append(i)
    found = {}
    for page in pages:
        key = (title_key(page.title), _folders_and_words(page))
        if files[key] > 1 and groups[key] and len(groups[key]) == files[key]:
            found[page.path] = groups[key].pop(0)
            files[key] -= 1
    return found


def _folders(of: Page | PageSnapshot) -> Hashable:
    return frozenset(of.folder_ids if isinstance(of, Page) else of.row.folder_ids)


def _words(of: Page | PageSnapshot) -> Hashable:
    return says(of.body.text() if isinstance(of, Page) else of.body or "")


def _folders_and_words(of: Page | PageSnapshot) -> Hashable:
    return (_folders(of), _words(of))
