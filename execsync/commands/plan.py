"""`execsync plan`: what an apply would change. Needs no key and no network."""

from typing import Literal

from execsync import content
from execsync.config import Config
from execsync.console import Console
from execsync.core.cost import Cost, count
from execsync.core.plan import ObstacleKind, Plan
from execsync.core.planning import make_plan
from execsync.core.steps import make_steps
from execsync.errors import EXIT_CHANGES, EXIT_ERROR, EXIT_OK
from execsync.render.plan_json import plan_json
from execsync.render.plan_text import Limits, PlanText
from execsync.reporting import refuse_errors
from execsync.workspace import Workspace

Format = Literal["text", "json"]


def plan(
    config: Config,
    *,
    format: Format,
    full: bool,
    detailed_exitcode: bool,
    console: Console,
) -> int:
    """Compare the files with State and print the plan. Raises ContentError where a file has errors."""
    workspace = Workspace(config)
    pages = refuse_errors(content.load(config), console).pages
    loaded = workspace.load()
    made = make_plan(pages, loaded.state)
    cost = count(make_steps(made, loaded.state))
    limits = Limits(config.limits.per_minute, config.limits.per_day)
    if format == "json":
        console.out.write(plan_json(made, cost, limits))
    else:
        console.out.write(show(made, cost, limits, workspace, console, full=full))
    return exit_code(made, detailed=detailed_exitcode)


def show(
    plan: Plan, cost: Cost, limits: Limits, workspace: Workspace, console: Console, *, full: bool
) -> str:
    """The plan as text for the console's result stream."""
    text = PlanText(workspace.bodies.find, console.style(console.out), full)
    return text.render(plan, cost, limits)


def exit_code(plan: Plan, *, detailed: bool) -> int:
    """1 when something is blocked or in conflict, 2 when asked for and there are changes, else 0."""
    kinds = {change.obstacle.kind for change in plan.obstacles if change.obstacle}
    if kinds & {ObstacleKind.BLOCKED, ObstacleKind.CONFLICT}:
        return EXIT_ERROR
    if detailed and any(change.acts for change in plan.changes):
        return EXIT_CHANGES
    return EXIT_OK
