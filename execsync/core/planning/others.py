"""What the hub has beside our pages, and which of it one of ours may be, or be taken for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from execsync.core.look_alike import Look, look_of
from execsync.core.planning.plan import Action, Change
from execsync.core.resource import Page
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState


@dataclass(frozen=True, slots=True)
class Others:
    """Live pages that State does not own, and possible pages of ours.

    `suspects` are rows of pages that a lost creation may have made; `links` are unowned pages by the ids of
    sources that they link, where it was asked.
    """

    unowned: Sequence[PageRow] = ()
    suspects: Sequence[PageRow] = ()
    links: Mapping[str, PageRow] = field(default_factory=dict)


NOBODY = Others()


class LookAlikes:
    """Finds, of the others, those that are like a page."""

    def __init__(self, others: Others) -> None:
        self._looks: dict[Look, list[PageRow]] = defaultdict(list)
        for row in sorted(others.unowned, key=lambda row: row.id):
            self._looks[look_of(row.title, row.folder_ids)].append(row)

    def of(self, page: Page | PageState) -> Sequence[PageRow]:
        """Those that a reader could not tell from a page, in the order of their ids."""
        return self._looks.get(look_of(page.title, page.folder_ids), ())


def makes_look(change: Change) -> bool:
    """Whether a change gives the hub a page that looks as none of ours did: created, or called so."""
    return makes_page(change) or any(f.field in ("title", "folder_ids") for f in change.fields)


def makes_page(change: Change) -> bool:
    """Whether a change gives the hub another page."""
    if change.action is Action.CREATE or (change.action is Action.REPLACE and change.fields):
        return isinstance(change.after, Page)
    return False
