"""What the hub has beside our pages, and which of it one of ours may be, or be taken for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from execsync.core.look_alike import Look, look_of, title_key
from execsync.core.planning.plan import Action, Change, Plan
from execsync.core.resource import Page
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState


@dataclass(frozen=True, slots=True)
class Others:
    """Live pages that State does not own, and possible pages of ours.

    `suspects` are rows of pages that a lost creation may have made; `links` are unowned pages by the ids of
    sources that they link, or may link, where it was asked. `unread` are the ids of pages of ours that the
    hub shows in a way that cannot be read, with what is wrong. `replaced` are rows of pages that ours have
    replaced and that are still to be archived, by id.
    """

    unowned: Sequence[PageRow] = ()
    suspects: Sequence[PageRow] = ()
    links: Mapping[str, PageRow] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, PageRow] = field(default_factory=dict)


NOBODY = Others()


class LookAlikes:
    """Finds, of the others, those that are like a page.

    One whose folders are not known may look like any page of its title.
    """

    def __init__(self, others: Others) -> None:
        self._looks: dict[Look, list[PageRow]] = defaultdict(list)
        self._vague: dict[str, list[PageRow]] = defaultdict(list)
        for row in sorted(others.unowned, key=lambda row: row.id):
            if row.is_vague:
                self._vague[title_key(row.title)].append(row)
            else:
                self._looks[look_of(row.title, row.folder_ids)].append(row)

    def of(self, page: Page | PageState) -> Sequence[PageRow]:
        """The rows that a reader could not tell from a page, in the order of their ids."""
        return self.like(page.title, page.folder_ids)

    def like(self, title: str, folder_ids: Iterable[str]) -> Sequence[PageRow]:
        """The rows that a reader could not tell from a page of this title in these folders."""
        look = look_of(title, folder_ids)
        return (*self._looks.get(look, ()), *self._vague.get(look.title, ()))


def compared_pages(plan: Plan) -> list[PageState]:
    """The pages to be written that are compared with State first, where none is looked at on its own."""
    known = [
        change.before for change in plan.changes if change.acts and change.after and change.fields
    ]
    return [page for page in known if isinstance(page, PageState)]


def makes_look(change: Change) -> bool:
    """Whether a change gives the hub a page that looks as none of ours did: created, or called so."""
    page, known = change.after, change.before
    if not isinstance(page, Page):
        return False
    if not isinstance(known, PageState) or (change.action is Action.REPLACE and change.fields):
        return True
    if not any(field.field in ("title", "folder_ids") for field in change.fields):
        return False
    shown = known.drift or known.observed or known
    # The same title in another spelling, or as a colleague has put it, looks as the hub does already.
    return look_of(page.title, page.folder_ids) != look_of(shown.title, shown.folder_ids)
