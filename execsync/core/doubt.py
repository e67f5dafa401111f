"""Deciding what became of a write whose answer was lost, from what the hub shows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from execsync.core.digest import digest, words_digest
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
        if digest(body) == doubt.page.body:
            return 0
        return 1 if words_digest(body) == doubt.words else 2

    return min(snapshots, key=unlikeness)


def judge_update(doubt: Doubt, known: PageState, snapshot: PageSnapshot) -> Verdict:
    """Whether an update from an earlier run was carried out.

    Nothing has changed since our last write: it was not. What the hub shows is what we sent: it was.
    Anything else is somebody's edit, which must not be written over. The hub may rewrite Markdown, so
    that a body counts as ours when its words are.
    """
    now = Seen.of(snapshot)
    if known.seen is not None and now.updated_at == known.seen.updated_at:
        return Verdict.NOT_DONE
    if not drifted_fields(now, known):
        return Verdict.NOT_DONE
    return Verdict.LANDED if _shows(doubt, now, snapshot.body or "") else Verdict.EDITED


def _shows(doubt: Doubt, now: Seen, body: str) -> bool:
    page = doubt.page
    return (
        now.title.strip() == page.title.strip()
        and now.status == page.status
        and set(now.folder_ids) == set(page.folder_ids)
        and set(now.skill_ids) == set(page.skill_ids)
        and set(now.source_ids) == set(page.source_ids)
        and (not doubt.words or words_digest(body) == doubt.words)
    )
