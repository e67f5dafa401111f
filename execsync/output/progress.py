"""How far an apply is: live lines on a terminal, plain lines elsewhere. Always on `err`."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from execsync.core.planning.cost import Cost
from execsync.core.planning.steps import StepKind
from execsync.core.running.events import Event, EventKind
from execsync.output.console import Console
from execsync.output.live_line import LiveLine
from execsync.render.cells import cells, shorten
from execsync.render.plain import visible
from execsync.render.standing import Standing, standing_line, standing_text
from execsync.render.style import Colour
from execsync.render.summary_text import ShownLimits

if TYPE_CHECKING:
    from execsync.client.ledger import Counts
    from execsync.core.address import Address

DONE = {
    StepKind.CREATE_SOURCE.value: "source made",
    StepKind.ARCHIVE_SOURCE.value: "source archived",
    StepKind.AWAIT_SOURCE.value: "text extracted",
    StepKind.CREATE_PAGE.value: "created",
    StepKind.UPDATE_PAGE.value: "updated",
    StepKind.ARCHIVE_PAGE.value: "archived",
    StepKind.RETIRE_PAGE.value: "the page it replaces is archived",
    StepKind.RECORD.value: "recorded",
    StepKind.FORGET.value: "forgotten",
}
RECENT = 3
"""Lines of what went well that stay over the live line."""
COUNTING = 1.0
"""Seconds between two looks at the count of requests, which is in a file."""
SILENCE = 30.0
"""Seconds after which a log is told how it stands."""


def done_word(event: Event) -> str:
    """What became of a step that is done."""
    return "source found" if event.found else DONE[event.action]


Usage = Callable[[], "Counts | None"]
"""Counts requests; None where nobody does."""


def _count_nothing() -> None:
    return None


class Progress:
    """Turns events into lines. Used by the main thread alone. `clock` gives seconds."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._style = console.style(console.err)
        self._live: LiveLine | None = None
        self._recent: deque[str] = deque(maxlen=RECENT)
        self._cost = 0
        self._limits = ShownLimits(0, 0)
        self._usage: Usage = _count_nothing
        self._counts: Counts | None = None
        self._counted = -math.inf
        self._begun = self._told = clock()
        self._done = self._total = 0
        self._reading: dict[Address, float] = {}

    def expect(self, cost: Cost, limits: ShownLimits) -> None:
        """Say what is to come."""
        self._cost, self._limits = cost.writes + cost.looks + cost.after, limits

    @contextmanager
    def live(self, usage: Usage) -> Iterator[None]:
        """For the block, show how it stands as time passes."""
        self._usage = usage
        self._begun = self._told = self._clock()
        if self._console.err.isatty():
            self._live = LiveLine(self._console.err)
            self._live.show("starting")
            self._console.waits.are_shown = True
        try:
            yield
        finally:
            self._catch_up()
            self._end()

    def _end(self) -> None:
        """Leave what was done last, and no live line."""
        self._console.waits.are_shown = False
        if self._live is not None:
            self._live.show("")
            self._live = None
            for line in self._recent:
                self._write(line)
            self._recent.clear()

    def listen(self, event: Event | None) -> None:
        """Tell one event; None is a good time to show what was told meanwhile, and how it stands."""
        if event is not None:
            self._take_in(event)
            self._say(event)
        self._catch_up()
        self._show()

    def _take_in(self, event: Event) -> None:
        self._done, self._total = event.done, event.total
        if event.kind is EventKind.WAITING:
            self._reading.setdefault(event.address, self._clock())
        elif event.action == StepKind.AWAIT_SOURCE and event.kind is not EventKind.NOTE:
            self._reading.pop(event.address, None)

    def _say(self, event: Event) -> None:
        match event.kind:
            case EventKind.COMPLETE:
                self._succeed(event)
            case EventKind.ERRORED:
                self._tell(self._line("✗", Colour.RED, event, event.text))
                if event.hint:
                    self._tell(f"      {visible(event.hint)}")
            case EventKind.NOTE:
                self._tell(self._line("·", Colour.BLUE, event, event.text))
            case _:
                pass

    def _succeed(self, event: Event) -> None:
        """On a terminal, what went well scrolls away once more has."""
        line = self._line("✓", Colour.GREEN, event, done_word(event), whole=self._live is None)
        if self._live is None:
            self._tell(line)
        else:
            self._recent.append(line)

    def _line(
        self, sign: str, colour: Colour, event: Event, text: str, *, whole: bool = True
    ) -> str:
        name, count = visible(event.address.name), f"[{event.done}/{event.total}]"
        told = f": {visible(text)}"
        if not whole:
            name = shorten(name, self._width - cells(f"{sign} {count} {told}"))
        return f"{self._style(sign, colour)} {self._style(count, Colour.DIM)} {name}{told}"

    def _tell(self, text: str) -> None:
        self._catch_up()
        self._write(text)

    def _catch_up(self) -> None:
        """Print what the requests' threads have told."""
        for text in self._console.left_lines():
            self._write(text)

    def _write(self, text: str) -> None:
        """A line of its own, above the live one where there is one."""
        self._told = self._clock()
        if self._live is None:
            self._console.tell(text)
        else:
            # That nobody reads what is told is no reason to stop an apply in its middle.
            with suppress(OSError):
                self._live.write_above(self._console.err, f"{text}\n")

    def _show(self) -> None:
        now = datetime.now().astimezone()
        if self._live is not None:
            with suppress(OSError):
                line = standing_line(self._standing(), now, self._width)
                self._live.show(line if self._total else "starting", [*self._recent])
        elif self._clock() - self._told >= SILENCE:
            self._write(f"  {standing_text(self._standing(), now)}")

    @property
    def _width(self) -> int:
        return (self._console.style(self._console.err).width or 80) - 1

    def _standing(self) -> Standing:
        now, counts = self._clock(), self._count()
        left = self._total - self._done
        return Standing(
            done=self._done,
            total=self._total,
            elapsed=now - self._begun,
            reading=len(self._reading),
            reading_for=now - min(self._reading.values(), default=now),
            wait=self._console.waits.current(now),
            requests_left=math.ceil(self._cost * left / self._total) if self._total else 0,
            last_minute=counts.last_minute if counts else None,
            per_minute=self._limits.per_minute,
            today=counts.last_day if counts else None,
            per_day=self._limits.per_day,
        )

    def _count(self) -> "Counts | None":
        if self._clock() - self._counted >= COUNTING:
            self._counted, self._counts = self._clock(), self._usage()
        return self._counts
