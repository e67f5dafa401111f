"""What the hub has other than our last writes: pages edited or archived there, and what became of sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from execsync.core.address import Address
from execsync.core.planning.drift import web_edits
from execsync.core.planning.plan import Action, ActionReason, Change, PageChange
from execsync.core.state import PageState, SourceState, State


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """A source whose status is another one than State said, in the hub's words or `gone`."""

    source: SourceState
    before: str

    @property
    def address(self) -> Address:
        """That of the source."""
        return self.source.address


@dataclass(frozen=True, slots=True)
class Differences:
    """All of it, in the order of addresses. Of a page without a file, or with a broken one, `after` is None.

    `archived_at` are the hub's times of the last change of archived pages, by id, as far as they were shown.
    """

    edited: tuple[PageChange, ...] = ()
    archived: tuple[PageChange, ...] = ()
    sources: tuple[SourceDifference, ...] = ()
    archived_at: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.edited or self.archived or self.sources)


def find_differences(
    state: State,
    changes: Iterable[Change],
    before: Mapping[str, SourceState],
    archived_at: Mapping[str, str],
) -> Differences:
    """What differs by a State that the hub was just asked for.

    `changes` are those of a plan, which tell what files have, and `before` the sources as State had them.
    """
    pages_of_plan = (change for change in changes if isinstance(change, PageChange))
    planned = {c.edited.path: c for c in pages_of_plan if c.edited and _differs(c.edited)}
    differing = (known for known in state.pages.values() if _differs(known))
    pages = [planned.get(known.path) or _alone(known) for known in differing]
    pages.sort(key=lambda change: change.address)
    sources = [
        SourceDifference(source, before[url].status)
        for url, source in sorted(state.sources.items())
        if url in before and before[url].status != source.status
    ]
    return Differences(
        edited=tuple(page for page in pages if page.edited and not page.edited.archived),
        archived=tuple(page for page in pages if page.edited and page.edited.archived),
        sources=tuple(sources),
        archived_at=archived_at,
    )


def edited_pages(state: State) -> list[PageState]:
    """The pages that somebody has edited on the web; some may have been archived there since."""
    return [page for page in state.pages.values() if page.drift]


def _differs(page: PageState) -> bool:
    return bool(page.drift or page.archived)


def _alone(known: PageState) -> PageChange:
    """The change of a page of which no plan says anything."""
    reason, edited = ActionReason.UNCHANGED, web_edits(known)
    return PageChange(known.address, Action.NOOP, reason, known, web_fields=edited)
