"""Writing to a page only if it is as the hub showed it last: a look, then the write right after it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from shlex import quote
from typing import TypeVar

from execsync.core.choices import Status
from execsync.core.look_alike import title_key
from execsync.core.page_sources import SOURCE_IDS, with_foreign, without
from execsync.core.planning.drift import is_as_shown
from execsync.core.running.hub import HubCalls
from execsync.core.running.in_doubt import Resolution, judge_update, not_shown
from execsync.core.snapshot import PageSnapshot, SourceSnapshot
from execsync.core.state import InDoubtWrite, Observed, PageState, SourceState
from execsync.core.web_address import sent_or_same
from execsync.errors import (
    AnswerLost,
    BadAnswer,
    ExecsyncError,
    NotFound,
    RequestRefused,
)
from execsync.sync.look_first import (
    Absent,
    Deleted,
    Edited,
    is_page_gone,
    look_and_write,
    look_past_deletions,
)
from execsync.sync.lookup import deleted_sources

Answer = TypeVar("Answer")
Fields = tuple[str, ...]
Tried = list[Mapping[str, object]]
"""The bodies of the requests of one write, as each was about to be sent."""

FRESH = 5.0
"""Seconds after which a look is too old to write by."""
_AGAIN = "run the command again, it looks first"


@dataclass(frozen=True, slots=True)
class Written:
    """The hub's answer to the write, or None to an archiving. `looked` is what the look had shown."""

    snapshot: PageSnapshot | None
    looked: Observed | None = None
    jumped: bool = False
    """Whether somebody else published the page between our look and our write."""
    was_gone: bool = False
    """Whether somebody else had archived the page before we could."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The hub's answer to the creation of a page in the place of another one, and the look at that before."""

    snapshot: PageSnapshot
    looked: Observed


Result = Written | Edited | Absent | Deleted


def create_checked(hub: HubCalls, fields: Mapping[str, object]) -> PageSnapshot | Deleted:
    """POST a page. Where it is refused, the sources that it links are asked for. Raises HubError."""
    try:
        return hub.create_page(fields)
    except (NotFound, RequestRefused) as refusal:
        return _find_deleted(hub, fields, refusal)


def update_checked(
    hub: HubCalls,
    known: PageState,
    fields: Mapping[str, object],
    doubt: InDoubtWrite,
    *,
    look: bool,
) -> Result:
    """PATCH a page, after a GET with its draft unless `look` is false.

    Where it is refused, the sources that it links are asked for; those of others that are deleted by now are
    left out then. A page that only lost sources which were deleted on the web was edited by nobody: they are
    what is missing. One that links already all that would be sent is not written. Raises HubError.
    """

    def send(gone: Fields, tried: Tried) -> Result:
        tried.append(without(fields, gone))
        if not look:
            return _update_unseen(hub, known, tried[-1], doubt)
        return _update_seen(hub, known, fields, doubt, gone, tried)

    return _send_without_deleted(hub, doubt.page.source_ids, send)


def _send_without_deleted(
    hub: HubCalls, wanted: Sequence[str], send: Callable[[Fields, Tried], Answer]
) -> Answer | Deleted:
    """Send a write of a page; what is refused for the sake of deleted sources of others goes without them.

    `send` is given the ids that are to be left out, and adds to a list what it is about to send. Raises
    HubError.
    """
    tried: Tried = []
    try:
        return send((), tried)
    except (NotFound, RequestRefused) as refusal:
        gone = _find_deleted(hub, tried[-1] if tried else {}, refusal)
        if not set(gone.ids).isdisjoint(wanted):
            return gone
    return send(gone.ids, tried)


def _update_seen(
    hub: HubCalls,
    known: PageState,
    fields: Mapping[str, object],
    doubt: InDoubtWrite,
    gone: Fields,
    tried: Tried,
) -> Result:
    first: list[PageSnapshot] = []

    def write(page: PageSnapshot, edited: Fields, *, in_doubt: bool) -> Result:
        first.append(page)
        resolution = judge_update(doubt, known, page) if in_doubt else Resolution.NOT_DONE
        if resolution is Resolution.LANDED:
            return Written(page, jumped=_has_jumped(first[0], page, fields))
        if resolution is Resolution.REVERTED:
            told = f"the answer to the change of {known.id} was lost, and it was undone on the web since"
            raise AnswerLost(told, hint=_AGAIN)
        if edited:
            return Edited(page, edited)
        sent = without(with_foreign(fields, known, links, page.source_ids), gone)
        if _only_links(sent, page.source_ids):
            return Written(page, Observed.of(page))
        tried.append(sent)
        snapshot = _update(hub, known, sent, doubt, within=FRESH)
        return Written(snapshot, Observed.of(page), _has_jumped(page, snapshot, fields))

    links = doubt.page.source_ids
    return look_past_deletions(hub, known, write, links=links, doubt=doubt)


def _only_links(fields: Mapping[str, object], shown: Fields) -> bool:
    """Whether a request would have a page link what it links already, and nothing else.

    After lost State that is every page whose sources State has come to know anew.
    """
    ids = fields.get(SOURCE_IDS)
    return fields.keys() == {SOURCE_IDS} and isinstance(ids, tuple) and {*ids} == {*shown}


def _find_deleted(
    hub: HubCalls, fields: Mapping[str, object], refusal: NotFound | RequestRefused
) -> Deleted:
    """The sources for whose sake the hub refuses a write. Raises the refusal where it is not for them."""
    ids = fields.get(SOURCE_IDS)
    if isinstance(ids, tuple):
        try:
            gone = deleted_sources(hub, ids)
        except (AnswerLost, BadAnswer, RequestRefused):
            raise refusal from None  # an error of the question says nothing of the write
        if gone:
            return Deleted(gone)
    raise refusal


def replace_checked(
    hub: HubCalls,
    known: PageState,
    fields: Mapping[str, object],
    wanted: Sequence[str],
    *,
    look: bool,
) -> Result | Replaced | PageSnapshot:
    """Make the page that takes the place of `known`, after a GET of that unless `look` is false.

    What others attached to that one goes along. `wanted` are the ids of the sources that its file names.
    Where it is refused, they are asked for. Raises HubError.
    """

    def send(gone: Fields, tried: Tried) -> Result | Replaced | PageSnapshot:
        def write(page: PageSnapshot, edited: Fields, **_: bool) -> Replaced | Edited:
            if edited:
                return Edited(page, edited)
            carried = with_foreign({SOURCE_IDS: (), **fields}, known, wanted, page.source_ids)
            told = {name: value for name, value in without(carried, gone).items() if value != ()}
            tried.append(told)
            return Replaced(hub.create_page(told, within=FRESH), Observed.of(page))

        tried.append(without(fields, gone))
        if not look:
            return hub.create_page(tried[-1])
        return look_past_deletions(hub, known, write, links=wanted)

    return _send_without_deleted(hub, wanted, send)


def archive_checked(hub: HubCalls, known: PageState, page_id: str) -> Result:
    """DELETE a page, or one that it has replaced, after a GET. Raises HubError."""

    def write(page: PageSnapshot, edited: Fields, **_: bool) -> Result:
        return Edited(page, edited) if edited else _archive(hub, page_id)

    def write_replaced(page: PageSnapshot, **_: bool) -> Result:
        return write(page, _replaced(known, page))

    if page_id == known.id:
        result = look_past_deletions(hub, known, write)
    else:
        result = look_and_write(hub, page_id, write_replaced)
    # What is gone already is as good as archived.
    return Written(None, was_gone=not result.by_us) if isinstance(result, Absent) else result


def archive_source_checked(
    hub: HubCalls, known: SourceState, maker: str | None, *, failed: bool
) -> None:
    """DELETE a source, after a GET. One that is not there any more is as good as archived.

    `maker` is who must have made it: an empty one is nobody, None anybody. With `failed` its extraction
    must have failed. Raises HubError, and ExecsyncError where the hub shows another source than State names.
    """
    with suppress(NotFound):
        shown = hub.source(known.id)
        if differing := _foreign_parts(known, shown, maker, failed=failed):
            names, address = ", ".join(differing), quote(str(known.address))
            raise ExecsyncError(
                f"conflict: {known.id} is not what State says ({names}); nothing was archived",
                hint=f"delete it on the web if that is meant, or: execsync state rm {address}",
            )
        hub.archive_source(known.id)


def _foreign_parts(
    known: SourceState, shown: SourceSnapshot, maker: str | None, *, failed: bool
) -> list[str]:
    same = {
        "address": sent_or_same(shown.url or known.url) == sent_or_same(known.url),
        "title": title_key(shown.title or known.title) == title_key(known.title),
        "address and title": bool(shown.url or shown.title),
        "created_by": maker is None or shown.maker_id in ("", maker),
        "status": not failed or shown.status == "failed",
    }
    return [name for name, is_same in same.items() if not is_same]


def _update(
    hub: HubCalls,
    known: PageState,
    fields: Mapping[str, object],
    doubt: InDoubtWrite,
    *,
    within: float | None = None,
) -> PageSnapshot:
    """PATCH a page, and look at it where the answer does not show it. Raises AnswerLost where that fails."""
    answered = hub.update_page(known.id, fields, within=within)
    if answered is not None:
        return answered
    told = f"the answer to the change of {known.id} said nothing"
    try:
        page = hub.page(known.id)
    except ExecsyncError as error:
        raise AnswerLost(f"{told}; {error.message}", hint=error.hint) from error
    if missing := not_shown(doubt, page, fields):
        names = ", ".join(sorted(missing))
        raise AnswerLost(f"{told}, and the hub does not show what was sent: {names}", hint=_AGAIN)
    return page


def _update_unseen(
    hub: HubCalls, known: PageState, fields: Mapping[str, object], doubt: InDoubtWrite
) -> Result:
    try:
        return Written(_update(hub, known, fields, doubt))
    except (NotFound, RequestRefused):
        if is_page_gone(hub, known.id):
            return Absent()
        raise


def _archive(hub: HubCalls, page_id: str) -> Result:
    with suppress(NotFound):
        hub.archive_page(page_id, within=FRESH)
    return Written(None)


def _replaced(known: PageState, page: PageSnapshot) -> tuple[str, ...]:
    """What differs of a page that was replaced earlier, all or nothing: State keeps but a fingerprint of it.

    Without one nothing tells that the page was ours.
    """
    seen = dict(zip(known.retiring, known.retiring_seen, strict=False)).get(page.row.id, "")
    return () if seen and is_as_shown(Observed.of(page), seen) else ("content",)


def _has_jumped(before: PageSnapshot, after: PageSnapshot, fields: Mapping[str, object]) -> bool:
    """Whether more was published than by our write. Of versions that were not both told nobody can say."""
    if before.row.version is None or after.row.version is None:
        return False
    ours = 1 if fields.get("status") == Status.PUBLISHED else 0
    return after.row.version - before.row.version > ours
