"""Times as the hub writes them, and what its clock can tell."""

from datetime import UTC, datetime, timedelta

CLOCK_SLACK = timedelta(seconds=5)
"""How far the hub's `created_at` may lie before the time that its `Date` header told."""


def parse_time(text: str) -> datetime:
    """RFC 3339 text as an aware time; text that is none stands for the distant past."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def earliest(since: str) -> datetime:
    """The first moment at which a write of `since` can have been carried out, by the hub's clock."""
    time = parse_time(since)
    floor = time.replace(microsecond=0)
    return floor - CLOCK_SLACK if time.year > 1 else time
