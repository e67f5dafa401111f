"""`execsync state doubles`: live pages that a reader cannot tell from ours, or that were made twice."""

import threading
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.connection import connect
from execsync.core.planning.others import LookAlikes, Others
from execsync.errors import EXIT_ERROR, EXIT_OK
from execsync.output.console import Console
from execsync.signals import stop_on_signal
from execsync.sync.listing import list_all
from execsync.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from execsync.core.snapshot import PageRow
    from execsync.core.state import PageState, State

WAYS_OUT = (
    "For each: archive one of the two on the web, or, if the other one is the file's page, "
    "`execsync state adopt ADDRESS ID`. `apply --allow-same-title` keeps both."
)


def list_doubles(config: Config, *, console: Console) -> int:
    """Print each look-alike beside the page of ours that it looks like; 1 where there are any.

    A list request for each hundred pages; nothing is written. Raises ExecsyncError.
    """
    workspace, stop = Workspace(config), threading.Event()
    with stop_on_signal(stop, console.put_off), connect(config, console=console, stop=stop) as hub:
        state = workspace.check_workspace(hub, workspace.load().state)
        rows = list_all(hub).rows
    found = list(_doubles(state, rows.values()))
    for page, row in found:
        ours = rows.get(page.id)
        console.say(f"{page.address}  {page.title}")
        console.say(f"  ours   {page.id}  {_dates(ours)}")
        console.say(f"  other  {row.id}  {_dates(row)}")
    if not found:
        console.say("No page of the hub looks like one of ours.")
        return EXIT_OK
    console.say(WAYS_OUT)
    return EXIT_ERROR


def _doubles(state: "State", rows: "Iterable[PageRow]") -> "Iterator[tuple[PageState, PageRow]]":
    owned = state.owned_ids()
    noted = {page_id: page for page in state.pages.values() for page_id in page.doubles}
    others = [row for row in rows if row.id not in owned]
    alike = LookAlikes(Others(others))
    for page in state.pages.values():
        like = () if page.archived else alike.like(page.title, page.folder_ids)
        doubles = {row.id: row for row in like if row.id not in noted}
        doubles |= {row.id: row for row in others if row.id in page.doubles}
        yield from ((page, row) for row in doubles.values())


def _dates(row: "PageRow | None") -> str:
    if row is None:
        return "not listed"
    return f"made {row.created_at}, changed {row.updated_at}, {row.status}"
