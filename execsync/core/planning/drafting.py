"""Writing without publishing: a Plan whose changes of published pages stay drafts."""

from dataclasses import replace

from execsync.core.choices import Status
from execsync.core.planning.plan import Action, ActionReason, Change, PageChange, Plan

LIVE = frozenset({"title", "content", "status"})
"""The fields of a page that a reader would see change."""


def as_drafts(plan: Plan) -> Plan:
    """The Plan, changed so that no page is published that is not as its readers see it already.

    What changes of a published page is sent without a status, which the hub keeps as a draft beside the
    live page, and State says "draft" of it, so that a later apply publishes it. Never is a page sent as
    a draft that is live, unless its file says so: the hub may take that for a wish to unpublish it.
    """
    return replace(plan, changes=tuple(_as_draft(change) for change in plan.changes))


def _as_draft(change: Change) -> Change:
    if not isinstance(change, PageChange) or not change.acts:
        return change
    page = change.after
    if page is None or page.status is not Status.PUBLISHED:
        return change
    if change.before is not None and LIVE.isdisjoint(field.field for field in change.fields):
        return change
    fields = tuple(field for field in change.fields if field.field != "status")
    draft = replace(change, after=replace(page, status=Status.DRAFT), fields=fields)
    if draft.action is Action.UPDATE and not fields and not draft.web_fields:
        return replace(draft, action=Action.NOOP, reason=ActionReason.UNCHANGED)
    return draft
