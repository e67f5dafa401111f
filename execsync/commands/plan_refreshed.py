"""`execsync plan --refresh` and `--refresh-only`: ask the hub what differs, and write nothing at all."""

import threading
from dataclasses import replace

from execsync.commands.files_now import FilesNow
from execsync.commands.plan_anew import plan_anew
from execsync.commands.plan_request import Looked, PlanRequest
from execsync.commands.web_view import WebView
from execsync.config import Config
from execsync.connection import connect
from execsync.content.idle_plan import IdlePlanCache
from execsync.content.places import relocate
from execsync.content.tree import walk
from execsync.content.unchanged import NONE_UNCHANGED
from execsync.core.planning.differences import edited_pages
from execsync.core.running.hub import HubCalls
from execsync.core.running.record import Outcome, replay
from execsync.core.state import State
from execsync.errors import EXIT_CHANGES, EXIT_OK
from execsync.output.console import Console
from execsync.output.differing import show_differences
from execsync.output.reporting import tell_findings
from execsync.signals import stop_on_signal
from execsync.sync.holding import Holding
from execsync.sync.odd_pages import unread_pages
from execsync.sync.refresh import Refreshed, examine, refresh
from execsync.sync.source_look import look_at_sources
from execsync.workspace import Loaded, Workspace


def plan_refreshed(config: Config, request: PlanRequest, *, console: Console) -> int:
    """Print the plan as it would be if a refresh had been recorded, or only what differs.

    No State, no journal and no cache is written, and no lock is taken. What an apply that was cut short has
    left is read, and settled by the next apply. Raises what a plan raises, HubError, Incomplete and
    Interrupted.
    """
    workspace = Workspace(config)
    stop = threading.Event()
    with stop_on_signal(stop, console.put_off), connect(config, console=console, stop=stop) as hub:
        loaded = workspace.load()
        before = workspace.check_workspace(hub, loaded.state)
        files = FilesNow(config, workspace, before)
        view = WebView(workspace, workspace.history.learn, before)
        seen = _look(hub, loaded, before, files, view)
        workspace.web_edits.learn(hub, edited_pages(seen.state), keep=False)
        requests = hub.sent
    notes = [*relocate(unread_pages(seen.unread, seen.state.pages.values()), config)]
    tell_findings(notes, console)
    if not request.refresh_only:
        looked = _looked(config, workspace, replace(loaded, state=seen.state), seen)
        return plan_anew(config, request, looked, console=console)
    found, sides = view.differences(seen.state, files.changes)
    show_differences(
        found,
        seen.state,
        sides,
        console=console,
        format=request.format,
        detail=request.detail,
        recorded=False,
        requests=requests,
        notes=notes,
    )
    return EXIT_CHANGES if request.detailed_exitcode and found else EXIT_OK


def _look(
    hub: HubCalls, loaded: Loaded, before: State, files: FilesNow, view: WebView
) -> Refreshed:
    """Ask as `execsync refresh` does, and keep what is learned in memory alone."""
    workspace = view.workspace
    unowned = workspace.unowned.find(loaded.state, hub.sign)
    holds = Holding(files.pages(), workspace.history)
    seen = refresh(hub, before, unowned, holds=holds, see=view)
    learned: list[Outcome] = []
    look_at_sources(hub, seen.state, learned.append)
    again = examine(hub, seen.state, view.without_text(seen.state), keep=learned.append, see=view)
    state = replay(seen.state, learned)
    return replace(seen, state=state, unread={**seen.unread, **again.unread})


def _looked(config: Config, workspace: Workspace, loaded: Loaded, seen: Refreshed) -> Looked:
    """What a plan is made from: every file, for a page that was archived is as its file has it, too."""
    return Looked(walk(config), workspace, loaded, NONE_UNCHANGED, IdlePlanCache(config), seen)
