"""A plan kept for later: what it is bound to, and whether it is still what it was."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields

from execsync.core.address import Address
from execsync.core.digest import digest
from execsync.core.page_fields import NAME_LISTS
from execsync.core.planning.cost import Cost
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.planning.plan import Change, Obstacle, ObstacleKind, Plan
from execsync.core.resource import Page, Source

FORMAT_VERSION = 1
SHOWN = 5
"""Reasons that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A Plan with its cost, and what it was made from.

    `lineage` is empty where there was no State. `files` maps each page's path to the id that Git gives
    its file.
    """

    execsync: str
    lineage: str
    serial: int
    options: PlanOptions
    fingerprint: str
    plan: Plan
    cost: Cost = field(default_factory=lambda: Cost(0, 0, 0))
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def meant(self) -> tuple[str, ...]:
        """The targets as addresses: where their paths begin was settled when the plan was made."""
        return tuple(f"page:{target}" for target in self.options.targets)


def fingerprint(plan: Plan) -> str:
    """A digest of what a plan would do, whatever the hub's clock and our own notes of it say."""
    return digest(json.dumps([_essence(change) for change in plan.changes], sort_keys=True))


def _essence(change: Change) -> Mapping[str, object]:
    return {
        "address": str(change.address),
        "action": change.action,
        "previous": str(change.previous_address or ""),
        "id": change.before.id if change.before else "",
        "fields": [asdict(f) for f in change.fields],
        "after": _essence_of(change.after) if change.after else None,
        "obstacle": _essence_of_obstacle(change.obstacle) if change.obstacle else None,
    }


def _essence_of_obstacle(obstacle: Obstacle) -> Mapping[str, object]:
    """What stands in the way; of what only waits to be asked for, an apply knows more to tell."""
    is_held = obstacle.kind is ObstacleKind.HELD
    return {"kind": obstacle.kind} if is_held else asdict(obstacle)


def _essence_of(wanted: Page | Source) -> Mapping[str, object]:
    """What a page or a source is to be, whatever else is known of its file."""
    values = {f.name: getattr(wanted, f.name) for f in fields(wanted) if f.name not in NAME_LISTS}
    if isinstance(wanted, Page):
        sources = [asdict(ref) for ref in wanted.sources]
        body = [
            wanted.body.digest,
            wanted.body.filling.form,
            wanted.body.link_ids,
            wanted.body.coming,
        ]
        values |= {"body": body, "sources": sources, "blob": "", "clean": ""}
    return values


def files_of(pages: Iterable[Page]) -> dict[str, str]:
    """Path → the id that Git gives the file."""
    return {page.path: page.blob for page in pages}


def save(
    plan: Plan,
    cost: Cost,
    pages: Iterable[Page],
    *,
    options: PlanOptions = NONE,
    version: str,
) -> SavedPlan:
    """The plan as it is kept."""
    return SavedPlan(
        execsync=version,
        lineage=plan.lineage,
        serial=plan.serial,
        options=options,
        fingerprint=fingerprint(plan),
        plan=plan,
        cost=cost,
        files=files_of(pages),
    )


def staleness(
    saved: SavedPlan, *, lineage: str, serial: int, is_new: bool, pages: Iterable[Page]
) -> list[str]:
    """What has changed since the plan was made, in words; nothing where it still holds."""
    if (saved.lineage == "") != is_new:
        return ["there is a state file by now" if saved.lineage == "" else "the state file is gone"]
    if saved.lineage and saved.lineage != lineage:
        return [f"the state file is another one (lineage {lineage}, the plan's is {saved.lineage})"]
    found = []
    if saved.serial != serial:
        found.append(f"State has moved on (serial {serial}, the plan's is {saved.serial})")
    return found + _changed_files(saved.files, files_of(pages))


def in_words(reasons: Sequence[str]) -> str:
    """Reasons in a line: the first of them, and how many more there are."""
    more = f"; and {len(reasons) - SHOWN} more" if len(reasons) > SHOWN else ""
    return "; ".join(reasons[:SHOWN]) + more


def _changed_files(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    changed = [
        f"{path} has changed" for path in before if path in now and now[path] != before[path]
    ]
    new = [f"{path} is new" for path in now if path not in before]
    gone = [f"{path} is gone" for path in before if path not in now]
    return sorted(changed) + sorted(new) + sorted(gone)


def differences(saved: Plan, now: Plan) -> list[str]:
    """The changes that a plan made now would not share with the saved one, by address."""
    before, after = _by_address(saved), _by_address(now)
    addresses = sorted(a for a in before.keys() | after.keys() if before.get(a) != after.get(a))
    reasons = {
        change.address: change.obstacle.reason for change in now.obstacles if change.obstacle
    }
    return [f"{a}: {reasons[a]}" if a in reasons else str(a) for a in addresses]


def _by_address(plan: Plan) -> Mapping[Address, Sequence[Mapping[str, object]]]:
    """What a plan does, by address: a page may be updated, and what it has replaced left for later."""
    found: dict[Address, list[Mapping[str, object]]] = {}
    for change in plan.changes:
        found.setdefault(change.address, []).append(_essence(change))
    return found
