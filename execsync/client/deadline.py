"""One time for a whole exchange: from the connection to the last byte, however many steps it takes.

httpx times each step by itself, and a hub that sends a byte now and then passes every one of them: headers
could drip for hours. Here a step gets no more than what is left of the whole. It waits in the thread that
has asked, and looks up twice a second, so that a run that is to stop need not wait for an answer: no other
thread closes a connection under its reader, or one that serves somebody else by then.
"""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TypeAlias

from execsync.client.clock import Clock

_LOOK_UP = 0.5

Asking: TypeAlias = Callable[[], AbstractContextManager[Callable[[], None]]]
"""Entered by the thread that asks for as long as an exchange lasts; what it gives is called whenever that
thread looks up."""


def unseen() -> AbstractContextManager[Callable[[], None]]:
    """An exchange that nobody is told of."""
    return nullcontext(_nothing)


def _nothing() -> None:
    pass


class _Exchange(threading.local):
    """The time that the exchange of this thread has, and when it is over."""

    seconds = math.inf
    ends = math.inf
    stops = math.inf
    look_up: Callable[[], None] = staticmethod(_nothing)


class Deadline:
    """How long the steps of an exchange may take together. Safe across threads.

    Once `stop` is set, an exchange may take `grace` seconds more.
    """

    def __init__(
        self, clock: Clock, stop: threading.Event, *, grace: float, asking: Asking = unseen
    ) -> None:
        self._clock = clock
        self._stop = stop
        self._grace = grace
        self._asking = asking
        self._mine = _Exchange()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """For the block, the steps of this thread are those of one exchange."""
        mine = self._mine
        mine.seconds, mine.ends, mine.stops = seconds, self._clock.monotonic() + seconds, math.inf
        try:
            with self._asking() as mine.look_up:
                yield
        finally:
            mine.ends = mine.stops = math.inf
            mine.look_up = _nothing

    @property
    def left(self) -> float:
        """Seconds that are left; none or less when it is over."""
        now = self._clock.monotonic()
        if self._stop.is_set():
            self._mine.stops = min(self._mine.stops, now + self._grace)
        return min(self._mine.ends, self._mine.stops) - now

    @property
    def told(self) -> str:
        """Why the exchange is over, empty while it is not."""
        if self.left > 0:
            return ""
        if self._mine.stops < self._mine.ends:
            return f"not complete {self._grace:g} seconds after the run was told to stop"
        return f"not complete after {self._mine.seconds:,.0f} seconds"

    def looks(self, timeout: float | None) -> Iterator[float]:
        """The seconds to wait at a time, until the exchange or a step of `timeout` seconds is over."""
        rest = math.inf if timeout is None else timeout
        while (wait := min(rest, self.left, _LOOK_UP)) > 0:
            self._mine.look_up()
            yield wait
            rest -= wait

    def share(self, timeout: float | None) -> float:
        """The time for a step that cannot be looked after; none or less when the exchange is over."""
        return min(math.inf if timeout is None else timeout, self.left)
