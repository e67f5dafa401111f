"""Pages that were made with our key after State was written, which may be an older one that went back."""

from collections.abc import Iterable, Iterator

from execsync.core.hub_time import parse_time
from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import State
from execsync.looking import snapshots

MOST = 20
"""Pages that are looked at, the newest first. More were not made by one run whose State was lost."""


def made_since(hub: HubCalls, state: State, unowned: Iterable[PageRow]) -> Iterator[PageSnapshot]:
    """Of the unowned pages, those that the owner of our key has made since: one GET each. Raises HubError.

    Whoever the key belongs to may have made them on the web, too, or with another State.
    """
    newest, owned = parse_time(state.newest), state.owned_ids()
    rows = [
        row
        for row in unowned
        if state.maker
        and row.owner == state.maker
        and row.id not in owned
        and parse_time(row.created_at) >= newest
    ]
    rows.sort(key=lambda row: (parse_time(row.created_at), row.id), reverse=True)
    return snapshots(hub, rows[:MOST])
