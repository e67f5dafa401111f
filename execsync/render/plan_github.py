"""A Plan as GitHub workflow commands: an annotation at the file of each change."""

from collections.abc import Callable, Collection

from execsync.core.address import Address
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.cost import Cost
from execsync.core.planning.plan import Action, Change, ObstacleKind, PageChange, Plan
from execsync.render.change_text import ChangeText, listed, made_sources
from execsync.render.summary_text import ShownLimits, summary_lines
from execsync.render.workflow import workflow_command

LEVELS = {
    ObstacleKind.CONFLICT: "error",
    ObstacleKind.BLOCKED: "error",
    ObstacleKind.HELD: "warning",
}
SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def plan_github(
    plan: Plan,
    cost: Cost,
    limits: ShownLimits,
    *,
    texts: ChangeText,
    file_of: Callable[[str], str],
) -> str:
    """One command a line for each change and note, and one for the whole.

    `file_of` turns a page's path into the path of its file, as the repository knows it.
    """
    made = made_sources(plan)
    lines = [_annotate(change, texts, made, file_of) for change in listed(plan)]
    lines += [_annotate_note(note, file_of) for note in plan.notes]
    text = " ".join(summary_lines(plan, cost, limits))
    lines.append(workflow_command("notice", text, title="execsync plan"))
    return "".join(f"{line}\n" for line in lines)


def _annotate(
    change: Change, texts: ChangeText, made: Collection[Address], file_of: Callable[[str], str]
) -> str:
    path = change.address.name
    has_file = isinstance(change, PageChange) and change.action is not Action.ARCHIVE
    place = {"file": file_of(path), "line": "1"} if has_file else {}
    title = f"execsync: {change.action} {path}"
    if change.obstacle is None:
        return workflow_command("notice", texts.detail(change, made), title=title, **place)
    obstacle = change.obstacle
    side = texts.web_side(change)
    lines = (
        f"{obstacle.kind}: {obstacle.reason}",
        *(side.lines() if side else ()),
        obstacle.way_out,
    )
    text = "; ".join(lines)
    return workflow_command(LEVELS[obstacle.kind], text, title=title, **place)


def _annotate_note(note: Diagnostic, file_of: Callable[[str], str]) -> str:
    text = "; ".join(filter(None, (note.summary, note.detail, note.hint)))
    place = {"file": file_of(note.path), "line": str(note.line or 1)}
    return workflow_command(SEVERITIES[note.severity], text, title=f"execsync {note.code}", **place)
