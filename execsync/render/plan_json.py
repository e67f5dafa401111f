"""A Plan for programs: `plan --format json`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from execsync.core.diagnostic import Diagnostic
from execsync.core.page_fields import NAME_LISTS
from execsync.core.planning.cost import Cost
from execsync.core.planning.plan import Action, Change, PageChange, Plan
from execsync.core.planning.saved import fingerprint
from execsync.core.resource import Page, Source
from execsync.core.state import PageState, SourceState
from execsync.render.drift_json import drift_tables
from execsync.render.runner_words import to_json
from execsync.render.summary_text import LOST, ShownLimits, loses
from execsync.render.web_sides import WebSides

FORMAT_VERSION = "1.0"


def plan_json(plan: Plan, cost: Cost, limits: ShownLimits, sides: WebSides) -> str:
    """One JSON document, ended by a line end."""
    changes = [change_table(change, cost) for change in plan.changes]
    document = {
        "format_version": FORMAT_VERSION,
        "serial": plan.serial,
        "lineage": plan.lineage,
        "fingerprint": fingerprint(plan),
        "applyable": not plan.stopped and any(change.acts for change in plan.changes),
        "resource_changes": changes,
        "resource_drift": [*drift_tables(plan.changes, sides)],
        "cost": cost_table(cost, limits),
        "summary": summary(plan),
        "diagnostics": [diagnostic_table(note) for note in plan.notes],
    }
    return to_json(document, indent=2) + "\n"


def change_table(change: Change, cost: Cost) -> dict[str, Any]:
    """One entry of `resource_changes`."""
    table: dict[str, Any] = {
        "address": str(change.address),
        "type": change.address.kind,
        "path": change.address.name,
        "change": {
            "actions": [change.action.value],
            "before": _before(change),
            "after": _values(change.after),
        },
        "action_reason": change.reason.value,
        "requests": 0 if change.obstacle else cost.by_address.get(change.address, 0),
    }
    if change.previous_address:
        table["previous_address"] = str(change.previous_address)
    if change.before is not None:
        table["id"] = change.before.id
    if isinstance(change, PageChange) and change.detached:
        table["detached"] = list(change.detached)
    if loses(change):
        table["lost"] = list(LOST)
    if change.obstacle is not None:
        table["blocked"] = {
            "kind": change.obstacle.kind.value,
            "reason": change.obstacle.reason,
            "way_out": change.obstacle.way_out,
        }
    return table


def cost_table(cost: Cost, limits: ShownLimits) -> dict[str, Any]:
    """The `cost` entry. `seconds` is the least under the minute's limit."""
    table = {
        "requests": cost.requests,
        "by_kind": dict(cost.by_kind),
        "extractions": cost.extractions,
        "seconds": limits.seconds(cost),
        "days": cost.days(limits.usable_per_day, limits.left_today),
        "minute_limit": limits.per_minute or None,
        "day_limit": limits.per_day or None,
        "left_today": limits.left_today,
    }
    if cost.assumed is not None:
        table["assumed_pages"] = cost.assumed
    if cost.twice:
        table["pages_written_twice"] = cost.twice
    if cost.asks_more:
        table["asks_each_linking_page"] = True
    return table


def summary(plan: Plan) -> dict[str, int]:
    """Changes that would be carried out by action, and the others by what stands in their way."""
    counts = Counter(change.action.value for change in plan.changes if change.acts)
    counts.update(change.obstacle.kind.value for change in plan.changes if change.obstacle)
    names = [action.value for action in Action if action is not Action.NOOP]
    return {name: counts[name] for name in (*names, "conflict", "blocked", "held")}


def diagnostic_table(found: Diagnostic) -> dict[str, Any]:
    """One entry of `diagnostics`."""
    return {f.name: getattr(found, f.name) for f in fields(found)}


def _before(change: Change) -> Mapping[str, Any] | None:
    """What State says, with the status that readers see where that is what changes."""
    values = _values(change.before)
    shown = {field.field: field.before for field in change.fields if field.field == "status"}
    return values and {**values, **shown}


def _values(value: Page | Source | PageState | SourceState | None) -> Mapping[str, Any] | None:
    """What a reader compares. A body is given by its digest on both sides."""
    if value is None:
        return None
    leave_out = {
        "body",
        "observed",
        "drift",
        "unbased",
        "defaulted",
        "moved_from",
        "imported",
        "blob",
        "clean",
        "retiring",
        "retiring_seen",
        "retiring_edited",
        "says",
        "created_at",
        "archived",
        "doubles",
        "maker",
        "allowed_doubles",
        "stays_live",
        "path",
        "url",
        "id",
        "source_ids",
        "links",
        "link_ids",
        "link_form",
        "loose",
        "sent",
    }
    table = {
        f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in leave_out
    }
    for name in NAME_LISTS:
        if not table.get(name):
            table.pop(name, None)
    if isinstance(value, Page):
        table["content"] = value.body.sent_digest
        table["sources"] = list(dict.fromkeys(ref.url for ref in value.sources))
    elif isinstance(value, PageState):
        table["content"] = value.sent_digest
    return table


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value
