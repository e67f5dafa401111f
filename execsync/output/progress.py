"""How far an apply is: a live line on a terminal, plain lines elsewhere. Always on `err`."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from execsync.core.planning.steps import StepKind
from execsync.core.running.events import Event, EventKind
from execsync.output.console import Console
from execsync.output.live_line import LiveLine
from execsync.render.plain import visible
from execsync.render.style import Colour

DONE = {
    StepKind.CREATE_SOURCE.value: "source made",
    StepKind.ARCHIVE_SOURCE.value: "source archived",
    StepKind.AWAIT_SOURCE.value: "text extracted",
    StepKind.CREATE_PAGE.value: "created",
    StepKind.UPDATE_PAGE.value: "updated",
    StepKind.ARCHIVE_PAGE.value: "archived",
    StepKind.RETIRE_PAGE.value: "the page it replaces is archived",
    StepKind.RECORD.value: "recorded",
}


def done_word(event: Event) -> str:
    """What became of a step that is done."""
    return "source found" if event.found else DONE[event.action]


class Progress:
    """Turns events into lines. Used by the main thread alone."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._style = console.style(console.err)
        self._live: LiveLine | None = None

    @contextmanager
    def live(self) -> Iterator[None]:
        """For the block, keep a line at the bottom of the terminal, where there is one."""
        if self._console.err.isatty():
            self._live = LiveLine(self._console.err)
            self._live.show("starting")
        try:
            yield
        finally:
            self._catch_up()
            if self._live is not None:
                self._live.show("")
            self._live = None

    def listen(self, event: Event | None) -> None:
        """Tell one event; None is a good time to show what was told meanwhile."""
        if event is None:
            return self._catch_up()
        match event.kind:
            case EventKind.COMPLETE:
                self._line("✓", Colour.GREEN, event, done_word(event))
            case EventKind.ERRORED:
                self._line("✗", Colour.RED, event, event.text)
                if event.hint:
                    self._tell(f"      {visible(event.hint)}")
            case EventKind.NOTE:
                self._line("·", Colour.BLUE, event, event.text)
            case _:
                pass
        return self._show(event)

    def _line(self, sign: str, colour: Colour, event: Event, text: str) -> None:
        name = visible(event.address.name)
        count = self._style(f"[{event.done}/{event.total}]", Colour.DIM)
        self._tell(f"{self._style(sign, colour)} {count} {name}: {visible(text)}")

    def _tell(self, text: str) -> None:
        self._catch_up()
        self._write(text)

    def _catch_up(self) -> None:
        """Print what the requests' threads have told."""
        for text in self._console.left_lines():
            self._write(text)

    def _write(self, text: str) -> None:
        """A line of its own, above the live one where there is one."""
        if self._live is None:
            self._console.tell(text)
        else:
            # That nobody reads what is told is no reason to stop an apply in its middle.
            with suppress(OSError):
                self._live.write_above(self._console.err, f"{text}\n")

    def _show(self, event: Event) -> None:
        if self._live is None:
            return
        text = f"{event.done} of {event.total}"
        if event.waiting:
            more = f" and {event.waiting - 1} more" if event.waiting > 1 else ""
            text += f", waiting for the text of {visible(event.address.name)}{more}"
        self._live.show(text)
