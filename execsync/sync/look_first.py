"""A look at a page right before it is written, and what keeps it from being written then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from execsync.core.planning.drift import edits, missing_sources
from execsync.core.running.hub import HubCalls
from execsync.core.running.in_doubt import is_as_wanted
from execsync.core.snapshot import PageSnapshot, is_there
from execsync.core.state import InDoubtWrite, Observed, PageState
from execsync.errors import AnswerLost, ExecsyncError, NotFound, RequestRefused, TooLate
from execsync.sync.lookup import deleted_sources, get_page

Found = TypeVar("Found")

LOOKS = 5
"""How often a page is looked at for one write, where the write is held up each time."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The look found another page than the hub had shown us: nothing was written."""

    snapshot: PageSnapshot
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """The page is archived. Nothing was written, unless it was `by_us`, whose answer was lost."""

    by_us: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """Sources that the page is to link were deleted on the web: nothing was written."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Missing:
    """The look found nothing else but that the page links these sources no more: nothing was written."""

    snapshot: PageSnapshot
    ids: frozenset[str]


def look_past_deletions(
    hub: HubCalls,
    known: PageState,
    write: Callable[..., Found],
    *,
    links: Sequence[str] = (),
    doubt: InDoubtWrite | None = None,
) -> Found | Edited | Absent | Deleted:
    """Look at a page, and give it to `write` with the fields that were edited since the hub showed it last.

    Those that are as the update of `doubt` would have them are none. One that only lost sources which were
    deleted on the web was edited by nobody. `links` are the ids that it is to link: is one of them gone,
    nothing is written.
    """
    gone: frozenset[str] = frozenset()

    def compare(page: PageSnapshot, *, in_doubt: bool) -> Found | _Missing:
        edited = edits(known, page)
        if doubt and is_as_wanted(doubt, page, edited):
            edited = ()
        asks = edited and not in_doubt
        missing = missing_sources(known, Observed.of(page)) if asks else frozenset()
        if not missing <= gone:
            return _Missing(page, missing - gone)
        found: Found = write(page, () if missing else edited, in_doubt=in_doubt)
        return found

    while True:
        result = look_and_write(hub, known.id, compare)
        if not isinstance(result, _Missing):
            return result
        found = deleted_sources(hub, sorted(result.ids))
        if len(found) < len(result.ids):
            return Edited(result.snapshot, ("sources",))
        if not frozenset(found).isdisjoint(links):
            return Deleted(found)
        gone |= frozenset(found)


def look_and_write(hub: HubCalls, page_id: str, write: Callable[..., Found]) -> Found | Absent:
    """Look at a page and give it to `write`, once more where that is held up until the look is too old.

    `write` is told as well whether an earlier sending of it may have been carried out. Raises HubError.
    """
    in_doubt = False
    for left in reversed(range(LOOKS)):
        with hub.together(2):
            page = _look(hub, page_id, in_doubt=in_doubt)
            if page is None or page.row.status == "archived":
                return Absent(by_us=in_doubt)
            try:
                return write(page, in_doubt=in_doubt)
            except TooLate as error:
                in_doubt = in_doubt or error.in_doubt
                if not left:
                    raise _given_up(error, in_doubt=in_doubt) from error
            except (NotFound, RequestRefused):
                if is_page_gone(hub, page_id):
                    return Absent()
                raise
    raise AssertionError("the last look returns or raises")


def _look(hub: HubCalls, page_id: str, *, in_doubt: bool) -> PageSnapshot | None:
    try:
        return get_page(hub, page_id)
    except ExecsyncError as error:
        # Passed on, it would read as if nothing had been sent.
        if in_doubt and not isinstance(error, AnswerLost):
            raise AnswerLost(error.message, hint=error.hint) from error
        raise


def _given_up(error: TooLate, *, in_doubt: bool) -> Exception:
    return AnswerLost(error.message, hint=error.hint) if in_doubt else error


def is_page_gone(hub: HubCalls, page_id: str) -> bool:
    """Whether a page was archived, or is not there any more. Raises HubError."""
    return not is_there(get_page(hub, page_id))
