"""Telling a renamed file from a new one, from State and files alone, so that laptop and CI agree."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from execsync.core.digest import digest
from execsync.core.matching import pair
from execsync.core.resource import Page
from execsync.core.state import PageState

EMPTY = digest("")


def find_moves(pages: Sequence[Page], known: Mapping[str, PageState]) -> dict[str, str]:
    """New path → old path, for each new file that is certainly a renamed one.

    `moved_from` decides first. Then an unchanged body, then unchanged fields, each only where exactly
    one new file and exactly one vanished one share it: anything else stays a create and an archive.
    """
    paths = {page.path for page in pages}
    new = [page for page in pages if page.path not in known]
    gone = {path: state for path, state in known.items() if path not in paths}
    moves = _declared(new, gone)
    for of_page, of_state in ((_page_body, _state_body), (_page_fields, _state_fields)):
        taken = set(moves.values())
        moves |= pair(
            [(p.path, key) for p in new if p.path not in moves and (key := of_page(p)) is not None],
            [
                (s.path, key)
                for s in gone.values()
                if s.path not in taken and (key := of_state(s)) is not None
            ],
        )
    return moves


def _declared(new: Iterable[Page], gone: Mapping[str, PageState]) -> dict[str, str]:
    claims: dict[str, list[str]] = defaultdict(list)
    for page in new:
        for old in page.moved_from:
            if old in gone:
                claims[old].append(page.path)
                break
    return {paths[0]: old for old, paths in claims.items() if len(paths) == 1}


def _page_body(page: Page) -> Hashable | None:
    return digest(page.body) if page.body else None


def _state_body(state: PageState) -> Hashable | None:
    return state.body if state.body != EMPTY else None


def _page_fields(page: Page) -> Hashable:
    urls = frozenset(ref.url for ref in page.sources)
    folders, skills = frozenset(page.folder_ids), frozenset(page.skill_ids)
    return (page.title, page.status.value, page.visibility.value, folders, skills, urls)


def _state_fields(state: PageState) -> Hashable:
    folders, skills = frozenset(state.folder_ids), frozenset(state.skill_ids)
    return (
        state.title,
        state.status,
        state.visibility,
        folders,
        skills,
        frozenset(state.sources),
    )
