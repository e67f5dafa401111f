"""Times of a hub in one form, whatever form it writes them in."""

import re
from datetime import UTC, datetime

_RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def parse_rfc3339(text: str) -> str | None:
    """The time in UTC as `2027-01-15T12:00:00Z`, with its microseconds where it has any; None for none.

    Without a zone it counts as UTC: all times of a hub are then off by the same, and are only compared with
    one another.
    """
    found = _RFC3339.fullmatch(text.strip().upper())
    if found is None:
        return None
    day, minute, second, fraction, zone = found.groups()
    # A leap second, which no clock here knows, is the last second of its minute.
    plain = f"{day}T{minute}:{'59' if second == '60' else second}.{(fraction or '')[:6]:0<6}"
    try:
        time = datetime.fromisoformat(plain + (zone or "Z")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return f"{time.replace(tzinfo=None).isoformat()}Z"
