"""Finding out which page on the hub belongs to which file, after State was lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from execsync.core.choices import Status
from execsync.core.digest import body_digest
from execsync.core.linked_text import UNFILLED
from execsync.core.look_alike import title_key
from execsync.core.meaning import same_measure, says
from execsync.core.page_fields import id_lists, name_lists
from execsync.core.planning.drift import drifted_fields
from execsync.core.planning.matching import group, pair
from execsync.core.resource import Page, gather_sources
from execsync.core.running.outcome import words
from execsync.core.snapshot import PageRow, PageSnapshot, SourceSnapshot
from execsync.core.state import Observed, PageState, SourceState
from execsync.core.web_address import sent_or_same


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


class _Look(NamedTuple):
    """What a file and a page are paired by: the title, the folders, and what the text says."""

    title: str
    folders: frozenset[str]
    text: str


_LEVELS = (attrgetter("title", "folders"), attrgetter("title", "text"))
"""By what those are paired that are not alike in all three."""


def match(pages: Sequence[Page], snapshots: Sequence[PageSnapshot]) -> Match:
    """Pair files with pages of the same title: by folders and text, by folders, then by text.

    Only pairs without a rival are made; files that are alike in all three are given to pages that are
    alike, in order, where there are as many of them. A page that could not be read in full leaves the
    files of its title unclear.
    """
    by_id = {snapshot.row.id: snapshot for snapshot in snapshots}
    shown = {
        i: _Look(
            title_key(s.row.title), frozenset(s.row.folder_ids), says(s.body or "", links=False)
        )
        for i, s in by_id.items()
    }
    vague = {shown[i].title for i, s in by_id.items() if "content" in s.row.unread}
    titles = {look.title for look in shown.values()}
    wanted = {
        page.path: _Look(title, frozenset(page.folder_ids), words(page.body))
        for page in pages
        if (title := title_key(page.title)) in titles
    }
    clear = {path: look for path, look in wanted.items() if look.title not in vague}
    found = _pair_equals(clear, shown)
    for level in _LEVELS:
        taken = set(found.values())
        found |= pair(
            [(path, level(look)) for path, look in clear.items() if path not in found],
            [(i, level(look)) for i, look in shown.items() if i not in taken],
        )
    taken = set(found.values())
    unclear = []
    for path, look in wanted.items():
        ids = tuple(i for i, s in shown.items() if s.title == look.title and i not in taken)
        if path not in found and ids:
            unclear.append(Unclear(path, ids))
    return Match({path: by_id[i] for path, i in found.items()}, tuple(unclear))


def adopt(page: Page, snapshot: PageSnapshot, sources: Mapping[str, SourceState]) -> PageState:
    """The entry for a page as the hub shows it: one that differs from its file is in conflict with it.

    Its links are filled as they would be by now, unless the hub shows them as they are written.

    After a loss nobody can tell whether the file or the page changed since they were the same, so that
    what the file says is taken for what we wrote, and what the hub shows for an edit; the entry says
    that nobody knows (`unbased`), so that neither gives way to the other. So it is with a page that is live
    and whose file says draft: somebody may have published it. Sources that the file does not name are other
    people's. Where a draft stands beside a live version, the entry is that of the draft, which is still to
    be published or taken down, unless it is a draft to the letter of its file: that may be all that is
    wanted, and a live page is not taken down for a State that was lost.
    """
    web = Observed.of(snapshot)
    known = {url: source.id for url, source in sources.items()}
    urls = {source_id: url for url, source_id in known.items()}
    unfilled = page.body.filled(UNFILLED)
    body = unfilled if web.says == says(unfilled.text()) else page.body
    wanted = tuple(dict.fromkeys(ref.url for ref in page.sources))
    ids = tuple(dict.fromkeys(known[url] for url in wanted if url in known))
    has_all = all(url in known for url in wanted)
    others = tuple(i for i in web.source_ids if i not in ids)
    shown = tuple(urls[i] for i in web.source_ids if i in ids)
    takes_down = page.status is Status.DRAFT and web.status == Status.PUBLISHED
    is_draft = web.has_draft or takes_down
    entry = PageState(
        path=page.path,
        id=snapshot.row.id,
        title=page.title,
        status=Status.DRAFT.value if is_draft else web.status,
        visibility=snapshot.row.visibility,
        body=body.digest,
        says=says(body.text()),
        sources=wanted if set(ids) <= set(web.source_ids) and has_all else shown,
        source_ids=ids if has_all else tuple(i for i in web.source_ids if i in ids),
        protect=page.protect,
        created_at=snapshot.row.created_at,
        stays_live=web.has_draft,
        **body.links_as_sent(),
        **id_lists(page),
        **name_lists(page),
    )
    base = replace(
        web,
        title=page.title,
        status=web.status if web.has_draft else entry.status,
        says=entry.says,
        # The bytes of a rewritten text tell nothing, unless what it says cannot be compared.
        body="" if same_measure(web.says, entry.says) else body_digest(body.text()),
        source_ids=(*ids, *others) if has_all else web.source_ids,
        **id_lists(page),
    )
    if not drifted_fields(web, base, entry.source_ids):
        is_wanted = page.status is Status.DRAFT
        return replace(entry, observed=web, stays_live=web.has_draft and not is_wanted)
    return replace(entry, observed=base, drift=web, unbased=True)


def adopt_sources(
    pages: Iterable[Page], snapshots: Iterable[SourceSnapshot]
) -> dict[str, SourceState]:
    """The entries for the sources that files name and the hub has. None of them counts as ours.

    Cover and folders, which no list shows, are taken to be what the files say, and a source whose status
    could not be read is asked for it like one that is new. Somebody may have spelt an
    address otherwise on the hub; of two spellings, ours wins.
    """
    wanted = gather_sources(pages)
    found: dict[str, SourceState] = {}
    for s in snapshots:
        url = s.url if s.url in wanted else sent_or_same(s.url)
        if url in wanted and (url == s.url or url not in found):
            cover, folder_ids = wanted[url].cover, wanted[url].folder_ids
            status = s.status or "pending"
            found[url] = SourceState(url, s.id, s.title, cover, folder_ids, status, maker=s.maker)
    return found


def _pair_equals(wanted: Mapping[str, _Look], shown: Mapping[str, _Look]) -> dict[str, str]:
    """File → page, of those that are alike in all three, where there are as many of both."""
    pages = group(shown.items())
    return {
        path: i
        for look, paths in group(wanted.items()).items()
        if len(paths) == len(pages.get(look, ()))
        for path, i in zip(paths, pages[look], strict=True)
    }
