"""A page that must become another one, because the hub takes visibility at creation only."""

from collections.abc import Mapping
from dataclasses import replace

from execsync.core.planning.archiving import prunes
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
    """What State says of a page that has still to archive what an earlier replacement has left.

    None where that is no part of the change.
    """
    if not isinstance(change, PageChange) or not change.retires:
        return None
    return change.before if change.before and change.before.retiring else None


def finish_replacement(
    change: Change, *, options: PlanOptions, mass: Obstacle | None, rows: Mapping[str, PageRow]
) -> tuple[Change, ...]:
    """The change of a page, with what is to become of pages that it has replaced and that are still there.

    They are archived with it where that is allowed. Where something is in their way, an update or a renaming
    is done without, and another change says what has to wait; anything else waits with them. `mass` is in
    the way where too many pages would go at once; `rows` tell of those pages by id, where the hub was asked.
    """
    known = left_over(change)
    if known is None or not isinstance(change, PageChange):
        return (change,)
    if change.action is Action.NOOP:
        rest = _rest(change, known)
        return (replace(rest, obstacle=_in_the_way(rest, known, options, mass, rows)),)
    obstacle = None if change.obstacle else _in_the_way(change, known, options, mass, rows)
    if obstacle is None:
        return (change,)
    if change.action not in (Action.UPDATE, Action.MOVE):
        return (replace(change, obstacle=_firm(obstacle)),)
    # An edit of the page itself is told with the change that is done.
    rest = _rest(change, replace(known, drift=None))
    return replace(change, retires=False), replace(rest, obstacle=obstacle)


def _rest(change: PageChange, known: PageState) -> PageChange:
    """The change that only archives what the page has replaced."""
    return replace(
        change,
        action=Action.REPLACE,
        reason=ActionReason.REPLACEMENT_UNFINISHED,
        before=replace(known, path=change.address.name),
        fields=(),
        web_fields=(),
    )


def _in_the_way(
    change: PageChange,
    known: PageState,
    options: PlanOptions,
    mass: Obstacle | None,
    rows: Mapping[str, PageRow],
) -> Obstacle | None:
    """What keeps the pages that it has replaced: an edit on the web, nobody's word, or a number."""
    if known.retiring_edited and not options.overwrites_unseen:
        shown = ", ".join(known.retiring_edited)
        found = f"the page that it has replaced ({shown}) was edited on the web since"
        return Obstacle(ObstacleKind.CONFLICT, found, RETIRE_EDITED)
    if any(matches(options.allow_replace, path) for path in (known.path, change.address.name)):
        return None
    return mass if prunes(options) else replaced_obstacle(known, change.address, rows)


def _firm(obstacle: Obstacle) -> Obstacle:
    """The same for a change that is asked for, and waits with the pages that it has replaced."""
    is_held = obstacle.kind is ObstacleKind.HELD
    return replace(obstacle, kind=ObstacleKind.BLOCKED) if is_held else obstacle


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
