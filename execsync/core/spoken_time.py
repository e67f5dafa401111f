"""Times as people say them."""

from datetime import UTC, datetime, timedelta

_YEAR = 366 * 86400.0


def say_seconds(seconds: float) -> str:
    """`37 s`, `10 min`, `24 h` or `3 days`: in the largest unit of which there are two, at least."""
    if seconds < 120:
        return f"{seconds:.0f} s" if seconds >= 1 else f"{seconds:.1f} s"
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86400:,.0f} days"


def say_when(now: datetime, seconds: float) -> str:
    """`in 24 h, at 09:12`, by the clock of `now`; with the date from 36 hours on.

    A wait beyond a year is told as a year: it is a mistake of the hub, and must not overflow here.
    """
    seconds = min(seconds, _YEAR)
    return f"in {say_seconds(seconds)}, {say_clock(now, seconds)}"


def say_clock(now: datetime, seconds: float) -> str:
    """`at 09:12`, or `on 2026-11-30 at 09:12` where that is not the next one, in the zone of `now`."""
    # Between two times of one zone, sums are those of its clock, which jumps where summer ends.
    then = (now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(now.tzinfo)
    return f"at {then:%H:%M}" if seconds < 36 * 3600 else f"on {then:%Y-%m-%d at %H:%M}"
