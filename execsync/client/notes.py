"""What the client tells while it works. Called from worker threads: hand over, do not print."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestNote:
    """One sending, for `-v`. No key, no query, no body; `path` is percent-encoded."""

    method: str
    path: str
    attempt: int
    """Counts from 1."""
    status: int | None
    """None where no answer came."""
    outcome: str
    """`ok`, or what went wrong, printable."""
    waited: float
    """Seconds before this sending: for the limits, for the hub, for the back-off."""
    seconds: float
    """From sending to the end of the answer."""


MINUTE, DAY = "minute's limit", "day's limit"
LONGEST_MINUTE = 90.0
"""Seconds: no limit of a minute is waited for longer than this."""


def limit_of(seconds: float) -> str:
    """Which limit has been met, by the time for which the hub takes no request: it does not say itself."""
    return MINUTE if seconds <= LONGEST_MINUTE else DAY


@dataclass(frozen=True, slots=True)
class WaitNote:
    """A wait that begins now."""

    seconds: float
    reason: str
