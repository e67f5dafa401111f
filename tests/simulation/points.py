"""The points between two effects of a run, and what is to happen at some of them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tests.simulation.hub import SimulatedHub


class Killed(BaseException):
    """The sudden end of the process. No handler of the program knows it."""


class Fate(StrEnum):
    """What may become of one request. What is sent again is answered."""

    NOT_DONE = "answer lost before the hub did it"
    DONE = "answer lost after the hub did it"
    TWICE = "answer lost after the hub did it, and sent again"
    LATE = "answer lost before the hub did it, which it does later"


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that outlives the process: a request, a line of the journal, a file put in its place."""

    name: str
    is_request: bool = False
    fates: tuple[Fate, ...] = ()


Happening = Callable[["Points"], None]


class Points:
    """Numbers the effects of one run, from 0, and lets things happen right before some of them.

    `script` has what happens, by the number of the effect that it comes before. `see` is told of each
    point before anything happens there.
    """

    def __init__(
        self,
        hub: "SimulatedHub",
        stop: threading.Event,
        script: Sequence[tuple[int, Happening]] = (),
        see: Callable[[], None] = lambda: None,
    ) -> None:
        self.hub = hub
        self.stop = stop
        self.effects: list[Effect] = []
        self.fate: Fate | None = None
        """What becomes of the request that is about to be sent."""
        self._script = script
        self._see = see
        self._is_dead = False

    def reach(self, effect: Effect) -> Fate | None:
        """An effect is about to come. Returns its fate; raises Killed where nothing comes any more."""
        if self._is_dead:
            raise Killed
        number = len(self.effects)
        self.fate = None
        self._see()
        for at, happen in self._script:
            if at == number:
                happen(self)
        self.effects.append(effect)
        return self.fate

    def kill(self) -> NoReturn:
        """Raises Killed, now and at whatever the unwinding tries to do."""
        self._is_dead = True
        raise Killed
