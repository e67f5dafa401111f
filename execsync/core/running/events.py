"""What an apply tells whoever watches it. Data only; the terminal and JSON lines are made elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from execsync.core.address import Address


class EventKind(StrEnum):
    """What happened to a step. The first three names are Terraform's."""

    START = "apply_start"
    COMPLETE = "apply_complete"
    ERRORED = "apply_errored"
    WAITING = "waiting"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `done` of `total` steps are finished; `waiting` sources are waited for."""

    kind: EventKind
    address: Address
    action: str
    id: str = ""
    text: str = ""
    hint: str = ""
    done: int = 0
    total: int = 0
    waiting: int = 0
    found: bool = False
    """Whether a source was there already, and was not made."""


Listen = Callable[[Event | None], None]
"""Is told of each event, and of None now and then: a good time to show what was told meanwhile."""
