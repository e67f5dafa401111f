"""Deciding what became of a write whose answer was lost, from what the hub shows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from execsync.core.choices import Status
from execsync.core.digest import body_digest, digest
from execsync.core.hub_time import parse_time
from execsync.core.look_alike import title_key
from execsync.core.meaning import same_measure, says
from execsync.core.page_fields import FIELDS, ID_LISTS, SENT, differing_lists
from execsync.core.planning.drift import edits
from execsync.core.snapshot import PageSnapshot
from execsync.core.state import InDoubtWrite, Observed, PageState

EMPTY = digest("")


class Resolution(StrEnum):
    """What became of an update."""

    LANDED = "landed"
    NOT_DONE = "not_done"
    EDITED = "edited"
    REVERTED = "reverted"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a lost creation may have made, oldest first: pages exactly as sent, and others that may be it.

    `archived` is the page that it made, where somebody has archived that on the web since.
    """

    made: tuple[PageSnapshot, ...] = ()
    suspects: tuple[PageSnapshot, ...] = ()
    archived: PageSnapshot | None = None


def sort_out(
    doubt: InDoubtWrite, unowned: Iterable[PageSnapshot], *, maker: str, made: int
) -> Findings:
    """Sort the unowned pages that were created since by what they have to do with a lost creation.

    A page that is exactly as sent, and not another person's, was made by it. One that shares the title
    or the text may have been, and so may one that shares neither, if our key's owner, `maker`, made it and
    no other page since; `made` is how many pages that we own were made since. All others are other
    people's business.
    """
    pages = sorted(unowned, key=lambda page: (parse_time(page.row.created_at), page.row.id))
    exact = [page for page in pages if is_as_sent(doubt, page) and _may_be_of(page, maker)]
    near = [page for page in pages if page not in exact and _resembles(doubt, page)]
    if not exact and not near:
        by_owner = Counter(page.row.owner for page in pages)
        alone = bool(maker) and not made and by_owner[maker] == 1
        near = [page for page in pages if alone and page.row.owner == maker]
    return Findings(tuple(exact), tuple(near))


def is_as_sent(doubt: InDoubtWrite, snapshot: PageSnapshot) -> bool:
    """Whether a page shows what a lost creation sent: a reader could tell no difference."""
    same_visibility = snapshot.row.visibility == doubt.page.visibility
    return (
        same_visibility
        and not snapshot.row.unread
        and len(_as_sent(doubt, snapshot)) == len(FIELDS)
    )


def was_sent(doubt: InDoubtWrite, archived: PageSnapshot, maker: str) -> bool:
    """Whether an archived page is what a lost creation sent, as far as the hub still shows it."""
    unseen = {"status"} if archived.body is not None else {"status", "sources", "content"}
    same_visibility = archived.row.visibility == doubt.page.visibility
    all_same = _as_sent(doubt, archived) >= set(FIELDS) - unseen
    return same_visibility and all_same and _may_be_of(archived, maker)


def judge_update(doubt: InDoubtWrite, known: PageState, snapshot: PageSnapshot) -> Resolution:
    """Whether an update was carried out.

    Something is other than the hub showed it last, and not as we sent it: that is somebody's edit, which
    must not be written over. All that we sent is there: it was carried out. It is not, but two versions
    more were published: ours, and somebody's who wanted the one before back. Else it was not carried out, or
    it may be repeated without harm. Times are not asked: two writes may fall into one second.
    """
    before = known.drift or known.observed
    drifted = set(edits(known, snapshot, coming=doubt.page.source_ids))
    changed = _changed_fields(doubt.page, known)
    same = _as_sent(doubt, snapshot)
    if not set(known.source_ids).difference(doubt.page.source_ids).isdisjoint(snapshot.source_ids):
        same.discard("sources")  # what it was to take off is still there
    if drifted - same:
        return Resolution.EDITED
    # A hub may keep a page live that is to be a draft: then there is nothing of that to be seen.
    needed = changed - {"status"} if doubt.page.status == Status.DRAFT else changed
    if not needed <= same:
        versions = (snapshot.row.version or 0) - ((before.version if before else None) or 0)
        is_back = versions > 1 and _publishes(doubt.page, changed)
        return Resolution.REVERTED if is_back else Resolution.NOT_DONE
    return Resolution.LANDED if drifted & changed else Resolution.NOT_DONE


def is_overtaken(doubt: InDoubtWrite, known: PageState, snapshot: PageSnapshot) -> bool:
    """Whether somebody else has published a page, too, whose update was carried out."""
    before = known.drift or known.observed
    if before is None or before.version is None or snapshot.row.version is None:
        return False
    ours = _publishes(doubt.page, _changed_fields(doubt.page, known))
    return snapshot.row.version - before.version > int(ours)


def _publishes(page: PageState, changed: set[str]) -> bool:
    return page.status == Status.PUBLISHED and not changed.isdisjoint(
        ("title", "content", "status")
    )


def is_as_wanted(doubt: InDoubtWrite, snapshot: PageSnapshot, fields: Iterable[str]) -> bool:
    """Whether a page has in these fields what an update would give it."""
    return set(fields) <= _as_sent(doubt, snapshot)


def not_shown(doubt: InDoubtWrite, snapshot: PageSnapshot, sent: Mapping[str, object]) -> set[str]:
    """Which fields of an update, given as its request's body, a page does not show."""
    names = {SENT.get(name, name) for name in sent}
    # A hub may keep a page live that is to be a draft: then there is nothing of that to be seen.
    hidden = {"status"} if doubt.page.status == Status.DRAFT else set()
    shown = _as_sent(doubt, snapshot)
    ids = sent.get("source_ids")
    if isinstance(ids, tuple) and set(ids) != set(snapshot.source_ids):
        shown.discard("sources")
    return names - hidden - shown


def shares_text(doubt: InDoubtWrite, snapshot: PageSnapshot) -> bool:
    """Whether a page says what a creation sent, and that was anything."""
    return doubt.page.body != EMPTY and _has_text(doubt, snapshot)


def _resembles(doubt: InDoubtWrite, snapshot: PageSnapshot) -> bool:
    if "title" in snapshot.row.unread:
        return True  # it may be
    same_title = title_key(Observed.of(snapshot).title) == title_key(doubt.page.title)
    return same_title or shares_text(doubt, snapshot)


def _may_be_of(snapshot: PageSnapshot, maker: str) -> bool:
    owner = snapshot.row.owner
    return not maker or not owner or owner == maker


def _has_text(doubt: InDoubtWrite, snapshot: PageSnapshot) -> bool:
    body, page = snapshot.body or "", doubt.page
    if body_digest(body) == page.sent_digest:
        return True
    now = says(body)
    if same_measure(now, page.says) and now == page.says:
        return True
    return bool(doubt.words) and says(body, links=False) == doubt.words


def _as_sent(doubt: InDoubtWrite, snapshot: PageSnapshot) -> set[str]:
    page, now = doubt.page, Observed.of(snapshot)
    same = {
        "title": title_key(now.title) == title_key(page.title),
        "status": now.status == page.status,
        "sources": _has_sources(doubt, now),
        "content": _has_text(doubt, snapshot),
    }
    lists = ID_LISTS.keys() - differing_lists(now, page)
    return {name for name, is_same in same.items() if is_same} | lists


def _has_sources(doubt: InDoubtWrite, now: Observed) -> bool:
    """Whether a page links its sources, by id; or as many, where a creation does not know the ids yet.

    One that was there before may have more, that others attached, and so may the one that takes its place.
    """
    page, shown = doubt.page, set(now.source_ids)
    may_have_more = bool(page.id or page.retiring)
    if page.source_ids or not page.sources:
        ours = set(page.source_ids)
        return ours <= shown if may_have_more else ours == shown
    return len(shown) > 0 and (may_have_more or len(shown) <= len(page.sources))


def _changed_fields(page: PageState, known: PageState) -> set[str]:
    changed = {
        "title": page.title != known.title,
        "status": (page.status, page.stays_live) != (known.status, known.stays_live),
        "sources": set(page.source_ids) != set(known.source_ids),
        "content": page.sent_digest != known.sent_digest,
    }
    return {name for name, is_changed in changed.items() if is_changed}.union(
        differing_lists(page, known)
    )


def suspect_ids(suspects: Sequence[PageSnapshot]) -> tuple[str, ...]:
    """The ids of suspects, for State to keep."""
    return tuple(page.row.id for page in suspects)
