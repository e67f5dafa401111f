"""Two States that went separate ways from one, made into one that names every page of both.

Where both have changed an entry, the hub says which of the two is the newer one. What may be wrong after
that, a look at the hub finds: the merged State remembers no look that one of the two had not taken.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import zip_longest
from typing import TypeVar

from execsync.core.fields import MOST
from execsync.core.hub_time import earliest, parse_time
from execsync.core.state import PageState, SourceState, State
from execsync.core.state_damage import refuse_large_serial
from execsync.errors import StateError

Entry = TypeVar("Entry", PageState, SourceState)
Item = TypeVar("Item")


def merge_states(base: State | None, ours: State, theirs: State) -> State:
    """The State after both; `base` is the one that they began with, None where there was none.

    1. An entry that one side changed is as that side has it; so is one that it forgot. One that was
       forgotten here and changed there is kept.
    2. Pages are told by their ids: one that was renamed here and written there is both. Of two pages for
       one file, a live one before one that was archived, the other one is named among its doubles.
       A page whose rename is in doubt is that of the new file already.
    3. The next look goes back as far as that of the side that has looked less.

    Raises StateError when the two are not of one history or of one workspace, or a serial cannot be true.
    """
    _refuse_other_lineage(ours, theirs)
    refuse_large_serial(max(ours.serial, theirs.serial))
    if base is None or base.lineage != ours.lineage:
        base = State(ours.lineage)
    renamed = [_with_renames(side, base) for side in (ours, theirs)]
    first, second = sorted(renamed, key=lambda side: -side.serial)
    sides = _Sides(base, first, second)
    counted = min((first, second), key=lambda side: parse_time(side.watermark))
    pages = sides.pages()
    makers = {side.maker for side in (ours, theirs) if side.maker}
    return replace(
        first,
        serial=first.serial + 1,
        workspace_id=first.workspace_id or second.workspace_id,
        workspace_name=first.workspace_name or second.workspace_name,
        workspace_slug=first.workspace_slug or second.workspace_slug,
        watermark=counted.watermark,
        newest=min(first.newest, second.newest, key=parse_time),
        live=min(MOST, counted.live + _uncounted(counted, base, pages.values())),
        maker=makers.pop() if len(makers) == 1 else "",
        pages=pages,
        sources=sides.sources(),
        in_doubt=_joined(base.in_doubt, first.in_doubt, second.in_doubt),
    )


def _refuse_other_lineage(ours: State, theirs: State) -> None:
    if ours.lineage != theirs.lineage:
        raise StateError(
            f"the two are of two histories (lineage {ours.lineage} and {theirs.lineage})"
        )
    if ours.workspace_id and theirs.workspace_id and ours.workspace_id != theirs.workspace_id:
        raise StateError(
            "the two are of two workspaces "
            f"({ours.workspace_name!r}, {ours.workspace_id} and "
            f"{theirs.workspace_name!r}, {theirs.workspace_id})"
        )


def _with_renames(side: State, base: State) -> State:
    """A side with its pages where its writes in doubt put them, unless two came to share a path.

    A look will find whether they were carried out, but the files have their new names in either case. At its
    old path a page could become the second one of a file that the other side has made there: what is named
    for a person to settle, that look would then give another file, which a plan had not told of.
    """
    paths = {d.page.id: d.page.path for d in side.in_doubt if d not in base.in_doubt}
    pages = [_renamed(page, paths.get(page.id, page.path)) for page in side.pages.values()]
    by_path = {page.path: page for page in pages}
    return replace(side, pages=by_path) if len(by_path) == len(pages) else side


def _renamed(page: PageState, path: str) -> PageState:
    return page if page.path == path else replace(page, path=path, clean="")


@dataclass(frozen=True, slots=True)
class _Sides:
    """What both began with, and the two; the first one has the higher serial, which settles ties."""

    base: State
    first: State
    second: State

    def pages(self) -> dict[str, PageState]:
        base, first, second = (
            {page.id: page for page in side.pages.values()}
            for side in (self.base, self.first, self.second)
        )
        by_path: dict[str, list[PageState]] = {}
        for page_id in {**first, **second}:
            page = _merged_page(base.get(page_id), first.get(page_id), second.get(page_id))
            if page is not None:
                by_path.setdefault(page.path, []).append(page)
        kept = {path: _with_doubles(pages, base) for path, pages in by_path.items()}
        return {page.path: page for page in _with_one_place_each(kept.values())}

    def sources(self) -> dict[str, SourceState]:
        base, first, second = self.base.sources, self.first.sources, self.second.sources
        found = {
            url: _merged_source(base.get(url), first.get(url), second.get(url))
            for url in {**first, **second}
        }
        return {url: source for url, source in found.items() if source is not None}


def _on_one_side(
    base: Entry | None, first: Entry | None, second: Entry | None
) -> tuple[Entry | None] | None:
    """What is left of an entry unless both sides have it and changed it: then None."""
    if second in (first, base):
        return (first,)
    if first == base:
        return (second,)
    return None if first and second else (first or second,)


def _merged_page(
    base: PageState | None, first: PageState | None, second: PageState | None
) -> PageState | None:
    settled = _on_one_side(base, first, second)
    if settled is not None or first is None or second is None:
        return settled[0] if settled else None
    newer = max(first, second, key=lambda side: (_written_at(side), _was_written(side, base)))
    path = second.path if base and first.path == base.path else first.path
    if base and base.path not in (first.path, second.path):
        path = newer.path
    doubles = _joined(base.doubles if base else (), first.doubles, second.doubles)
    allowed = _joined(
        base.allowed_doubles if base else (), first.allowed_doubles, second.allowed_doubles
    )
    return _with_retiring(
        replace(
            newer,
            path=path,
            clean=newer.clean if path == newer.path else "",
            archived=first.archived or second.archived,
            doubles=tuple(page_id for page_id in doubles if page_id not in allowed),
            allowed_doubles=allowed,
        ),
        _joined(base.retiring if base else (), first.retiring, second.retiring),
        {**_retiring(first), **_retiring(second), **_retiring(newer)},
    )


def _written_at(page: PageState) -> datetime:
    return parse_time(page.observed.updated_at if page.observed else "")


_NOTED = frozenset(
    (
        *("path", "blob", "clean", "archived", "drift", "unbased", "doubles", "allowed_doubles"),
        *("retiring", "retiring_seen", "retiring_edited"),
    )
)
"""What changes of an entry though nothing is written: it is joined, or a look at the hub finds it again."""


def _was_written(page: PageState, base: PageState | None) -> bool:
    """Whether an entry differs from what both began with by more than notes on it."""
    names = (field.name for field in fields(PageState) if field.name not in _NOTED)
    return base is None or any(getattr(page, name) != getattr(base, name) for name in names)


def _with_doubles(pages: list[PageState], base: Mapping[str, PageState]) -> PageState:
    """The one of these pages that its file has, which names the others.

    One that was archived leaves its file to one that is live. One that is new replaced what was there,
    whoever wrote to that meanwhile.
    """
    own = max(pages, key=lambda p: (not p.archived, p.id not in base, _written_at(p)))
    others = [page for page in pages if page is not own]
    ids = (i for page in others for i in (page.id, *page.doubles, *page.retiring))
    return replace(own, doubles=_unique((*own.doubles, *ids))) if others else own


def _with_one_place_each(pages: Iterable[PageState]) -> Iterator[PageState]:
    """The pages, so that none is to be archived that a file has, or twice, and none of those is a double."""
    pages = list(pages)
    taken = {page.id for page in pages}
    kept = []
    for page in pages:
        retiring = tuple(i for i in page.retiring if i not in taken)
        taken.update(retiring)
        kept.append(_with_retiring(page, retiring, _retiring(page)))
    for page in kept:
        yield replace(page, doubles=tuple(i for i in page.doubles if i not in taken))


def _retiring(page: PageState) -> dict[str, str]:
    """What the hub showed last of each page that is still to be archived, by its id."""
    seen = page.retiring_seen[: len(page.retiring)]
    return dict(zip_longest(page.retiring, seen, fillvalue=""))


def _with_retiring(page: PageState, ids: tuple[str, ...], seen: Mapping[str, str]) -> PageState:
    return replace(
        page,
        retiring=ids,
        retiring_seen=tuple(seen[page_id] for page_id in ids),
        retiring_edited=tuple(i for i in page.retiring_edited if i in ids),
    )


def _merged_source(
    base: SourceState | None, first: SourceState | None, second: SourceState | None
) -> SourceState | None:
    settled = _on_one_side(base, first, second)
    if settled is not None or first is None or second is None:
        return settled[0] if settled else None
    if first.id == second.id:
        return replace(first, ours=first.ours or second.ours)
    # One that was made anew was found gone before.
    return second if base and first.id == base.id else first


def _uncounted(counted: State, base: State, pages: Iterable[PageState]) -> int:
    """The pages that a State cannot have counted among the live ones, or counts no more; rather too many.

    Too many cost a list of all; one too few would hide that somebody archived a page.
    """
    known, since = counted.owned_ids(), earliest(counted.watermark)
    before = base.owned_ids()
    return sum(
        page.id not in known
        and not page.archived
        and (page.id in before or not page.created_at or parse_time(page.created_at) >= since)
        for page in pages
    )


def _joined(
    base: Iterable[Item], first: Iterable[Item], second: Iterable[Item]
) -> tuple[Item, ...]:
    """What both have, and what one of them has added."""
    before, here, there = (list(items) for items in (base, first, second))
    kept = (i for i in (*here, *there) if i not in before or (i in here and i in there))
    return _unique(kept)


def _unique(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
