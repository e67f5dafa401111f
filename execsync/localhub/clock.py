"""The hub's time: microseconds since 1970, ahead of the machine's clock by a settable offset."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from execsync.localhub.settings import Dials

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", flags=re.ASCII
)


class Clock:
    """Tells the hub's time; `machine` gives seconds since 1970."""

    def __init__(self, dials: Dials, machine: Callable[[], float] = time.time) -> None:
        self._dials = dials
        self._machine = machine

    def now(self) -> int:
        """The hub's time in microseconds since 1970."""
        return int((self._machine() + self._dials.settings.clock_offset) * SECOND)

    def http_date(self) -> str:
        """What the `Date` header says: the hub's time, ahead of it by `date_offset`."""
        return formatdate(self.now() / SECOND + self._dials.quirks.date_offset, usegmt=True)

    def show(self, moment: int) -> str:
        """Write microseconds as an RFC 3339 time in UTC, as finely as the quirks say."""
        tick = self._dials.quirks.tick
        return write_moment(moment, digits="seconds" if tick == SECOND else "microseconds")


def write_moment(moment: int, *, digits: str) -> str:
    """Write microseconds since 1970 as RFC 3339, cut (never rounded up) at `digits`."""
    return (_EPOCH + timedelta(microseconds=moment)).isoformat(timespec=digits)[:-6] + "Z"


def read_moment(text: str) -> int:
    """Read an RFC 3339 time as microseconds since 1970; ValueError if it is none."""
    if not _MOMENT.fullmatch(text):
        raise ValueError("not an RFC 3339 date-time with an offset")
    try:
        return (datetime.fromisoformat(text.upper()) - _EPOCH) // timedelta(microseconds=1)
    except OverflowError as error:
        raise ValueError("out of range") from error
