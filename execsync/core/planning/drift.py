"""Finding what somebody changed on the web, from what the hub shows now and what it showed us last."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from execsync.core.hub_time import parse_time
from execsync.core.look_alike import title_key
from execsync.core.meaning import same_measure
from execsync.core.page_fields import FIELDS, ID_LISTS, differing_lists
from execsync.core.snapshot import PAGE_STATUSES, PageRow, PageSnapshot
from execsync.core.state import Observed, PageState

SECOND = timedelta(seconds=1)


def row_differs(row: PageRow, known: PageState) -> bool:
    """Whether a list row is anything else than what the hub showed us last.

    A row has no body, so a difference is only a reason to look at the page; and the title of a page
    that is live is not that of its draft. What the row does not show is no difference. A page whose web
    edit was found earlier is compared with what was found then.
    """
    observed = known.drift or known.observed
    if observed is None or known.archived or row.is_unclear or not is_same_page(row, known):
        return True
    return (
        row.updated_at != observed.updated_at
        or row.version not in (None, observed.version)
        or row.status != observed.status
        or (row.status == "draft" and not _is_same_title(row.title, observed))
        or any(ID_LISTS[name] not in row.unread for name in differing_lists(row, observed))
    )


def drifted_fields(now: Observed, observed: Observed, ours: Collection[str]) -> tuple[str, ...]:
    """The fields of a page that differ from what the hub showed us last.

    `updated_at` and `version` alone are no difference, nor is another spelling of the same text, nor a
    status of which nobody can say what it means; nor are sources that are not among `ours`, by id: they
    are other people's, who attach them and take them off. A draft that waited beside a live version, and
    was published, is a difference of status.
    """
    same = {
        "title": _is_same_title(now.title, observed),
        "content": _is_same_text(now, observed),
        "status": _is_same_status(now, observed),
        "sources": set(now.source_ids) & {*ours} == set(observed.source_ids) & {*ours},
    }
    differing = {name for name, is_same in same.items() if not is_same}
    differing.update(differing_lists(now, observed))
    return tuple(name for name in FIELDS if name in differing)


def edits(known: PageState, page: PageSnapshot, coming: Collection[str] = ()) -> tuple[str, ...]:
    """The fields of a page that somebody changed since the hub showed it to us last.

    `coming` are the ids of sources that become ours by a write which may have been carried out.
    All of them where State has no record of that, or one of another page: whoever wrote it, nothing tells
    that this is ours.
    """
    before = known.drift or known.observed
    if before is None or not is_same_page(page.row, known):
        return tuple(FIELDS)
    return drifted_fields(Observed.of(page), before, {*known.source_ids, *coming})


def is_same_page(row: PageRow, known: PageState) -> bool:
    """Whether the hub made a page in the second that State says, as far as both tell.

    Its answers need not all tell parts of seconds.
    """
    if not row.created_at or not known.created_at:
        return True
    return abs(parse_time(row.created_at) - parse_time(known.created_at)) < SECOND


def is_known_page(row: PageRow, known: PageState) -> bool:
    """Like `is_same_page`, but State must tell the time where the hub does: anybody can leave it out."""
    return not row.created_at or (bool(known.created_at) and is_same_page(row, known))


def missing_sources(known: PageState, now: Observed) -> frozenset[str]:
    """The ids of our sources that a page links no more, where that is all that has changed of it."""
    before, ours = known.drift or known.observed, frozenset(known.source_ids)
    if before is None or drifted_fields(now, before, ours) != ("sources",):
        return frozenset()
    linked, left = ours.intersection(before.source_ids), ours.intersection(now.source_ids)
    return linked - left if left <= linked else frozenset()


def web_edits(known: PageState) -> tuple[str, ...]:
    """The fields in which what somebody made of a page differs from what the hub had shown us before.

    All of them where State has no record of that.
    """
    if known.drift is None:
        return ()
    if known.observed is None:
        return tuple(FIELDS)
    return drifted_fields(known.drift, known.observed, known.source_ids)


def _is_same_title(title: str, observed: Observed) -> bool:
    """Whether a title is the observed one: to the letter, or of a draft not shown, as a reader tells."""
    return title == observed.title or (
        not observed.body and title_key(title) == title_key(observed.title)
    )


def _is_same_status(now: Observed, observed: Observed) -> bool:
    if not {now.status, observed.status} <= PAGE_STATUSES:
        return True
    return now.status == observed.status and not _went_live(now, observed)


def _went_live(now: Observed, observed: Observed) -> bool:
    """Whether the draft beside a live version was published: it waits no more, and was not thrown away."""
    if not observed.has_draft or now.has_draft:
        return False
    if None in (now.version, observed.version):
        return _is_same_title(now.title, observed) and _is_same_text(now, observed)
    return now.version != observed.version


def _is_same_text(now: Observed, observed: Observed) -> bool:
    return _says_the_same(_text_of(now), _text_of(observed))


def _text_of(observed: Observed) -> Sequence[str]:
    """The digest of the text's bytes, what it says, and when it was so."""
    return (observed.body, observed.says, f"{observed.updated_at} {observed.version}")


def _says_the_same(now: Sequence[str], before: Sequence[str]) -> bool:
    """Whether two texts say the same; one not shown, or measured otherwise, is compared by bytes or time."""
    match (now, before):
        case ([body, told, time], [body_before, told_before, time_before]):
            if body and body == body_before:
                return True
            if told and same_measure(told, told_before):
                return told == told_before
            return not (body and body_before) and time == time_before
    return False


def is_as_shown(now: Observed, fingerprint: str) -> bool:
    """Whether a page is what the hub showed when State kept this fingerprint of it."""
    fields, _, text = fingerprint.partition("/")
    fields_now, _, text_now = now.fingerprint.partition("/")
    return fields == fields_now and _says_the_same(text_now.split("/"), text.split("/"))
