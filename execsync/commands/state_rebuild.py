"""`execsync state rebuild`: find the pages of files again, after State was lost."""

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from execsync.config import Config
from execsync.connection import connect
from execsync.content import reader
from execsync.content.places import relocate
from execsync.core.digest import bare_body
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.linking import LinkSites
from execsync.core.resource import Page
from execsync.core.running.record import Outcome
from execsync.core.state import State
from execsync.errors import EXIT_ERROR, EXIT_OK
from execsync.output.console import Console
from execsync.output.reporting import refuse_errors, refuse_lost_names, tell_content, tell_finding
from execsync.render.change_text import ChangeText
from execsync.render.counted import counted
from execsync.render.plan_text import PlanText
from execsync.signals import stop_on_signal
from execsync.sync.adopting import Found, find_pages
from execsync.sync.paging import every
from execsync.workspace import Workspace


def rebuild(config: Config, *, yes: bool, lock_timeout: float, console: Console) -> int:
    """Match files with pages that the hub has and State does not, show it, and write it after a yes.

    What was looked at is kept until it is written: a run that comes to no end, or a no, was not in vain.
    Returns 1 when something is unclear. Raises ExecsyncError.
    """
    workspace = Workspace(config, console.tell)
    tell = partial(tell_content, console=console)
    read = refuse_errors(reader.load(config), tell)
    stop = threading.Event()
    with (
        stop_on_signal(stop, console.put_off),
        workspace.lock(timeout=lock_timeout),
        connect(config, console=console, stop=stop) as hub,
    ):
        loaded = workspace.load()
        state = workspace.check_workspace(hub, loaded.state)
        named = workspace.look_up_names(read, hub, skip=False)
        read = refuse_lost_names(read, named, tell)
        listed = list(every(lambda n: hub.pages(sort="created_at", page=n)))
        rows = [row for row in listed if row.id not in state.owned_ids()]
        found = find_pages(hub, state, read.pages, read.sites, rows=rows, looks=workspace.looks)
        _keep_web(found, workspace)
        _show(found, read.sites, state, workspace, console)
        if found.entries or found.sources:
            if not yes:
                console.ask("Write this to the state file?", yes_option="--yes")
            head = replace(state, watermark="", newest="", live=len(listed))
            with workspace.recorder(loaded, head, time.monotonic) as recorder:
                recorder.save()
                recorder.note(Outcome(0, (*found.entries, *found.sources)))
                recorder.finish()
            workspace.looks.forget()
    return EXIT_ERROR if found.match.unclear else EXIT_OK


def _keep_web(found: Found, workspace: Workspace) -> None:
    """Have the web's texts at hand where they differ, for this command and for later plans."""
    for entry in found.differing:
        body = found.match.adopted[entry.path].body
        if body is not None:
            workspace.bodies.keep(bare_body(body))


def _show(
    found: Found, sites: LinkSites, state: State, workspace: Workspace, console: Console
) -> None:
    for note in relocate(found.notes, workspace.config):
        tell_finding(note, console)
    unclear_ids = {one.path: one.ids for one in found.match.unclear}
    for page in found.lost:
        console.say(_line(page, found, unclear_ids))
    adopted, unclear = len(found.entries), len(unclear_ids)
    pages, sources = counted(adopted, "page"), counted(len(found.sources), "source")
    console.say(
        f"Rebuild: {pages} and {sources} to adopt, {unclear} unclear, "
        f"{len(found.lost) - adopted - unclear} not on the hub."
    )
    if found.differing:
        _show_conflicts(found, sites, state, workspace, console)
    for path, ids in unclear_ids.items():
        if unread := found.unread.intersection(ids):
            command = f"execsync state adopt page:{path} {min(unread)}"
            console.tell(f"{command} says what of it cannot be read")
    if any(found.unread.isdisjoint(ids) for ids in unclear_ids.values()):
        console.tell(
            "rename or archive one of the pages on the web so that it is clear, then again"
        )
    console.out.flush()


def _line(page: Page, found: Found, unclear: Mapping[str, tuple[str, ...]]) -> str:
    if page.path in found.match.adopted:
        row = found.match.adopted[page.path].row
        return f"= {page.path}: adopts {row.id} ({row.title}, {row.status})"
    if page.path in unclear:
        ids = unclear[page.path]
        named = [f"{i}, which cannot be read" if i in found.unread else i for i in ids]
        return f"? {page.path}: unclear, could be any of {'; '.join(named)}"
    return f"+ {page.path}: no such page on the hub; the next apply creates it"


def _show_conflicts(
    found: Found, sites: LinkSites, state: State, workspace: Workspace, console: Console
) -> None:
    """Both sides of each page that is not as its file is, as later plans show them."""
    paths = {entry.path: entry for entry in found.differing}
    sources = {**state.sources, **{source.url: source for source in found.sources}}
    rebuilt = replace(state, pages=paths, sources=sources, in_doubt=())
    pages = [page for page in found.lost if page.path in paths]
    plan = make_plan(pages, rebuilt, sites=sites)
    shown = PlanText(ChangeText(workspace.history.find), console.style(console.out))
    number = len(found.differing)
    differ = "differs from its file" if number == 1 else "differ from their files"
    console.say(f"{number} of them {differ}; no apply writes to one until that is settled:")
    console.out.write(shown.conflicts(plan))
