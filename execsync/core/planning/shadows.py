"""Entries of State whose page another one has: what Git's own merge leaves of a file that was renamed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from execsync.core.hub_time import parse_time
from execsync.core.planning.gaps import Gaps
from execsync.core.planning.plan import Action, ActionReason, Change, PageChange
from execsync.core.resource import Page
from execsync.core.state import PageState, State


def find_shadows(
    state: State, pages: Sequence[Page], unchanged: Collection[str], gaps: Gaps
) -> Mapping[str, PageState]:
    """By path, all but one of the entries of each page: those of files that have no right to it.

    It belongs to a file that says what it says, else to one that is there, else to what was written last.
    `unchanged` are the paths of files that are as State has them; the files of `gaps` are there, too.
    """
    shared = state.shared_ids()
    entries: dict[str, list[PageState]] = defaultdict(list)
    for entry in state.pages.values() if shared else ():
        if entry.id in shared:
            entries[entry.id].append(entry)
    files = {page.path: page for page in pages}

    def claim(entry: PageState) -> tuple[object, ...]:
        page = files.get(entry.path)
        same = page and (page.title, page.body.digest) == (entry.title, entry.body)
        written = parse_time(entry.observed.updated_at if entry.observed else "")
        is_there = page is not None or entry.path in unchanged or gaps.covers(entry.path)
        return (bool(same) or entry.path in unchanged, is_there, written, entry.path)

    others = [other for group in entries.values() for other in sorted(group, key=claim)[:-1]]
    return {entry.path: entry for entry in others}


def forget_shadows(shadows: Mapping[str, PageState], files: Collection[str]) -> list[Change]:
    """A change for each of them, but for those of `files`, which get pages of their own."""
    reason = ActionReason.FILE_RENAMED
    return [
        PageChange(entry.address, Action.FORGET, reason, entry)
        for path, entry in shadows.items()
        if path not in files
    ]
