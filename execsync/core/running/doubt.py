"""Deciding what became of a write whose answer was lost, from what the hub shows."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from execsync.core.choices import Status
from execsync.core.digest import body_digest, words_digest
from execsync.core.hub_time import earliest, parse_time
from execsync.core.planning.drift import drifted_fields, learn
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import Doubt, PageState, Seen

FIELDS = ("title", "status", "folder_ids", "skill_ids", "sources")
"""The fields of a page but its content, as `drifted_fields` names them."""


class Verdict(StrEnum):
    """What became of an update."""

    LANDED = "landed"
    NOT_DONE = "not_done"
    EDITED = "edited"


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

    Something is other than after our last write, and not as we sent it: that is somebody's edit, which
    must not be written over. All that we sent is there: it was carried out. Else it was not, or it may
    be repeated without harm. Times are not asked: two writes may fall into one second.
    """
    drifted = set(drifted_fields(Seen.of(snapshot), learn(known, snapshot)))
    changed = _changed_fields(doubt.page, known)
    same = _fields_as_sent(doubt, Seen.of(snapshot))
    if "content" in changed and words_digest(snapshot.body or "") == doubt.words:
        same.add("content")
    if drifted - same:
        return Verdict.EDITED
    # A hub may keep a page live that is to be a draft: then there is nothing of that to be seen.
    needed = changed - {"status"} if doubt.page.status == Status.DRAFT else changed
    return Verdict.LANDED if drifted & changed and needed <= same else Verdict.NOT_DONE


def is_as_sent(doubt: Doubt, snapshot: PageSnapshot) -> bool:
    """Whether a page that was found shows what a lost creation sent: fields to the letter, text by words."""
    fields = _fields_as_sent(doubt, Seen.of(snapshot))
    return len(fields) == len(FIELDS) and words_digest(snapshot.body or "") == doubt.words


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


def _changed_fields(page: PageState, known: PageState) -> set[str]:
    changed = (
        page.title != known.title,
        (page.status, page.stays_live) != (known.status, known.stays_live),
        set(page.folder_ids) != set(known.folder_ids),
        set(page.skill_ids) != set(known.skill_ids),
        set(page.source_ids) != set(known.source_ids),
        page.body != known.body,
    )
    names = (*FIELDS, "content")
    return {name for name, is_changed in zip(names, changed, strict=True) if is_changed}
