"""What a watch says: results on `out`, the rest on `err`, and nothing twice."""

import math
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from execsync.core.address import Address
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.plan import Change
from execsync.core.planning.steps import StepKind
from execsync.core.running.events import Event, EventKind
from execsync.errors import ExecsyncError, HubUnreachable
from execsync.output.console import Console
from execsync.output.live_line import LiveLine
from execsync.output.progress import done_word
from execsync.output.reporting import tell_finding
from execsync.render.flow import Mark, flow
from execsync.render.plain import visible
from execsync.render.style import Colour
from execsync.watch.status import WatchStatus

MOST = 20
"""Things of one kind that are told at once, lest a checkout of another branch fill the terminal."""


class WatchReporter:
    """Speaks to the person who writes. Whatever `console` is told goes above the live line."""

    def __init__(self, console: Console) -> None:
        self._line = LiveLine(console.err) if console.draws else None
        self.console = console
        if self._line is not None:
            out, err = self._line.over(console.out), self._line.over(console.err)
            self.console = Console(out, err, console.colour, console.verbose, has_status=True)
        self._findings: dict[str, dict[str, Diagnostic]] = {}
        self._notes: set[str] = set()
        self._obstacles: set[str] = set()
        self._leaving: set[str] = set()
        self._last: dict[Address, str] = {}
        self._conditions: dict[str, str] = {}
        self._is_troubled = False
        self._shown = ""

    def tell(self, text: str) -> None:
        """A line for the person."""
        self.console.tell(text)

    def ask(self, question: str, *, yes_option: str) -> None:
        """Ask the person. Raises RefusedError unless the answer is yes."""
        self.console.ask(question, yes_option=yes_option)
        if self._line is not None:
            self._line.answered()

    def listen(self, event: Event | None) -> None:
        """Tell of a step of an apply; None is a good time to show what was told meanwhile."""
        if event is None:
            self.console.catch_up()
            return
        name = event.address.name
        match event.kind:
            case EventKind.COMPLETE:
                self._last.pop(event.address, None)
                if event.action != StepKind.AWAIT_SOURCE:
                    self._result(f"{done_word(event)}: {visible(name)}")
            case EventKind.ERRORED if self._is_news(event.address, event.text):
                self._mark("✗", Colour.RED, f"{name}: {event.text}", event.hint)
            case EventKind.NOTE:
                self._mark("·", Colour.BLUE, f"{name}: {event.text}")
            case EventKind.WAITING if self._is_news(event.address, "waiting for its text"):
                self._mark("·", Colour.BLUE, f"{name}: waiting for its text")
            case _:
                pass

    def findings(self, found: Iterable[Diagnostic], *, of: str = "files") -> None:
        """Tell what was found since the last look of a kind, and which files have no error any more."""
        now, before = {repr(one): one for one in found}, self._findings.get(of, {})
        new = [one for key, one in now.items() if key not in before]
        for one in new[:MOST]:
            tell_finding(one, self.console)
        self._count(len(new), "execsync validate shows them")
        wrong = _with_errors(now.values())
        for path in sorted(_with_errors(before.values()) - wrong)[:MOST]:
            self.tell(f"{path}: no error any more")
        self._findings[of] = now

    def notes(self, notes: Iterable[Diagnostic]) -> None:
        """Tell what a batch found out, each thing once."""
        for note in notes:
            if repr(note) not in self._notes:
                self._notes.add(repr(note))
                tell_finding(note, self.console)

    def obstacles(self, changes: Iterable[Change]) -> None:
        """Tell what stands in the way of a change, once as long as it does."""
        now = {_describe(change): obstacle for change in changes if (obstacle := change.obstacle)}
        new = [text for text in now if text not in self._obstacles]
        for text in new[:MOST]:
            self._mark("!", Colour.YELLOW, text, now[text].way_out)
        self._count(len(new), "execsync plan shows them")
        self._obstacles = set(now)

    def leaving(self, changes: Iterable[Change], seconds: float) -> None:
        """Tell which pages are archived soon, once as long as their files are gone."""
        now = [change.address.name for change in changes]
        new = [name for name in now if name not in self._leaving]
        for name in new[:MOST]:
            what = f"its file is gone: archived in {math.ceil(seconds)} s unless it comes back"
            self._mark("·", Colour.BLUE, f"{name}: {what}")
        self._count(len(new), "execsync plan --prune shows them")
        self._leaving = set(now)

    def condition(self, name: str, text: str, *, over: str = "") -> None:
        """Tell of something that lasts when it begins or changes, and with `over` when it ends."""
        before = self._conditions.get(name, "")
        self._conditions[name] = text
        if text and text != before:
            self._mark("!", Colour.YELLOW, text)
        elif before and not text:
            self.tell(over)

    def trouble(self, error: ExecsyncError | None) -> None:
        """Tell what is waited out when it begins, and when it is over."""
        if error and not self._is_troubled:
            hint = error.hint if isinstance(error, HubUnreachable) else ""
            self._mark("!", Colour.YELLOW, f"{error.message}; what is saved waits", hint)
        elif self._is_troubled and not error:
            self.tell("going on")
        self._is_troubled = error is not None

    def show(self, status: WatchStatus) -> None:
        """Show how it stands: on the live line, or as a line of its own where something changed."""
        if self._line is not None:
            self._line.show(str(status))
            return
        text = str(replace(status, leaving_in=None)).removeprefix(f"{status.page} · ")
        if text != self._shown:
            self.tell(text)
        self._shown = text

    def clear(self) -> None:
        """Take the live line away."""
        if self._line is not None:
            self._line.show("")

    def _is_news(self, address: Address, text: str) -> bool:
        is_news = self._last.get(address) != text
        self._last[address] = text
        return is_news

    def _result(self, text: str) -> None:
        # That nobody reads it is no reason to stop a batch in its middle.
        with suppress(OSError):
            self.console.out.write(f"{text}\n")
            self.console.out.flush()

    def _mark(self, sign: str, colour: Colour, text: str, hint: str = "") -> None:
        style, marks = self.console.style(self.console.err), [Mark(0, 1, (colour,))]
        self.console.tell_lines(flow(f"{sign} {visible(text)}", style, marks=marks, hang="  "))
        if hint:
            self.console.tell_lines(flow(visible(hint), style, Colour.DIM, indent="    "))

    def _count(self, number: int, where: str) -> None:
        if number > MOST:
            self.tell(f"and {number - MOST:,} more; {where}")


def _describe(change: Change) -> str:
    obstacle = change.obstacle
    what = f"{obstacle.kind}: {obstacle.reason}" if obstacle else ""
    return f"{change.address.name}: {what}"


def _with_errors(found: Iterable[Diagnostic]) -> set[str]:
    return {one.path for one in found if one.severity is Severity.ERROR}
