"""A Plan as GitHub workflow commands: an annotation at the file of each change."""

from collections.abc import Callable

from execsync.core.cost import Cost
from execsync.core.plan import Action, Change, ObstacleKind, Plan
from execsync.render.plan_text import Limits, summary_lines
from execsync.render.workflow import workflow_command

LEVELS = {
    ObstacleKind.CONFLICT: "error",
    ObstacleKind.BLOCKED: "error",
    ObstacleKind.HELD: "warning",
}


def plan_github(plan: Plan, cost: Cost, limits: Limits, *, file_of: Callable[[str], str]) -> str:
    """One command a line for each page that would change, and one for the whole.

    `file_of` turns a page's path into the path of its file, as the repository knows it.
    """
    pages = [
        change
        for change in plan.changes
        if change.action is not Action.NOOP and not change.address.startswith("source:")
    ]
    lines = [_annotate(change, file_of) for change in pages]
    text = " ".join(summary_lines(plan, cost, limits))
    lines.append(workflow_command("notice", text, title="execsync plan"))
    return "".join(f"{line}\n" for line in lines)


def _annotate(change: Change, file_of: Callable[[str], str]) -> str:
    path = change.address.partition(":")[2]
    place = {} if change.action is Action.ARCHIVE else {"file": file_of(path), "line": "1"}
    title = f"execsync: {change.action} {path}"
    if change.obstacle is None:
        return workflow_command("notice", _describe(change), title=title, **place)
    obstacle = change.obstacle
    text = f"{obstacle.kind}: {obstacle.reason}; {obstacle.way_out}"
    return workflow_command(LEVELS[obstacle.kind], text, title=title, **place)


def _describe(change: Change) -> str:
    if change.previous_address:
        return f"was {change.previous_address.partition(':')[2]}"
    return ", ".join(field.field for field in change.fields) or change.reason.value
