"""When the next request may leave."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from execsync.client.clock import Clock, tell_when
from execsync.client.ledger import Booking, Ledger, RateLimits
from execsync.client.notes import MINUTE, WaitNote
from execsync.client.settings import ClientSettings
from execsync.errors import Incomplete, Interrupted


@dataclass(frozen=True, slots=True)
class Slot:
    """The permission to send one request now. `waited` is what it took, in seconds."""

    waited: float
    booking: Booking | None


class _Kept(threading.local):
    """The slots of this thread that were taken together and are not used yet."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []


class Pacer:
    """Lets requests through: a sliding window of 61 seconds, and the bounds that a person has set.

    The first requests go as fast as they come; then each goes as soon as the window has room.
    Our own count stops a run only for `reserve` and `max_requests`; else the hub decides (429).
    """

    def __init__(
        self,
        settings: ClientSettings,
        *,
        ledger: Ledger | None,
        clock: Clock,
        stop: threading.Event,
        on_wait: Callable[[WaitNote], None],
    ) -> None:
        self._settings = settings
        self._limits = _limits_of(settings)
        self._ledger = ledger
        self._clock = clock
        self._stop = stop
        self._on_wait = on_wait
        self._lock = threading.Lock()
        self._taken = 0
        self._held_until = 0.0
        self._hold_reason = ""
        self._kept = _Kept()

    def take(self) -> Slot:
        """Wait until a request may leave; at once where this thread has one of `together` left.

        Raises Interrupted once the run is to stop, and Incomplete where `reserve` or
        `max_requests` allow no further request.
        """
        started = self._clock.monotonic()
        if self._kept.slots:
            return self._take_kept(started)
        return self._take(1, started)

    @contextmanager
    def together(self, number: int) -> Iterator[None]:
        """For the block, let so many requests of this thread through one right after the other.

        The wait is before the first of them. Raises what `take` raises.
        """
        slot = self._take(number, self._clock.monotonic())
        self._kept.slots = [slot] * number
        try:
            yield
        finally:
            unused, self._kept.slots = self._kept.slots, []
            for slot in unused:
                self.give_back(slot)

    def give_back(self, slot: Slot) -> None:
        """Count the request of `slot` as not sent."""
        self._uncount(1)
        if self._ledger is not None and slot.booking is not None:
            self._ledger.cancel(slot.booking)

    def hold(self, seconds: float, reason: str) -> None:
        """Let nothing through for `seconds`: the hub has asked for it, and it means all of us."""
        with self._lock:
            until = self._clock.monotonic() + seconds
            if until > self._held_until:
                self._held_until, self._hold_reason = until, reason

    def pause(self, seconds: float, reason: str) -> None:
        """Wait, in this thread only. Raises Interrupted once the run is to stop."""
        if seconds > 0:
            self._on_wait(WaitNote(seconds, reason))
        if self._clock.wait(seconds, self._stop):
            raise Interrupted("stopped while waiting to send a request")

    def _take(self, number: int, started: float) -> Slot:
        self._count(number)
        try:
            booking = self._book(number)
        except BaseException:
            self._uncount(number)
            raise
        return Slot(max(0.0, self._clock.monotonic() - started), booking)

    def _take_kept(self, started: float) -> Slot:
        """A slot that was booked with another one, counted from now: the hub counts when it is sent."""
        self._wait_for_hold()
        slot = self._kept.slots.pop()
        booking = slot.booking
        if self._ledger is not None and booking is not None:
            booking = self._ledger.renew(booking, self._clock.now)
        return Slot(max(0.0, self._clock.monotonic() - started), booking)

    def _book(self, number: int) -> Booking | None:
        while True:
            self._wait_for_hold()
            if self._ledger is None:
                return None
            booking = self._ledger.book(self._clock.now, self._limits, together=number)
            if booking.day_is_used_up:
                self._refuse_day(booking)
            if booking.wait == 0:
                return booking
            self.pause(booking.wait, MINUTE)

    def _wait_for_hold(self) -> None:
        if self._stop.is_set():
            raise Interrupted("stopped before a request was sent")
        # Again after each wait: another answer may have prolonged it.
        while (left := self._held_until - self._clock.monotonic()) > 0:
            self.pause(left, self._hold_reason)

    def _count(self, number: int) -> None:
        limit = self._settings.max_requests
        with self._lock:
            if limit is not None and self._taken + number > limit:
                raise Incomplete(
                    f"{self._taken:,} requests were sent, and --max-requests {limit:,} leaves no room "
                    "for what comes next",
                    hint="run the same command again to go on, or raise --max-requests",
                )
            self._taken += number

    def _uncount(self, number: int) -> None:
        with self._lock:
            self._taken -= number

    def _refuse_day(self, booking: Booking) -> NoReturn:
        per_day, reserve = self._settings.per_day or 0, self._settings.reserve
        raise Incomplete(
            f"{booking.counts.last_day:,} requests were sent in the last 24 hours by our own count, "
            f"and reserve = {reserve:,} keeps the rest of the day's {per_day:,} for others",
            hint=f"run the same command again {tell_when(self._clock.now(), booking.wait)}, "
            "or lower reserve in [limits] of execsync.toml",
            retry_after=booking.wait,
        )


def _limits_of(settings: ClientSettings) -> RateLimits:
    """The limits that the ledger must keep: the day's only where some of it is reserved."""
    kept = settings.reserve > 0 and settings.per_day
    day = (settings.per_day or 0) - settings.reserve if kept else None
    return RateLimits(settings.per_minute or None, day)
