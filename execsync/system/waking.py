"""A clock that nobody sets, and that goes on while the machine sleeps."""

import sys
import time

_CLOCK = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}.get(sys.platform, "")


def seconds() -> float:
    """Seconds since some moment: also those that a lid was closed for, unlike `time.monotonic` there."""
    if sys.platform != "win32" and (clock := getattr(time, _CLOCK, None)) is not None:
        return time.clock_gettime(clock)
    return time.monotonic()
