"""How far an apply is, in one line, as far as the terminal is wide."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from execsync.core.planning.cost import WINDOW
from execsync.core.spoken_time import say_clock, say_seconds, say_when
from execsync.render.cells import cells
from execsync.render.counted import counted

SHORT, LONG = 8, 20
"""Columns of the bar on a terminal of 80 columns, and on a wider one."""

SOON = 120.0
"""Seconds that a person counts down; a longer wait is told by the clock."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an apply is. Times are seconds; None says that something is not known.

    `reading` texts of sources are being read, since `reading_for`. `wait` is what the next request waits
    for, and how long that lasts yet. `requests_left` is what the plan still costs; `last_minute` and
    `today` were sent in the last 61 seconds and 24 hours, by our own count. A limit of 0 is none.
    """

    done: int
    total: int
    elapsed: float = 0.0
    reading: int = 0
    reading_for: float = 0.0
    wait: tuple[str, float] | None = None
    requests_left: int = 0
    last_minute: int | None = None
    per_minute: int = 0
    today: int | None = None
    per_day: int = 0

    @property
    def seconds_left(self) -> float | None:
        """How long it takes yet, or until today's requests are used up; None where nothing tells.

        By the minute's limit and by the pace so far, whichever takes longer.
        """
        if not self.done or not self.elapsed:
            return None
        today = self._requests_of_today
        part = today / self.requests_left if self.requests_left else 1.0
        by_pace = self.elapsed / self.done * (self.total - self.done) * part
        return max(by_pace, self._by_limit(today))

    @property
    def reaches_day(self) -> bool:
        """Whether today's requests do not suffice."""
        return self._requests_of_today < self.requests_left

    @property
    def _requests_of_today(self) -> int:
        if not self.per_day or self.today is None:
            return self.requests_left
        return min(self.requests_left, max(0, self.per_day - self.today))

    def _by_limit(self, requests: int) -> float:
        if not self.per_minute or self.last_minute is None:
            return 0.0
        beyond = requests - max(0, self.per_minute - self.last_minute)
        if beyond <= 0:
            return 0.0
        first = self.wait[1] if self.wait else WINDOW
        return first + (math.ceil(beyond / self.per_minute) - 1) * WINDOW


def standing_line(standing: Standing, now: datetime, width: int) -> str:
    """One line of at most `width` columns: what matters least is left out where it is too long."""
    parts = {place: text for place, text in enumerate(_parts(standing, now, width)) if text}
    for place in LEAST_FIRST:
        if cells(_join(parts.values())) <= width:
            break
        parts.pop(place, None)
    return _join(parts.values())


def standing_text(standing: Standing, now: datetime) -> str:
    """The same for a log: all of it, without the bar."""
    _, *parts = _parts(standing, now, 0)
    return ", ".join(filter(None, parts))


BAR, COUNT, WAIT, READING, ENDS, TODAY, PACE = range(7)
LEAST_FIRST = (PACE, TODAY, BAR, ENDS, READING, WAIT)


def _parts(standing: Standing, now: datetime, width: int) -> Iterator[str]:
    s = standing
    columns = SHORT if width < 100 else LONG
    full = columns * s.done // max(s.total, 1)
    yield "█" * full + "░" * (columns - full)
    yield f"{s.done:,}/{s.total:,}"
    yield wait_text(*s.wait, now) if s.wait else ""
    texts = counted(s.reading, "text")
    yield f"{texts} being read, {say_seconds(s.reading_for)}" if s.reading else ""
    yield _ends(s, now)
    yield f"today {s.today:,} of {s.per_day:,}" if s.today is not None and s.per_day else ""
    yield f"{s.last_minute} requests/min" if s.last_minute is not None else ""


def wait_text(reason: str, seconds: float, now: datetime) -> str:
    """`minute's limit: next in 37 s`."""
    seconds = math.ceil(seconds)
    when = f"in {say_seconds(seconds)}" if seconds < SOON else say_when(now, seconds)
    return f"{reason}: next {when}"


def _ends(standing: Standing, now: datetime) -> str:
    seconds = standing.seconds_left
    waits_for_day = standing.wait is not None and standing.wait[1] >= SOON
    if seconds is None or waits_for_day or standing.done >= standing.total:
        return ""
    clock = say_clock(now, seconds).removeprefix("at ")
    if standing.reaches_day:
        return f"day's limit {clock}"
    return f"ends after {clock}" if standing.reading else f"ends {clock}"


def _join(parts: Iterable[str]) -> str:
    return "  ".join(parts)
