"""How many requests the hub takes: so many in any 60 seconds, so many in a day."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from execsync.localhub.clock import DAY, MINUTE, SECOND
from execsync.localhub.errors import HubError

if TYPE_CHECKING:
    from execsync.localhub.clock import Clock
    from execsync.localhub.settings import Dials


class Limits:
    """Counts requests by the hub's clock. Safe to use from several threads."""

    def __init__(self, clock: Clock, dials: Dials) -> None:
        self._clock = clock
        self._dials = dials
        self._lock = threading.Lock()
        self._minute: deque[int] = deque()
        self._day: deque[int] = deque()

    def take(self) -> None:
        """Count one request; where none is left, HubError 429 and it is not counted.

        A hub that counts only refuses none.
        """
        with self._lock:
            now = self._clock.now()
            self._forget(now)
            free_at = max(self._minute_free_at(now), self._day_free_at(now))
            if free_at > now and not self._dials.settings.count_only:
                raise limit_error(-((now - free_at) // SECOND))
            self._minute.append(now)
            self._day.append(now)

    def counts(self) -> dict[str, int]:
        """Requests counted in the last `minute` and in the `day`."""
        with self._lock:
            self._forget(self._clock.now())
            return {"minute": len(self._minute), "day": len(self._day)}

    def reset(self) -> None:
        """Begin a new minute and a new day now."""
        with self._lock:
            self._minute.clear()
            self._day.clear()

    def _forget(self, now: int) -> None:
        _drop_before(self._minute, now - MINUTE + 1)
        _drop_before(self._day, now - now % DAY if self._is_calendar else now - DAY + 1)

    @property
    def _is_calendar(self) -> bool:
        return self._dials.quirks.day == "calendar"

    def _minute_free_at(self, now: int) -> int:
        limit = self._dials.settings.per_minute
        return _leaver(self._minute, limit, now) + MINUTE if _is_full(self._minute, limit) else now

    def _day_free_at(self, now: int) -> int:
        limit = self._dials.settings.per_day
        if not _is_full(self._day, limit):
            return now
        return now - now % DAY + DAY if self._is_calendar else _leaver(self._day, limit, now) + DAY


def limit_error(retry_after: int) -> HubError:
    """A 429 that asks to come back in `retry_after` seconds."""
    message = f"Too many requests; try again in {retry_after} seconds."
    return HubError(429, message, retry_after=retry_after)


def _is_full(sent: deque[int], limit: int | None) -> bool:
    return limit is not None and len(sent) >= limit


def _leaver(sent: deque[int], limit: int | None, now: int) -> int:
    """The moment whose leaving the window makes room for one more; now where the limit is 0."""
    return sent[len(sent) - limit] if limit else now


def _drop_before(sent: deque[int], start: int) -> None:
    while sent and sent[0] < start:
        sent.popleft()
