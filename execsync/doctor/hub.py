"""The hub: its address, the key, and what one request to it tells."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from execsync.client.endpoint import PRODUCTION, is_loopback
from execsync.config import Config
from execsync.connection import api_address, api_key
from execsync.core.checkup import Check, Verdict
from execsync.core.config_tables import LimitsConfig
from execsync.doctor.examining import broken, examine, skipped, well
from execsync.errors import (
    BadAnswer,
    ExecsyncError,
    Incomplete,
    KeyRejected,
    NotFound,
    RequestRefused,
)

if TYPE_CHECKING:
    from execsync.client.hub import Hub
    from execsync.client.ledger import Counts
    from execsync.core.snapshot import Workspace as WorkspaceRow
    from execsync.workspace import Loaded, Workspace

PUBLISHED = (PRODUCTION, "https://app.exec.com/rest/v1")
"""What the published reference names as the API's address; on one of its pages it is the second."""
MOST_APART = 60.0
"""Seconds that two clocks may differ before it is worth a word."""
PER_MINUTE, PER_DAY = 60, 1000
"""The published limits of a workspace."""


def check_address(config: Config) -> Check:
    """Where requests go. Raises ConfigError."""
    address = api_address(hub=config.hub)
    if address in PUBLISHED:
        return well("address", f"{address}, as published")
    if is_loopback(address):
        return well("address", f"{address}, a hub on this machine")
    return Check(
        "address",
        Verdict.WARNING,
        f"{address} is none of the API's published addresses: the key is sent there",
        f"unset EXEC_API_URL, unless that is meant; published is {PRODUCTION}",
    )


def check_key(config: Config) -> Check:
    """Whether there is one of the right form. Raises ConfigError."""
    api_key(hub=config.hub)
    return well("key", f"{config.hub.key_variable} has the form of a key")


def check_hub(
    hub: "Hub", kept: "tuple[Workspace, Loaded] | None", *, now: float
) -> Iterator[Check]:
    """What the answer to one request tells, at `now` (seconds since the epoch): reach, workspace, clock."""
    try:
        row = hub.workspace()
    except ExecsyncError as error:
        yield broken(_cause(error), error)
        return
    yield well("reach", "the hub answers, and takes the key")
    if kept is None:
        yield skipped("workspace", "state")
    else:
        yield examine("workspace", lambda: _bound(*kept, row))
    yield _clock(hub, now)


def _cause(error: ExecsyncError) -> str:
    """The thing to look at, by the error that a question after the workspace ended with."""
    if isinstance(error, KeyRejected):
        return "key"
    if isinstance(error, NotFound | BadAnswer | RequestRefused):
        return "address"
    return "limits" if isinstance(error, Incomplete) else "reach"


def _bound(workspace: "Workspace", loaded: "Loaded", row: "WorkspaceRow") -> Check:
    """Whether State is of the key's workspace. Raises StateError."""
    workspace.bind(loaded.state, row)
    return well("workspace", f"{row.name} ({row.id})")


def _clock(hub: "Hub", now: float) -> Check:
    told = hub.hub_time()
    if told is None:
        return skipped("clock", "the hub tells no time")
    apart = now - datetime.fromisoformat(told).timestamp()
    if abs(apart) <= MOST_APART:
        return well("clock", f"agrees with the hub's to {abs(apart):.0f} s")
    direction = "ahead of" if apart > 0 else "behind"
    return Check(
        "clock",
        Verdict.WARNING,
        f"this machine's is {abs(apart):,.0f} s {direction} the hub's",
        "set it by the network's time: a lock that another machine holds, and a wait, are told by it",
    )


def check_limits(limits: LimitsConfig, counts: "Counts | None", *, is_local: bool) -> Check:
    """What execsync.toml says of the hub's limits, and what this machine has used of today's."""
    is_above = (not 0 < limits.per_minute <= PER_MINUTE) or (not 0 < limits.per_day <= PER_DAY)
    if is_above and not is_local:
        return Check(
            "limits",
            Verdict.WARNING,
            f"[limits] allows {limits.per_minute or 'any number of requests'} a minute and "
            f"{limits.per_day or 'any number'} a day; published are {PER_MINUTE} and {PER_DAY:,}",
            "leave them out, unless Exec has agreed on more with you",
        )
    if counts is None:
        return well("limits", "nothing is counted")
    used = f"{counts.last_day:,} of {limits.per_day:,} requests of today used from this machine"
    if limits.per_day and counts.last_day >= limits.per_day - limits.reserve:
        return Check("limits", Verdict.WARNING, used, "wait, or see what else uses this key")
    return well("limits", used)
