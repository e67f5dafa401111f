"""Live pages that a reader could take for one of ours: as far as their rows show how they look."""

from collections import defaultdict
from collections.abc import Iterable

from execsync.core.look_alike import Look, look_of, title_key
from execsync.core.snapshot import PageRow


class LookAlikes:
    """Pages by their look. One whose folders are not known may look like any page of its title."""

    def __init__(self, rows: Iterable[PageRow]) -> None:
        self._by_look: dict[Look, list[PageRow]] = defaultdict(list)
        self._vague: dict[str, list[PageRow]] = defaultdict(list)
        for row in rows:
            if is_vague(row):
                self._vague[title_key(row.title)].append(row)
            else:
                self._by_look[look_of(row.title, row.folder_ids)].append(row)

    def of(self, title: str, folder_ids: Iterable[str]) -> tuple[PageRow, ...]:
        """Those that look like a page of this title in these folders, or may."""
        look = look_of(title, folder_ids)
        return (*self._by_look.get(look, ()), *self._vague.get(look.title, ()))


def is_vague(row: PageRow) -> bool:
    """Whether a row does not show in which folders its page is."""
    return "folders" in row.unread
