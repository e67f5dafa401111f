"""`execsync plan`: what an apply would change. Without `--refresh` it needs no key, and no network either
but for a State that is kept elsewhere, where it can do without.

It goes on only as far as it must: most plans find that nothing has changed, and need not parse anything.
"""

from typing import TYPE_CHECKING

from execsync.commands.plan_request import Looked, PlanRequest
from execsync.config import Config
from execsync.content.idle_plan import IdlePlanCache
from execsync.content.tree import Tree
from execsync.errors import EXIT_OK, StateUnknown
from execsync.output.console import Console
from execsync.render.no_changes import NO_CHANGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execsync.core.diagnostic import Diagnostic


def plan(config: Config, request: PlanRequest, *, console: Console) -> int:
    """Compare the files with State and print the plan. Never writes State.

    Raises ContentError where a file has errors, StateError, JournalError and UsageError; where the hub is to
    be asked, HubError and Incomplete, too.
    """
    if request.refresh:
        from execsync.commands.plan_refreshed import plan_refreshed

        return plan_refreshed(config, request, console=console)
    idle_plan = IdlePlanCache(config)
    tree = idle_plan.walk()
    is_brief = request.is_usual and _fits(console)
    if is_brief and (findings := idle_plan.find()) is not None:
        return _nothing_to_do(findings, console)
    try:
        looked = _look(config, request, tree, idle_plan)
    except StateUnknown as error:
        from execsync.commands.plan_unknown import plan_unknown

        return plan_unknown(config, request, tree, error, console=console)
    if is_brief and looked.loaded.record is None and looked.unchanged.are_all(tree):
        findings = (looked.loaded.warning,) if looked.loaded.warning else ()
        idle_plan.keep(findings)
        return _nothing_to_do(findings, console)
    from execsync.commands.plan_anew import plan_anew

    return plan_anew(config, request, looked, console=console)


def _look(config: Config, request: PlanRequest, tree: Tree, idle_plan: IdlePlanCache) -> Looked:
    from execsync.content.unchanged import NONE_UNCHANGED, UnchangedFiles
    from execsync.workspace import Workspace

    workspace = Workspace(config)
    loaded = workspace.look(network=request.network)
    directory = workspace.directory(loaded.state.pages.values())
    unchanged = (
        UnchangedFiles.find(tree, loaded.state, config, directory)
        if request.shows_changes_only
        else NONE_UNCHANGED
    )
    return Looked(tree, workspace, loaded, unchanged, idle_plan)


def _fits(console: Console) -> bool:
    width = console.style(console.out).width
    return width is None or width >= len(NO_CHANGES)


def _nothing_to_do(findings: "Sequence[Diagnostic]", console: Console) -> int:
    if findings:
        from execsync.output.reporting import tell_findings

        tell_findings(findings, console)
    console.out.write(f"{NO_CHANGES}\n")
    return EXIT_OK
