"""What the hub has beside our pages, and which of it one of ours may be, or be taken for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from execsync.core.digest import digest
from execsync.core.look_alike import Look, look_of
from execsync.core.meaning import says
from execsync.core.planning.plan import Action, Change
from execsync.core.resource import Page
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Seen

EMPTY = digest("")


@dataclass(frozen=True, slots=True)
class Others:
    """Live pages that State does not own, and possible pages of ours.

    `suspects` are rows of pages that a lost creation may have made; `made_since` are unowned pages that our
    key has made after State was written, so that State may be an older one; `links` are unowned pages by
    the ids of sources that they link, where it was asked.
    """

    unowned: Sequence[PageRow] = ()
    suspects: Sequence[PageRow] = ()
    made_since: Sequence[PageSnapshot] = ()
    links: Mapping[str, PageRow] = field(default_factory=dict)


NOBODY = Others()


@dataclass(frozen=True, slots=True)
class Alike:
    """Unowned pages like one of ours: a reader could not tell it from `looks`.

    Those of `says` have its text, and were made with our key after State was written.
    """

    looks: tuple[PageRow, ...]
    says: tuple[PageRow, ...] = ()

    @property
    def rows(self) -> tuple[PageRow, ...]:
        """All of them."""
        return (*self.looks, *self.says)


class LookAlikes:
    """Finds, of the others, those that are like a page."""

    def __init__(self, others: Others) -> None:
        self._looks: dict[Look, list[PageRow]] = defaultdict(list)
        for row in sorted(others.unowned, key=lambda row: row.id):
            self._looks[look_of(row.title, row.folder_ids)].append(row)
        self._made_since = [(page.row, Seen.of(page)) for page in others.made_since]

    def of(self, page: Page) -> Sequence[PageRow]:
        """Those that a reader could not tell from a page, in the order of their ids."""
        return self._looks.get(look_of(page.title, page.folder_ids), ())

    def of_creation(self, page: Page) -> Alike:
        """The same of a page that is to be made, and those that may be it."""
        looks = tuple(self.of(page))
        same = [row for row, web in self._made_since if row not in looks and _is_said(page, web)]
        return Alike(looks, tuple(same))


def _is_said(page: Page, web: Seen) -> bool:
    if page.body.digest == EMPTY:
        return False
    return web.body == page.body.digest or web.says == says(page.body.text())


def makes_look(change: Change) -> bool:
    """Whether a change gives the hub a page that looks as none of ours did: created, or called so."""
    return makes_page(change) or any(f.field in ("title", "folder_ids") for f in change.fields)


def makes_page(change: Change) -> bool:
    """Whether a change gives the hub another page."""
    if change.action is Action.CREATE or (change.action is Action.REPLACE and change.fields):
        return isinstance(change.after, Page)
    return False
