"""What becomes of pages that somebody edited or archived on the web, as execsync.toml has it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from execsync.core.choices import OnArchived, OnDrift
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import ObstacleKind, Plan

STOPPED = "EX912"


@dataclass(frozen=True, slots=True)
class Policies:
    """`[apply] on_drift` and `on_archived`, and what `[defaults]` and `[[overrides]]` say of a path instead.

    `of_path` takes the path of a page, relative to the content root.
    """

    on_drift: OnDrift = OnDrift.KEEP
    on_archived: OnArchived = OnArchived.KEEP
    of_path: Callable[[str], OnDrift | None] = lambda _path: None

    def drift(self, path: str, options: PlanOptions) -> OnDrift:
        """What happens to an edit of the page at `path`; what was said for this run comes first."""
        return options.on_drift or self.of_path(path) or self.on_drift

    def overwrites(self, path: str, options: PlanOptions) -> bool:
        """Whether an edit of the page at `path` gives way to its file."""
        return self.drift(path, options) == OnDrift.OVERWRITE


USUAL = Policies()
"""Nothing that somebody did on the web is undone."""


def stop_at_edits(plan: Plan, policies: Policies, options: PlanOptions) -> Plan:
    """The plan, stopped where an edit on the web is in its way of which `fail` holds."""
    paths = [
        change.address.name
        for change in plan.obstacles
        if change.obstacle
        and change.obstacle.kind is ObstacleKind.CONFLICT
        and change.web_fields
        and policies.drift(change.address.name, options) == OnDrift.FAIL
    ]
    return replace(plan, notes=(*plan.notes, _stopped(paths)), stopped=True) if paths else plan


def _stopped(paths: Sequence[str]) -> Diagnostic:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    were = "were" if more else "was"
    return Diagnostic(
        code=STOPPED,
        severity=Severity.ERROR,
        summary=f'nothing is written: this page{more} {were} edited on the web, and on_drift is "fail"',
        path=paths[0],
        hint="settle it first; or apply the rest with: apply --on-drift keep",
    )
