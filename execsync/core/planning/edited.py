"""Which web edits stand in a plan's way, or are lost with it."""

from collections.abc import Iterable

from execsync.core.planning.plan import Action, Change, ObstacleKind, PageChange
from execsync.core.state import PageState

ENDING = (Action.ARCHIVE, Action.REPLACE, Action.CREATE)
"""The actions after which nothing of what was edited is on a live page any more."""


def is_conflict(change: Change) -> bool:
    """Whether somebody's edit on the web, or what may be our page, is in the change's way."""
    return change.obstacle is not None and change.obstacle.kind is ObstacleKind.CONFLICT


def lost_fields(change: Change) -> tuple[str, ...]:
    """The fields that somebody edited on the web, where the change leaves no page with them."""
    if not (change.acts and change.web_fields):
        return ()
    if change.action in ENDING:
        return change.web_fields
    written = {field.field for field in change.fields}
    return tuple(name for name in change.web_fields if name in written)


def is_told(change: Change) -> bool:
    """Whether a reader is to be told of the edit: it is in the change's way, or is to be lost."""
    return is_conflict(change) or bool(lost_fields(change))


def told_pages(changes: Iterable[Change]) -> list[PageState]:
    """The pages whose edits a reader is told of."""
    told = (change for change in changes if isinstance(change, PageChange) and is_told(change))
    return [change.edited for change in told if change.edited and change.edited.drift]
