"""The whole examination, in its order."""

import time
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING

from execsync.client.endpoint import is_loopback
from execsync.config import Config
from execsync.connection import api_address
from execsync.core.checkup import Check, Verdict
from execsync.doctor import files, hub, machine, state
from execsync.doctor.examining import broken, examine, skipped
from execsync.errors import ExecsyncError
from execsync.workspace import Loaded, Workspace

if TYPE_CHECKING:
    from execsync.client.hub import Hub

Kept = tuple[Workspace, Loaded]
"""State as it was read, and the parts by which that was done."""


def check_up(
    read_config: Callable[[], Config], connect: Callable[[Config], "Hub"]
) -> Iterator[Check]:
    """Look at everything, and change nothing. Sends one request to the hub, where there is a key.

    1. versions, execsync.toml, the content and its links;
    2. what Git keeps, and this user's folders;
    3. State, where it is kept, and its lock;
    4. the hub's address and the key, and then the hub itself: the workspace, its clock, the limits.

    What rests on something that is broken is told as skipped.
    """
    yield machine.check_versions()
    try:
        config = read_config()
    except ExecsyncError as error:
        yield broken("configuration", error)
        yield skipped("the rest", "configuration")
        return
    yield files.check_config(config)
    yield from _check_content(config)
    yield examine("git", lambda: machine.check_git(config))
    yield examine("cache", lambda: machine.check_cache(config))
    kept = yield from _check_state(config)
    yield from _check_hub(config, kept, connect)


def _check_content(config: Config) -> Iterator[Check]:
    try:
        yield from files.check_content(config)
    except ExecsyncError as error:
        yield broken("content", error)


def _check_state(config: Config) -> Generator[Check, None, Kept | None]:
    try:
        workspace = Workspace(config)
        loaded = workspace.load()
        yield state.check_state(config, workspace, loaded)
    except ExecsyncError as error:
        yield broken("state", error)
        yield skipped("lock", "state")
        return None
    yield examine("lock", lambda: state.check_lock(workspace))
    return workspace, loaded


def _check_hub(
    config: Config, kept: Kept | None, connect: Callable[[Config], "Hub"]
) -> Iterator[Check]:
    address = examine("address", lambda: hub.check_address(config))
    key = examine("key", lambda: hub.check_key(config))
    yield from (address, key)
    wrong = [check.name for check in (address, key) if check.verdict is Verdict.ERROR]
    if wrong:
        yield from (skipped(name, " and ".join(wrong)) for name in BY_HUB)
        return
    try:
        opened = connect(config)
    except ExecsyncError as error:
        yield broken("key", error)
        return
    with opened as asked:
        yield from hub.check_hub(asked, kept, now=time.time())
        is_local = is_loopback(api_address(hub=config.hub))
        yield hub.check_limits(config.limits, asked.counts(), is_local=is_local)


BY_HUB = ("reach", "workspace", "clock", "limits")
"""What only an answer of the hub tells."""
