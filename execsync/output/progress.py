"""How far an apply is: live lines on a terminal, plain lines elsewhere. Always on `err`."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from execsync.core.planning.cost import Cost
from execsync.core.planning.steps import StepKind
from execsync.core.running.events import Event, EventKind
from execsync.output.console import Console
from execsync.output.live_line import LiveLine
from execsync.render.cells import cells, shorten
from execsync.render.flow import Mark, flow
from execsync.render.plain import visible
from execsync.render.standing import Standing, standing_line, standing_text
from execsync.render.style import Colour, Style
from execsync.render.summary_text import ShownLimits
from execsync.system.local_time import local_now

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
INDENT = " " * 6
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
        self._live: LiveLine | None = None
        self._recent: deque[Event] = deque(maxlen=RECENT)
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
        with ExitStack() as stack:
            if self._console.draws:
                self._live = LiveLine(self._console.err)
                self._live.show("starting")
                stack.enter_context(self._console.waits.shown_by(self._show))
            try:
                yield
            finally:
                self._catch_up()
                self._end()

    def _end(self) -> None:
        """Leave what was done last, and no live line."""
        if self._live is not None:
            self._live.show("")
            self._live = None
            for event in self._recent:
                self._write([self._success(event)])
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
                self._tell(self._lines("✗", Colour.RED, event, event.text))
                if event.hint:
                    self._tell(flow(visible(event.hint), self._style, indent=INDENT))
            case EventKind.NOTE:
                self._tell(self._lines("·", Colour.BLUE, event, event.text))
            case _:
                pass

    def _succeed(self, event: Event) -> None:
        """On a terminal, what went well scrolls away once more has."""
        if self._live is None:
            self._tell(self._lines("✓", Colour.GREEN, event, done_word(event)))
        else:
            self._recent.append(event)

    def _success(self, event: Event) -> str:
        """A line of what went well, which is as wide as the terminal by now at most."""
        count, told = f"[{event.done}/{event.total}]", f": {done_word(event)}"
        name = shorten(visible(event.address.name), self._width - cells(f"✓ {count} {told}"))
        sign = self._style("✓", Colour.GREEN)
        return f"{sign} {self._style(count, Colour.DIM)} {name}{told}"

    def _lines(self, sign: str, colour: Colour, event: Event, text: str) -> Iterator[str]:
        """What happened, in as many lines as it takes."""
        count = f"[{event.done}/{event.total}]"
        start = len(sign) + 1
        marks = [Mark(0, 1, (colour,)), Mark(start, start + len(count), (Colour.DIM,))]
        told = f"{sign} {count} {visible(event.address.name)}: {visible(text)}"
        return flow(told, self._style, marks=marks, hang=INDENT)

    def _tell(self, lines: Iterable[str]) -> None:
        self._catch_up()
        self._write(lines)

    def _catch_up(self) -> None:
        """Print what the requests' threads have told."""
        self._write(self._console.left_lines())

    def _write(self, lines: Iterable[str]) -> None:
        """Lines of their own, above the live one where there is one."""
        for line in lines:
            self._told = self._clock()
            if self._live is None:
                self._console.tell_lines([line])
            else:
                # That nobody reads what is told is no reason to stop an apply in its middle.
                with suppress(OSError):
                    self._live.write_above(self._console.err, f"{line}\n")

    def _show(self) -> None:
        now = local_now()
        if self._live is not None:
            with suppress(OSError):
                line = standing_line(self._standing(), now, self._width)
                above = [self._success(event) for event in self._recent]
                self._live.show(line if self._total else "starting", above)
        elif self._clock() - self._told >= SILENCE:
            self._write([f"  {standing_text(self._standing(), now)}"])

    @property
    def _style(self) -> Style:
        """Anew each time: a person may make the terminal narrower meanwhile."""
        return self._console.style(self._console.err)

    @property
    def _width(self) -> int:
        return (self._style.width or 80) - 1

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
