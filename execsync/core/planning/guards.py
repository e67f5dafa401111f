"""What keeps any change of a page of ours back, whatever it is: that we do not know how the page is."""

from collections.abc import Mapping
from dataclasses import replace

from execsync.core.planning.conflicts import (
    begun_obstacle,
    unread_obstacle,
    unseen_obstacle,
)
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import Action, Change
from execsync.core.resource import Page
from execsync.core.state import PageState


def guard(change: Change, unread: Mapping[str, str], options: PlanOptions) -> Change:
    """Block what would touch a page that could not be read, or of which State has no record.

    `unread` says what is wrong with the answers that show those pages, by id.
    """
    return _leave_unseen(_leave_unread(change, unread), options)


def guard_begun(change: Change, begun: Mapping[str, str], options: PlanOptions) -> Change:
    """Block what would make a page of a file that an import began, or take it for another page's.

    `begun` are the ids of the pages that such files are for, by path.
    """
    page = change.after
    if not change.acts or not isinstance(page, Page) or page.path not in begun:
        return change
    known, page_id = change.before, begun[page.path]
    if options.allow_same_title or (known is not None and known.id == page_id):
        return change
    return replace(change, obstacle=begun_obstacle(change.address, page_id))


def _leave_unread(change: Change, unread: Mapping[str, str]) -> Change:
    """Block what would touch a page of ours of which it is not known how it is."""
    known = change.before
    if not change.acts or not isinstance(known, PageState) or known.id not in unread:
        return change
    return replace(change, obstacle=unread_obstacle(known.id, unread[known.id]))


def _leave_unseen(change: Change, options: PlanOptions) -> Change:
    """Block what would touch a page of which State does not say what the hub showed of it."""
    known = change.before
    if (
        not change.acts
        or not isinstance(known, PageState)
        or known.observed
        or options.overwrites_unseen
    ):
        return change
    if change.action is Action.FORGET:
        return change
    return replace(change, obstacle=unseen_obstacle(change.address, known))
