"""Telling a renamed file from a new one, from State and files alone, so that laptop and CI agree."""

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence

from execsync.core.digest import digest
from execsync.core.page_fields import id_lists
from execsync.core.planning.matching import pair
from execsync.core.resource import Page
from execsync.core.state import PageState

EMPTY = digest("")


def find_moves(pages: Sequence[Page], known: Mapping[str, PageState]) -> dict[str, str]:
    """New path → old path, for each file that is certainly a renamed one.

    `moved_from` decides first. Then an unchanged file, then title and text together, also between paths that
    State knows: a page that says what another one said is that page (a chain, a swap). Then an unchanged
    body, then unchanged fields. Each only where exactly one file and one page share it: anything else stays
    as it is. A file may give another title and text at another path, by its name and the notice below it.
    """
    paths = {page.path for page in pages}
    new = [page for page in pages if page.path not in known]
    gone = {path: state for path, state in known.items() if path not in paths}
    moves = {news[0]: old for old, news in find_claims(new, gone).items() if len(news) == 1}
    moves |= _find_shifts(pages, known, moves)
    # A path whose page has moved on is as good as a new one.
    left = set(moves.values())
    new += [page for page in pages if page.path in known and page.path in left]
    if not new or not gone:
        return moves
    for of_page, of_state in KEYS:
        taken = set(moves.values())
        moves |= pair(
            [(p.path, of_page(p)) for p in new if p.path not in moves],
            [
                (s.path, key)
                for s in gone.values()
                if s.path not in taken and (key := of_state(s)) is not None
            ],
        )
    return moves


def _find_shifts(
    pages: Sequence[Page], known: Mapping[str, PageState], claimed: Mapping[str, str]
) -> dict[str, str]:
    """Moves onto paths that State knows, each of whose own pages moved on as well."""
    changed = [
        page
        for page in pages
        if page.path not in claimed
        and (page.path not in known or not _says_the_same(page, known[page.path]))
    ]
    if not any(page.path in known for page in changed):
        return {}
    names, taken = {page.path for page in pages}, set(claimed.values())
    moving = {page.path for page in changed}
    free = [
        state
        for path, state in known.items()
        if path not in taken and (path in moving or path not in names) and state.body != EMPTY
    ]
    shifts = pair(
        [(page.path, _page_file(page)) for page in changed],
        [(state.path, state.blob) for state in free if state.blob],
    )
    taken = set(shifts.values())
    shifts |= pair(
        [
            (page.path, (page.title, page.body.digest))
            for page in changed
            if page.path not in shifts
        ],
        [(state.path, (state.title, state.body)) for state in free if state.path not in taken],
    )
    while homeless := [new for new in shifts if new in known and new not in shifts.values()]:
        # The page that has this path would be forgotten: it has no other file.
        for new in homeless:
            del shifts[new]
    return shifts


def _says_the_same(page: Page, state: PageState) -> bool:
    return page.title == state.title and page.body.digest == state.body


def find_claims(new: Iterable[Page], gone: Container[str]) -> dict[str, list[str]]:
    """Vanished path → the new files whose `moved_from` names it."""
    claims: dict[str, list[str]] = defaultdict(list)
    for page in new:
        for old in page.moved_from:
            if old in gone:
                claims[old].append(page.path)
                break
    return claims


def _page_file(page: Page) -> Hashable:
    return page.blob


def _state_file(state: PageState) -> Hashable | None:
    return state.blob or None


def _page_body(page: Page) -> Hashable:
    return page.body.digest


def _state_body(state: PageState) -> Hashable | None:
    return state.body if state.body != EMPTY else None


def _page_fields(page: Page) -> Hashable:
    urls = frozenset(ref.url for ref in page.sources)
    return (page.title, page.status.value, page.visibility.value, urls, *_sets(page))


def _state_fields(state: PageState) -> Hashable:
    urls = frozenset(state.sources)
    return (state.title, state.status, state.visibility, urls, *_sets(state))


def _sets(page: Page | PageState) -> Iterator[frozenset[str]]:
    return (frozenset(ids) for ids in id_lists(page).values())


KEYS: tuple[tuple[Callable[[Page], Hashable], Callable[[PageState], Hashable]], ...] = (
    (_page_file, _state_file),
    (_page_body, _state_body),
    (_page_fields, _state_fields),
)
"""What a page may have in common with one in State, the stronger sign first; in State, None is no sign."""
