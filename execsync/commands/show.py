"""`execsync show FILE`: a saved plan, also one that is stale by now."""

from pathlib import Path

from execsync.config import Config
from execsync.connection import limits_now
from execsync.content import reader
from execsync.core.planning.saved import SavedPlan, in_words, staleness
from execsync.errors import EXIT_OK, ExecsyncError
from execsync.output.console import Console
from execsync.output.presenting import Format, Presentation
from execsync.render.detail import Detail
from execsync.state import saved_plan
from execsync.workspace import Workspace


def show(config: Config, path: Path, *, format: Format, detail: Detail, console: Console) -> int:
    """Print it, and tell if an apply would refuse it by now.

    Raises ExecsyncError when the file is no saved plan or was altered.
    """
    saved = saved_plan.read(path)
    workspace = Workspace(config)
    limits = limits_now(config)
    sides = workspace.web_sides(saved.plan.changes, {})
    shown = Presentation(saved.plan, saved.cost, limits, config, workspace.history, sides)
    console.show(shown.of(format, console.style(console.out), detail), format)
    console.out.flush()
    if reasons := _refusals(saved, config, workspace):
        console.tell(f"note: execsync apply would refuse this plan: {in_words(reasons)}")
    return EXIT_OK


def _refusals(saved: SavedPlan, config: Config, workspace: Workspace) -> list[str]:
    """What has changed since, as far as files and State tell; a web edit shows at the hub alone."""
    found = reader.load(config, targets=saved.meant, skip=saved.options.skip_invalid)
    if found.missing_root or found.errors:
        return ["the content has errors, which execsync validate shows"]
    try:
        loaded = workspace.look()
    except ExecsyncError as error:
        return [error.message]
    state = loaded.state
    return staleness(
        saved, lineage=state.lineage, serial=state.serial, is_new=loaded.is_new, pages=found.pages
    )
