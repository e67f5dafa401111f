"""A page that must become another one, because the hub takes visibility at creation only."""

from collections.abc import Mapping
from dataclasses import replace

from execsync.core.planning.archiving import may_retire
from execsync.core.planning.conflicts import (
    ON_DRIFT,
    RETIRE_EDITED,
    edited_reason,
    replaced_obstacle,
)
from execsync.core.planning.diff import FieldChange
from execsync.core.planning.drift import web_edits
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    Change,
    Obstacle,
    ObstacleKind,
    PageChange,
)
from execsync.core.planning.targets import matches
from execsync.core.resource import Page
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState


def plan_replace(
    page: Page,
    known: PageState,
    fields: tuple[FieldChange, ...],
    contested: tuple[FieldChange, ...],
    options: PlanOptions,
    *,
    overwrites: bool,
) -> PageChange:
    """A new page with a new id, and the old one archived after it.

    `contested` is what somebody edited on the web, where the file does not say the same by now; `overwrites`
    says whether that gives way.
    """
    return PageChange(
        page.address,
        Action.REPLACE,
        ActionReason.VISIBILITY_CHANGED,
        known,
        page,
        fields,
        web_fields=tuple(field.field for field in contested),
        obstacle=_obstacle(page, known, fields, () if overwrites else contested, options),
    )


def left_over(change: Change) -> PageState | None:
    """What State says of a page that has still to archive what an earlier replacement has left."""
    known = change.before
    return known if isinstance(known, PageState) and known.retiring else None


def finish_replacement(
    change: Change, *, options: PlanOptions, mass: Obstacle | None, rows: Mapping[str, PageRow]
) -> Change:
    """The change of a page that has still to archive what it replaced, which is asked for like any archive.

    It stays where it was edited since. `mass` is in the way where too many pages would go at once; `rows`
    tell of those pages by id, where the hub was asked.
    """
    known = left_over(change)
    if known is None:
        return change
    is_rest = change.action is Action.NOOP
    if is_rest:
        reason = ActionReason.REPLACEMENT_UNFINISHED
        change = replace(change, action=Action.REPLACE, reason=reason)
    if change.obstacle is not None:
        return change
    if known.retiring_edited and not options.overwrites_unseen:
        shown = ", ".join(known.retiring_edited)
        found = f"the page that it has replaced ({shown}) was edited on the web since"
        obstacle = Obstacle(ObstacleKind.CONFLICT, found, RETIRE_EDITED)
        return replace(change, obstacle=obstacle)
    if not may_retire(known.path, options):
        kind = ObstacleKind.HELD if is_rest else ObstacleKind.BLOCKED
        return replace(change, obstacle=replaced_obstacle(known, rows, kind))
    return replace(change, obstacle=mass)


def _obstacle(
    page: Page,
    known: PageState,
    fields: tuple[FieldChange, ...],
    contested: tuple[FieldChange, ...],
    options: PlanOptions,
) -> Obstacle | None:
    if known.drift is not None and contested:
        edited = web_edits(known)
        reason = edited_reason(known.drift, edited, [change.field for change in fields])
        return Obstacle(ObstacleKind.CONFLICT, reason, ON_DRIFT)
    reason = "visibility can only be set at creation: a new page, a new id"
    if known.protect or page.protect:
        way_out = (
            f"the page is protected: apply it with protect: false and {known.visibility} first"
        )
        return Obstacle(ObstacleKind.BLOCKED, reason, way_out)
    if matches(options.allow_replace, page.path):
        return None
    way_out = f"--allow-replace {page.path}, or set it back to {known.visibility}"
    return Obstacle(ObstacleKind.BLOCKED, reason, way_out)
