"""Writing to a page only if it is as the hub showed it last: a look, then the write right after it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from execsync.core.choices import Status
from execsync.core.planning.drift import drifted_fields
from execsync.core.running.doubt import Verdict, judge_update
from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import PageSnapshot
from execsync.core.state import Doubt, PageState, Seen
from execsync.errors import AnswerLost, NotFound, RequestRefused, TooLate
from execsync.looking import get_page

FRESH = 5.0
"""Seconds after which a look is too old to write by."""
LOOKS = 5
"""How often a page is looked at for one write, where the write is held up each time."""


@dataclass(frozen=True, slots=True)
class Written:
    """The hub's answer to the write, or None to an archiving. `looked` is what the look had shown."""

    snapshot: PageSnapshot | None
    looked: Seen | None = None
    jumped: bool = False
    """Whether somebody else published the page between our look and our write."""
    was_gone: bool = False
    """Whether somebody else had archived the page before we could."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The look found another page than the hub had shown us: nothing was written."""

    snapshot: PageSnapshot
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody archived the page on the web: nothing was written."""


Result = Written | Edited | Absent


def update_checked(
    hub: HubCalls, known: PageState, fields: Mapping[str, object], doubt: Doubt, *, look: bool
) -> Result:
    """PATCH a page, after a GET with its draft unless `look` is false. Raises HubError."""
    if not look:
        return _update_unseen(hub, known, fields)

    def write(page: PageSnapshot, *, in_doubt: bool) -> Result:
        verdict = judge_update(doubt, known, page)
        if in_doubt and verdict is Verdict.LANDED:
            return Written(page)
        if edited := _edited_since(known, page):
            return Edited(page, edited)
        snapshot = hub.update_page(known.id, fields, within=FRESH)
        return Written(snapshot, Seen.of(page), _has_jumped(page, snapshot, fields))

    return _look_and_write(hub, known.id, write)


def replace_checked(
    hub: HubCalls, known: PageState, fields: Mapping[str, object], *, look: bool
) -> Result | PageSnapshot:
    """Make the page that takes the place of `known`, after a GET of that unless `look` is false.

    Raises HubError.
    """
    if not look:
        return hub.create_page(fields)
    for left in reversed(range(LOOKS)):
        with hub.together(2):
            page = get_page(hub, known.id)
            if page is None or page.row.status == "archived":
                return Absent()
            if edited := _edited_since(known, page):
                return Edited(page, edited)
            try:
                return hub.create_page(fields, within=FRESH)
            except TooLate:
                if not left:
                    raise
    raise AssertionError("the last look returns or raises")


def archive_checked(hub: HubCalls, known: PageState, page_id: str, *, look: bool) -> Result:
    """DELETE a page, or one that it has replaced, after a GET unless `look` is false. Raises HubError."""
    if not look:
        return _archive(hub, page_id, within=None)

    def write(page: PageSnapshot, *, in_doubt: bool) -> Result:
        edited = _edited_since(known, page) if page_id == known.id else _replaced(known, page)
        if edited and not in_doubt:
            return Edited(page, edited)
        return _archive(hub, page_id, within=FRESH)

    result = _look_and_write(hub, page_id, write)
    # What is gone already is as good as archived.
    return Written(None, was_gone=True) if isinstance(result, Absent) else result


def _look_and_write(hub: HubCalls, page_id: str, write: Callable[..., Result]) -> Result:
    in_doubt = False
    for left in reversed(range(LOOKS)):
        with hub.together(2):
            page = get_page(hub, page_id)
            if page is None or page.row.status == "archived":
                return Absent()
            try:
                return write(page, in_doubt=in_doubt)
            except TooLate as error:
                in_doubt = in_doubt or error.in_doubt
                if not left:
                    raise _given_up(error, in_doubt=in_doubt) from error
            except (NotFound, RequestRefused):
                if _is_gone(hub, page_id):
                    return Absent()
                raise
    raise AssertionError("the last look returns or raises")


def _given_up(error: TooLate, *, in_doubt: bool) -> Exception:
    return AnswerLost(error.message, hint=error.hint) if in_doubt else error


def _update_unseen(hub: HubCalls, known: PageState, fields: Mapping[str, object]) -> Result:
    try:
        return Written(hub.update_page(known.id, fields))
    except (NotFound, RequestRefused):
        if _is_gone(hub, known.id):
            return Absent()
        raise


def _archive(hub: HubCalls, page_id: str, *, within: float | None) -> Result:
    with suppress(NotFound):
        hub.archive_page(page_id, within=within)
    return Written(None)


def _is_gone(hub: HubCalls, page_id: str) -> bool:
    page = get_page(hub, page_id)
    return page is None or page.row.status == "archived"


def _edited_since(known: PageState, page: PageSnapshot) -> tuple[str, ...]:
    seen = known.drift or known.seen
    return drifted_fields(Seen.of(page), seen) if seen else ()


def _replaced(known: PageState, page: PageSnapshot) -> tuple[str, ...]:
    """Of a page that was replaced earlier State keeps a fingerprint: what differs cannot be named."""
    seen = dict(zip(known.retiring, known.retiring_seen, strict=False)).get(page.row.id, "")
    return () if seen in ("", Seen.of(page).fingerprint) else ("content",)


def _has_jumped(before: PageSnapshot, after: PageSnapshot, fields: Mapping[str, object]) -> bool:
    ours = 1 if fields.get("status") == Status.PUBLISHED else 0
    return (after.row.version or 0) - (before.row.version or 0) > ours
