"""What an apply says while it runs: lines for a person, or one JSON object a line for a program."""

import json
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Protocol

from execsync import __version__
from execsync.core.diagnostic import ContentError, Diagnostic, Severity
from execsync.core.planning.steps import Step, StepKind
from execsync.core.running.events import Event, EventKind
from execsync.core.running.result import ApplyResult
from execsync.errors import ExecsyncError
from execsync.output.console import Console
from execsync.output.presenting import Presentation
from execsync.output.progress import Progress, Usage
from execsync.output.reporting import tell_content, tell_finding
from execsync.render.detail import Detail
from execsync.render.result_text import SAME_COMMAND, Today, result_text
from execsync.render.runner_words import to_json

if TYPE_CHECKING:
    from execsync.content.reader import Content

FORMAT_VERSION = "1.0"
LEFT_OUT = "an error: its page is left out"
"""Said of what is wrong with a file that nobody means."""
DOING = tuple(kind for kind in StepKind if kind is not StepKind.AWAIT_SOURCE)


@dataclass(frozen=True, slots=True)
class Ending:
    """How an apply ended. `requests` were really sent, and `resume` says how to go on with what is left.

    `today` is None where no limit of a day is counted.
    """

    result: ApplyResult
    requests: int
    exit_code: int
    resume: str = SAME_COMMAND
    today: Today | None = None


class Reporter(Protocol):
    """Whoever is told of an apply. Called by the main thread alone."""

    def plan(self, shown: Presentation) -> None:
        """Tell what would be done."""

    def finding(self, found: Diagnostic) -> None:
        """Tell a finding."""

    def content(self, read: "Content") -> None:
        """Tell what was found in the content."""

    def event(self, event: Event | None) -> None:
        """Tell that a step began or ended; None is a good time to show what was told meanwhile."""

    def live(self, usage: Usage) -> AbstractContextManager[None]:
        """Keep a live line while the block carries out steps; `usage` counts requests."""

    def end(self, ending: Ending) -> None:
        """Tell what was done."""

    def error(self, error: ExecsyncError) -> None:
        """Tell the error that ended the run early."""


class TextReporter:
    """For a person: the plan and the result on `out`, progress on `err`."""

    def __init__(self, console: Console, detail: Detail) -> None:
        self._console = console
        self._detail = detail
        self._progress = Progress(console)
        self._style = console.style(console.out)

    def plan(self, shown: Presentation) -> None:
        """Print the plan."""
        self._progress.expect(shown.cost, shown.limits)
        self._write(shown.text(self._style, self._detail))

    def finding(self, found: Diagnostic) -> None:
        """Print a finding on `err`."""
        tell_finding(found, self._console)

    def content(self, read: "Content") -> None:
        """Print findings on `err`, those of one rule summed up, those of other files counted."""
        tell_content(read, self._console)

    def event(self, event: Event | None) -> None:
        """Print what happened on `err`, or show it on the live line."""
        self._progress.listen(event)

    def live(self, usage: Usage) -> AbstractContextManager[None]:
        """A live line where `err` is a terminal, else a line now and then."""
        return self._progress.live(usage)

    def end(self, ending: Ending) -> None:
        """Print the summary, where anything was begun."""
        result = ending.result
        if result.done or result.failures or result.left or result.halted:
            text = result_text(
                result, ending.requests, self._style, resume=ending.resume, today=ending.today
            )
            self._write(text)

    def error(self, error: ExecsyncError) -> None:
        """Do nothing: the command line tells errors."""

    def _write(self, text: str) -> None:
        self._console.out.write(text)
        self._console.out.flush()


@dataclass(frozen=True, slots=True)
class JsonReporter:
    """For a program: one object a line on `out`, each flushed as it happens, with Terraform's names."""

    console: Console

    def begin(self) -> None:
        """Write the first line: the format that the others follow."""
        self._write("version", {"format_version": FORMAT_VERSION, "execsync": __version__})

    def plan(self, shown: Presentation) -> None:
        """Write the plan as `plan --format json` has it."""
        self._write("plan", {"plan": json.loads(shown.json())})

    def finding(self, found: Diagnostic) -> None:
        """Write a finding with its place."""
        self._write("diagnostic", {f.name: getattr(found, f.name) for f in fields(found)})

    def content(self, read: "Content") -> None:
        """Write each finding, those in other files, too: they stop nothing."""
        for one in (*read.skipped, *read.diagnostics):
            self.finding(one)
        for one in read.elsewhere:
            is_error = one.severity is Severity.ERROR
            left = replace(one, severity=Severity.WARNING, detail=LEFT_OUT)
            self.finding(left if is_error else one)

    def event(self, event: Event | None) -> None:
        """Write that a step began, ended or failed, or a note on one. Waiting is for people to see."""
        if event is None:
            return self.console.catch_up()
        table: dict[str, Any] = {"address": str(event.address), "action": event.action}
        match event.kind:
            case EventKind.COMPLETE:
                table |= {"id": event.id} if event.id else {}
                table |= {"found": True} if event.found else {}
            case EventKind.ERRORED:
                table |= {"message": event.text, "hint": event.hint}
            case EventKind.NOTE:
                note = {"severity": "note", "address": str(event.address), "summary": event.text}
                return self._write("diagnostic", note)
            case EventKind.WAITING:
                return None
            case EventKind.START:
                pass
        return self._write(event.kind.value, table)

    def live(self, usage: Usage) -> AbstractContextManager[None]:  # noqa: ARG002
        """Do nothing: a program is shown no live line."""
        return nullcontext()

    def end(self, ending: Ending) -> None:
        """Write why it ended early, if it did, then the counts as the last line."""
        result = ending.result
        if result.halted is not None:
            self.error(result.halted)
        counts = {kind.value: sum(s.kind is kind for s in result.done) for kind in DOING}
        counts[StepKind.CREATE_SOURCE.value] -= len(result.found)
        self._write(
            "summary",
            {
                **counts,
                "found_source": len(result.found),
                "failed": len(result.failures),
                "held_back": _number(s for failure in result.failures for s in failure.dropped),
                "left": _number(result.left),
                "halted": result.halted.message if result.halted else None,
                "requests": ending.requests,
                "exit_code": ending.exit_code,
            },
        )

    def error(self, error: ExecsyncError) -> None:
        """Write the error as a finding without a place, after those in the content that it is about."""
        if isinstance(error, ContentError):
            for found in error.diagnostics:
                self.finding(found)
        self._write(
            "diagnostic", {"severity": "error", "summary": error.message, "hint": error.hint}
        )

    def _write(self, kind: str, table: dict[str, Any]) -> None:
        self.console.out.write(to_json({"type": kind, **table}) + "\n")
        self.console.out.flush()


def _number(steps: Iterable[Step]) -> int:
    """How many steps there are that do something: to wait for a source is none."""
    return sum(step.kind in DOING for step in steps)
