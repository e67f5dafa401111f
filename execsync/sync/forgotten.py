"""Creations that State does not know of, for it went back: a push was lost, an older branch checked out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from execsync.core.hub_time import parse_time
from execsync.core.look_alike import look_of
from execsync.core.planning.others import makes_look
from execsync.core.planning.plan import ActionReason, Change, Plan
from execsync.core.resource import Page
from execsync.core.running.hub import HubCalls
from execsync.core.running.in_doubt import shares_text, suspect_ids
from execsync.core.running.outcome import doubt_of_creation
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import InDoubtWrite, State
from execsync.sync.lookup import snapshots

MOST = 20
"""Pages that are looked at, the newest first: one run whose State was lost seldom makes more."""


def find_forgotten(
    hub: HubCalls, plan: Plan, state: State, written: State, unowned: Iterable[PageRow]
) -> Iterator[tuple[InDoubtWrite, tuple[PageSnapshot, ...]]]:
    """Creations of the plan that may have been carried out, and the pages that they may have made.

    Looked at are the unowned pages that our key has made since State was `written`: one that says the same
    may be it, though it has another title by now, or other folders. One GET for each such page, where
    anything is to be made. Raises HubError.
    """
    settled = {doubt.page.path for doubt in state.in_doubt if doubt.suspects}
    wanted = [doubt_of_creation(change, state) for change in plan.changes if _may_be_there(change)]
    wanted = [doubt for doubt in wanted if doubt.page.path not in settled]
    pages = [*_made_since(hub, written, unowned)] if wanted else []
    for doubt in wanted:
        look = look_of(doubt.page.title, doubt.page.folder_ids)
        same = [page for page in pages if shares_text(doubt, page)]
        # One that looks the same, too, stands in the way anyhow.
        suspects = [p for p in same if look_of(p.row.title, p.row.folder_ids) != look]
        if suspects:
            yield replace(doubt, suspects=suspect_ids(suspects)), tuple(suspects)


def _may_be_there(change: Change) -> bool:
    """Whether a change makes a page, or would, or is about one that is archived."""
    if not isinstance(change.after, Page):
        return False
    if change.before is None or change.reason is ActionReason.ARCHIVED_ON_WEB:
        return True
    return change.reason is ActionReason.VISIBILITY_CHANGED and change.acts and makes_look(change)


def _made_since(
    hub: HubCalls, written: State, unowned: Iterable[PageRow]
) -> Iterator[PageSnapshot]:
    """The newest pages of the key's owner that State is too old to know; they may be made on the web, too."""
    newest = parse_time(written.newest)
    rows = [row for row in unowned if written.maker and row.owner == written.maker]
    since = [row for row in rows if parse_time(row.created_at) > newest]
    since.sort(key=lambda row: (parse_time(row.created_at), row.id), reverse=True)
    return snapshots(hub, since[:MOST])
