"""Deciding what became of a write whose answer was lost, from what the hub shows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from execsync.core.digest import body_digest, words_digest
from execsync.core.drift import drifted_fields
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Doubt, PageState, Seen

CLOCK_SLACK = timedelta(seconds=5)
"""How far the hub's `created_at` may lie before the time that its `Date` header told."""


class Verdict(StrEnum):
    """What became of an update."""

    LANDED = "landed"
    NOT_DONE = "not_done"
    EDITED = "edited"


def parse_time(text: str) -> datetime:
    """RFC 3339 text as an aware time; text that is none stands for the distant past."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def earliest(since: str) -> datetime:
    """The first moment at which a write of `since` can have been carried out, by the hub's clock."""
    time = parse_time(since)
    floor = time.replace(microsecond=0)
    return floor - CLOCK_SLACK if time.year > 1 else time


def candidates(doubt: Doubt, rows: Iterable[PageRow], owned: frozenset[str]) -> tuple[PageRow, ...]:
    """The pages that a lost creation may have made, oldest first.

    Not owned by State, created since, with the same title, folders and visibility. The body is not
    asked: the hub may have rewritten it.
    """
    page, since = doubt.page, earliest(doubt.since)
    found = [
        row
        for row in rows
        if row.id not in owned
        and row.title.strip() == page.title.strip()
        and set(row.folder_ids) == set(page.folder_ids)
        and row.visibility == page.visibility
        and parse_time(row.created_at) >= since
    ]
    return tuple(sorted(found, key=lambda row: (parse_time(row.created_at), row.id)))


def choose(doubt: Doubt, snapshots: Sequence[PageSnapshot]) -> PageSnapshot:
    """The one of several candidates to adopt: by its body, then by its words, else the oldest."""

    def unlikeness(snapshot: PageSnapshot) -> int:
        body = snapshot.body or ""
        if body_digest(body) == doubt.page.body:
            return 0
        return 1 if words_digest(body) == doubt.words else 2

    return min(snapshots, key=unlikeness)


def judge_update(doubt: Doubt, known: PageState, snapshot: PageSnapshot) -> Verdict:
    """Whether an update from an earlier run was carried out.

    Nothing is other than after our last write: it was not, or it may be repeated without harm. All that
    is other is what we sent: it was. Anything else is somebody's edit, which must not be written over.
    Times are not asked: two writes may fall into one second.
    """
    now = Seen.of(snapshot)
    drifted = drifted_fields(now, known)
    if not drifted:
        return Verdict.NOT_DONE
    ours = _fields_as_sent(doubt, now) | _content_as_sent(doubt, known, snapshot)
    return Verdict.LANDED if ours.issuperset(drifted) else Verdict.EDITED


def is_as_sent(doubt: Doubt, snapshot: PageSnapshot) -> bool:
    """Whether a page that was found shows what a lost creation sent: fields to the letter, text by words."""
    fields = _fields_as_sent(doubt, Seen.of(snapshot))
    return len(fields) == len(FIELDS) and words_digest(snapshot.body or "") == doubt.words


FIELDS = ("title", "status", "folder_ids", "skill_ids", "sources")


def _fields_as_sent(doubt: Doubt, now: Seen) -> set[str]:
    page = doubt.page
    same = (
        now.title.strip() == page.title.strip(),
        now.status == page.status,
        set(now.folder_ids) == set(page.folder_ids),
        set(now.skill_ids) == set(page.skill_ids),
        set(now.source_ids) == set(page.source_ids),
    )
    return {name for name, is_same in zip(FIELDS, same, strict=True) if is_same}


def _content_as_sent(doubt: Doubt, known: PageState, snapshot: PageSnapshot) -> set[str]:
    """Content where the hub shows our words: it may have rewritten the Markdown around them.

    Where no text was sent and we know how the hub stores it, another spelling is somebody's.
    """
    was_known = known.seen is not None and known.seen.body
    if was_known and doubt.page.body == known.body:
        return set()
    return {"content"} if words_digest(snapshot.body or "") == doubt.words else set()
