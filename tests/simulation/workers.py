"""Workers without threads: a call is made when its end is asked for, in the order of submission."""

from collections import deque
from collections.abc import Callable

from execsync.sync.apply import Token
from execsync.sync.workers import Finished, Workers
from tests.simulation.clock import Clock


class OneByOne(Workers[Token]):
    """Makes one call after another, and lets the time pass where there is none to make.

    Only an Exception is the end of a call: the end of the process passes.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(0)
        self._clock = clock
        self._waiting: deque[tuple[Token, Callable[[], object]]] = deque()

    def submit(self, token: Token, call: Callable[[], object]) -> None:
        self.busy += 1
        self._waiting.append((token, call))

    def next(self, timeout: float | None) -> Finished[Token] | None:
        if not self._waiting:
            self._clock.advance(timeout or 0.0)
            return None
        token, call = self._waiting.popleft()
        self.busy -= 1
        try:
            return Finished(token, call())
        except Exception as error:
            return Finished(token, error=error)
