"""Times as the hub's rows write them, and how far a listing must look back."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

OVERLAP = timedelta(minutes=5)
"""How long a change may take until every list shows it, and how far two of the hub's clocks may be apart."""


def parse_time(text: str) -> datetime:
    """RFC 3339 text as an aware time; text that is none stands for the distant past."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def earliest(since: str) -> datetime:
    """The first time that what was done after `since` can bear; the distant past where that is empty."""
    time = parse_time(since)
    return time - OVERLAP if time.year > 1 else time


def newest(times: Iterable[str]) -> str:
    """The newest of these times, as it was written; empty where there is none."""
    return max(times, key=parse_time, default="")


def are_close(one: str, other: str) -> bool:
    """Whether two times lie so near to each other that neither need have been known at the other."""
    return abs(parse_time(one) - parse_time(other)) <= OVERLAP
