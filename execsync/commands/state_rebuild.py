"""`execsync state rebuild`: find the pages of files again, after State was lost."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from execsync import content
from execsync.config import Config
from execsync.connection import connect
from execsync.console import Console
from execsync.core.diagnostic import Diagnostic
from execsync.core.resource import Page
from execsync.core.running.hub import HubCalls
from execsync.core.running.rebuild import Match, adopt, adopt_sources, candidates, match
from execsync.core.running.record import Outcome
from execsync.core.state import SourceState, State
from execsync.errors import EXIT_ERROR, EXIT_OK
from execsync.looking import look_at
from execsync.odd_pages import odd_pages
from execsync.paging import every
from execsync.places import relocate
from execsync.render.plain import visible
from execsync.reporting import refuse_errors, tell_finding
from execsync.signals import stop_on_signal
from execsync.workspace import Workspace, check_workspace


@dataclass(frozen=True, slots=True)
class Found:
    """What a rebuild would write."""

    state: State
    live: int
    """The number of live pages that the hub has."""
    notes: Sequence[Diagnostic]
    pages: Match
    sources: dict[str, SourceState]


def rebuild(config: Config, *, yes: bool, lock_timeout: float, console: Console) -> int:
    """Match files with pages that the hub has and State does not, show it, and write it after a yes.

    Returns 1 when something is unclear. Raises ExecsyncError.
    """
    workspace = Workspace(config)
    pages = refuse_errors(content.load(config), partial(tell_finding, console=console)).pages
    stop = threading.Event()
    with (
        stop_on_signal(stop),
        workspace.lock(timeout=lock_timeout),
        connect(config.limits, console=console, stop=stop) as hub,
    ):
        loaded = workspace.load()
        state = check_workspace(hub, loaded.state)
        lost = [page for page in pages if page.path not in state.pages]
        found = _find(hub, state, lost)
        _show(found, lost, config, console)
        if found.pages.adopted or found.sources:
            if not yes:
                console.ask("Write this to the state file?", yes_option="--yes")
            head = replace(state, watermark="", newest="", live=found.live)
            with workspace.recorder(loaded, head, time.monotonic) as recorder:
                recorder.save()
                recorder.note(_outcome(found, lost))
                recorder.finish()
    return EXIT_ERROR if found.pages.unclear else EXIT_OK


def _find(hub: HubCalls, state: State, lost: Sequence[Page]) -> Found:
    """One request for each hundred pages and sources of the hub, and one for each candidate."""
    owned = state.owned_ids()
    listed = list(every(lambda n: hub.pages(sort="created_at", page=n)))
    rows = [row for row in listed if row.id not in owned]
    possible = candidates(lost, rows)
    wanted = {row.id: row for group in possible.values() for row in group}
    looked = [look_at(hub, row) for row in wanted.values()]
    matched = match(lost, [page for page in looked if page is not None])
    missing = [page for page in lost if page.path in matched.adopted]
    known = (
        adopt_sources(missing, every(lambda n: hub.sources(page=n)))
        if any(p.sources for p in missing)
        else {}
    )
    sources = {url: s for url, s in known.items() if url not in state.sources}
    return Found(state, len(listed), odd_pages(rows), matched, sources)


def _outcome(found: Found, lost: Sequence[Page]) -> Outcome:
    sources = {**found.state.sources, **found.sources}
    adopted = found.pages.adopted
    entries = [adopt(p, adopted[p.path], sources) for p in lost if p.path in adopted]
    return Outcome(0, (*entries, *found.sources.values()))


def _show(found: Found, lost: Sequence[Page], config: Config, console: Console) -> None:
    for note in relocate(found.notes, config):
        tell_finding(note, console)
    unclear = {one.path: one.ids for one in found.pages.unclear}
    for page in lost:
        if page.path in found.pages.adopted:
            row = found.pages.adopted[page.path].row
            line = f"= {page.path}: adopts {row.id} ({row.title}, {row.status})"
        elif page.path in unclear:
            line = f"? {page.path}: unclear, could be any of {', '.join(unclear[page.path])}"
        else:
            line = f"+ {page.path}: no such page on the hub; the next apply creates it"
        console.out.write(f"{visible(line)}\n")
    adopted, sources = len(found.pages.adopted), len(found.sources)
    console.out.write(
        f"Rebuild: {adopted} pages and {sources} sources to adopt, {len(unclear)} unclear, "
        f"{len(lost) - adopted - len(unclear)} not on the hub.\n"
    )
    if unclear:
        console.tell(
            "rename or archive one of the pages on the web so that it is clear, then again"
        )
    console.out.flush()
