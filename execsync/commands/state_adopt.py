"""`execsync state adopt`: say which page of the hub is a file's."""

import threading
from dataclasses import replace
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.connection import connect
from execsync.content import reader
from execsync.content.lost_targets import way_to
from execsync.content.places import page_path
from execsync.core.look_alike import look_of
from execsync.core.running.rebuild import adopt as adopted
from execsync.errors import EXIT_OK, RefusedError, UsageError
from execsync.output.console import Console
from execsync.output.reporting import refuse_errors, refuse_lost_names, tell_content
from execsync.signals import stop_on_signal
from execsync.sync.listing import list_all
from execsync.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from execsync.core.resource import Page
    from execsync.core.running.hub import HubCalls
    from execsync.core.snapshot import PageRow, PageSnapshot
    from execsync.core.state import PageState, State


def adopt(
    config: Config, address: str, page_id: str, *, lock_timeout: float, console: Console
) -> int:
    """Make State own a page of the hub as that of a file. Nothing on the hub is changed.

    Where the two differ the next apply names a conflict. A page that State had for the file before stays
    on the hub and is named until it is settled, unless this one was made to take its place: then the next
    apply archives it. Named are, too, other live pages that look like the file's: a list request for each
    hundred pages, where the last apply has not kept them. Raises ExecsyncError.
    """
    workspace = Workspace(config, console.tell)
    path = page_path(address, config)
    found = reader.load(config, targets=(f"page:{path}",))
    tell = partial(tell_content, console=console)
    read = refuse_errors(found, tell)
    if not any(page.path == path for page in read.pages):
        paths = [page.path for page in reader.load(config).pages]
        raise UsageError(f"{path}: is none of the pages", hint=way_to(path, paths, config))
    stop = threading.Event()
    with (
        stop_on_signal(stop, console.put_off),
        workspace.lock(timeout=lock_timeout),
        connect(config, console=console, stop=stop) as hub,
    ):
        loaded = workspace.load()
        if loaded.record is not None:
            raise RefusedError(
                "an apply was cut short here; nothing was changed",
                hint="run execsync apply first: it takes up what was left",
            )
        state = workspace.check_workspace(hub, loaded.state)
        _refuse_owned(state, path, page_id)
        named = refuse_lost_names(read, workspace.look_up_names(read, hub, skip=False), tell)
        page = next(page for page in named.pages if page.path == path)
        snapshot = hub.page(page_id)
        if snapshot.row.status == "archived":
            raise RefusedError(f"{page_id} is archived; nothing was changed")
        entry = _entry(state, page, snapshot)
        alike = _alike(page, _unowned(hub, workspace, state))
        others = (i for i in (*entry.doubles, *alike) if i != page_id)
        entry = replace(entry, doubles=tuple(dict.fromkeys(others)))
        doubts = tuple(doubt for doubt in state.in_doubt if doubt.page.path != path)
        backup = workspace.back_up()
        workspace.save(replace(state.with_pages([entry]), in_doubt=doubts))
    differs = "; it differs from the file: the next apply names the conflict" if entry.drift else ""
    console.say(f"{path} is {page_id} now{differs}; the state before is in {backup}")
    return EXIT_OK


def _entry(state: "State", page: "Page", snapshot: "PageSnapshot") -> "PageState":
    entry = adopted(page, snapshot, state.sources)
    known = state.pages.get(page.path)
    if known is None:
        return entry
    for doubt in state.in_doubt:
        lost, page_id = doubt.page, snapshot.row.id
        if lost.path == page.path and known.id in lost.retiring and page_id in doubt.suspects:
            return entry.retiring_as(lost)
    return replace(entry, doubles=(*known.doubles, known.id))


def _unowned(hub: "HubCalls", workspace: Workspace, state: "State") -> "Iterable[PageRow]":
    """The live pages that State does not own."""
    kept = workspace.unowned.find(state, hub.sign)
    if not kept.complete:
        kept = kept.joined(list_all(hub).rows.values(), state)
    return kept.rows.values()


def _alike(page: "Page", rows: "Iterable[PageRow]") -> "Iterator[str]":
    look = look_of(page.title, page.folder_ids)
    return (row.id for row in rows if look_of(row.title, row.folder_ids) == look)


def _refuse_owned(state: "State", path: str, page_id: str) -> None:
    for known in state.pages.values():
        if page_id in (known.id, *known.retiring):
            raise RefusedError(
                f"{page_id} is the page of {known.path} already; nothing was changed",
                hint=f"execsync state mv {quote(known.path)} {quote(path)} renames it",
            )
