"""`execsync refresh`: ask the hub what differs from our last writes, and record it."""

import threading
from dataclasses import dataclass
from typing import Literal

from execsync.commands.files_now import FilesNow
from execsync.commands.web_view import WebView
from execsync.config import Config
from execsync.connection import connect
from execsync.content.places import relocate
from execsync.core.diagnostic import Severity
from execsync.core.planning.differences import edited_pages
from execsync.errors import EXIT_CHANGES, EXIT_ERROR, EXIT_OK
from execsync.output.console import Console
from execsync.output.differing import show_differences
from execsync.output.reporting import tell_findings
from execsync.render.detail import Detail
from execsync.signals import stop_on_signal
from execsync.sync.refresh import examine
from execsync.sync.source_look import look_at_sources
from execsync.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RefreshOptions:
    """What the command line says. `sources` asks for all of them; a time is in seconds."""

    sources: bool = False
    format: Literal["text", "json"] = "text"
    detailed_exitcode: bool = False
    lock_timeout: float = 0.0


def refresh(config: Config, options: RefreshOptions, *, console: Console) -> int:
    """Record what somebody changed on the web, and show it. Nothing on the hub is changed, and no file.

    1. Take up what an earlier run has left, as an apply does.
    2. Ask which pages were edited or archived, and what became of sources.
    3. Look again at pages that were edited before, and whose texts are not at hand.
    4. Write State, its serial one higher, if there is anything new.
    5. Ask who edited the pages, and show it.

    Raises StateError, JournalError, LockedError, HubError, Incomplete and Interrupted; what was learned by
    then is kept.
    """
    workspace = Workspace(config, console.tell)
    stop = threading.Event()
    with (
        stop_on_signal(stop, console.put_off),
        workspace.lock(timeout=options.lock_timeout),
        connect(config, console=console, stop=stop) as hub,
    ):
        loaded = workspace.load()
        before = workspace.check_workspace(hub, loaded.state)
        files = FilesNow(config, workspace, before)
        view = WebView(workspace, workspace.bodies.keep, before)
        with workspace.session(
            hub,
            loaded,
            before,
            files.pages(),
            wait=stop.wait,
            look=True,
            see=view,
        ) as session:
            session.look(loaded.intents)
            session.ask(
                lambda hub, state, keep: look_at_sources(hub, state, keep, each=options.sources)
            )
            session.ask(
                lambda hub, state, keep: examine(
                    hub, state, view.without_text(state), keep=keep, see=view
                )
            )
            session.finish()
        state = session.state
        workspace.web_edits.learn(hub, edited_pages(state))
        requests = hub.sent
    notes = [*((loaded.warning,) if loaded.warning else ()), *relocate(session.notes, config)]
    tell_findings(notes, console)
    found, sides = view.differences(state, files.changes)
    show_differences(
        found,
        state,
        sides,
        console=console,
        format=options.format,
        detail=Detail.FULL,
        recorded=state.serial != loaded.state.serial,
        requests=requests,
        notes=notes,
    )
    if any(note.severity is Severity.ERROR for note in notes):
        return EXIT_ERROR
    return EXIT_CHANGES if options.detailed_exitcode and found else EXIT_OK
