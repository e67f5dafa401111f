"""Applying again and again while somebody writes: what waits for changes, and when it writes them."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from execsync.core.result import ApplyResult
from execsync.errors import EXIT_INTERRUPTED, EXIT_OK, ExecsyncError, Interrupted, LockedError
from execsync.watching.config_file import ConfigFile
from execsync.watching.hints import Hints
from execsync.watching.library import Library, Look
from execsync.watching.observation import Observation
from execsync.watching.pace import is_final
from execsync.watching.patience import Patience
from execsync.watching.planner import Decision
from execsync.watching.session import Session
from execsync.watching.status import Status
from execsync.watching.voice import Voice
from execsync.watching.writer import Batch, Writer

LONGEST_GATHERING = 2.0
"""Seconds after which saves are taken in although they still come."""

BY_CLOCK, SAFETY = 1.0, 30.0
"""Seconds between two looks without a hint: where the system gives none, and in case one was lost."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a watch is put together from. `make_writer` makes one for the Config then in force.

    `confirm` is given the first decision before anything is written, and may raise.
    """

    config_file: ConfigFile
    session: Session
    hints: Hints
    voice: Voice
    make_writer: Callable[[], Writer]
    confirm: Callable[[Writer, Decision], None]
    as_draft: Callable[[], bool]
    stop: threading.Event
    observation: Observation | None = None
    """None looks by the clock."""


class Watch:
    """One watch, from its first plan until it is stopped. Times are seconds."""

    def __init__(self, parts: Parts, clock: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._clock = clock
        self._library = Library(parts.config_file.config)
        self._writer = parts.make_writer()
        self._patience = Patience(clock)
        self._is_confirmed = False
        self._is_settled = False
        self._has_changed = True
        self._due: float | None = None
        self._waiting = 0
        self._failed = 0
        self._applied = ""
        self._trouble = ""

    def run(self) -> int:
        """Watch until `stop` is set. Returns the exit code: 0 when nothing is left undone.

        Raises whatever no waiting can mend: a key that is rejected, a State that cannot be used, a
        number of requests that is used up.
        """
        parts = self._parts
        threading.Thread(target=self._end_hints, name="stop", daemon=True).start()
        try:
            while not parts.stop.is_set():
                self._follow()
                self._gather()
                self._write_if_due()
                parts.voice.show(self._status())
                parts.hints.wait(self._seconds_left())
        finally:
            parts.voice.hush()
        return self._end()

    def _end_hints(self) -> None:
        self._parts.stop.wait()
        self._parts.hints.end()

    def _follow(self) -> None:
        observation = self._parts.observation
        if observation is not None:
            observation.follow(self._parts.config_file.config)
            self._parts.voice.condition("events", _say_blind(observation.failure))

    @property
    def _is_by_clock(self) -> bool:
        observation = self._parts.observation
        return observation is None or bool(observation.failure) or self._library.is_lost

    @property
    def _quiet(self) -> float:
        return self._parts.config_file.config.watch.quiet

    def _gather(self) -> None:
        """Take in what was saved, once it keeps still or a longest time is over."""
        hints, began = self._parts.hints, self._clock()
        if hints.pending:
            hints.settle(self._quiet, LONGEST_GATHERING)
        while True:
            look = self._look()
            self._has_changed = self._has_changed or look.changed
            self._is_settled = look.settled
            moves = not look.settled or (look.changed and self._is_by_clock)
            if (
                not moves
                or self._clock() - began >= 2 * LONGEST_GATHERING
                or self._parts.stop.is_set()
            ):
                break
            hints.settle(self._quiet, LONGEST_GATHERING)
        self._tell()

    def _look(self) -> Look:
        toml = self._parts.config_file.look()
        if toml.changed:
            self._library = Library(self._parts.config_file.config)
            self._writer = self._parts.make_writer()
            self._parts.voice.tell("execsync.toml has changed and is in force")
        tree = self._library.look()
        return Look(toml.changed or tree.changed, toml.settled and tree.settled)

    def _tell(self) -> None:
        voice, config_file = self._parts.voice, self._parts.config_file
        error = config_file.error.message if config_file.error else ""
        kept = f"{error}; the last version without an error stays in force" if error else ""
        voice.condition("config", kept, over="execsync.toml: no error any more")
        root = config_file.config.content.root
        lost = f"{root}: the content root is not there; nothing is written until it is"
        voice.condition(
            "root", lost if self._library.is_lost else "", over=f"{root}: is there again"
        )
        voice.findings(self._library.shelf.diagnostics)

    def _write_if_due(self) -> None:
        is_due = self._due is not None and self._due <= self._clock()
        if self._library.is_lost or not (self._has_changed or is_due):
            return
        if self._patience.seconds_left > 0:
            return
        writer, confirm = self._writer, self._parts.confirm
        try:
            batch = writer.write(
                self._library.shelf,
                confirm=None if self._is_confirmed else lambda decision: confirm(writer, decision),
            )
        except Interrupted:
            return
        except ExecsyncError as error:
            self._patience.lose(error)
            self._suffer(error)
            return
        self._is_confirmed = True
        self._take(batch)

    def _take(self, batch: Batch) -> None:
        """Learn from a batch when to go on with what."""
        result, decision = batch.result, batch.decision
        self._due = None if batch.again_in is None else self._clock() + batch.again_in
        if result.done:
            self._applied = time.strftime("%H:%M:%S")
        self._parts.voice.notes((*batch.notes, *decision.plan.notes))
        self._parts.voice.obstacles(decision.plan.obstacles)
        self._settle(result)
        final = sum(is_final(failure) for failure in result.failures)
        self._failed = final + len(decision.refused) + len(decision.stuck)
        left = {step.address for step in result.left}
        self._waiting = len(left) + len(decision.early) + len(result.failures) - final

    def _settle(self, result: ApplyResult) -> None:
        """Wait out what may pass. Raises what ended the batch where it cannot."""
        later = [failure.error for failure in result.failures if not is_final(failure)]
        self._has_changed = bool(later) or result.halted is not None
        if isinstance(result.halted, Interrupted):
            return
        if result.halted is not None:
            self._patience.lose(result.halted)
        elif later:
            self._patience.wait()
        else:
            self._patience.regain()
        self._suffer(result.halted or (later[0] if later else None))

    def _suffer(self, error: ExecsyncError | None) -> None:
        whom = "another apply" if isinstance(error, LockedError) else "the hub"
        self._trouble = f"waiting for {whom}" if error else ""
        self._parts.voice.trouble(error)

    def _seconds_left(self) -> float:
        now, patience = self._clock(), self._patience.seconds_left
        times = [BY_CLOCK if self._is_by_clock else SAFETY]
        if not self._is_settled:
            times.append(self._quiet)
        if self._has_changed and not self._library.is_lost:
            times.append(patience)
        if self._due is not None:
            times.append(max(self._due - now, patience))
        return max(0.0, min(times))

    def _status(self) -> Status:
        parts, counts = self._parts, self._parts.session.counts()
        return Status(
            pages=len(self._library.shelf.pages),
            requests=parts.session.sent,
            today=counts.last_day if counts else None,
            day_limit=parts.config_file.config.limits.per_day,
            waiting=self._waiting,
            failed=self._failed + len(self._library.shelf.broken),
            applied=self._applied,
            trouble=self._trouble,
            as_draft=parts.as_draft(),
        )

    def _end(self) -> int:
        """The exit code of a watch that was stopped, and what a person should know then."""
        self._library.look()
        undone = self._writer.undone(self._library.shelf) if self._is_confirmed else 1
        if not undone:
            return EXIT_OK
        pages = "1 page is" if undone == 1 else f"{undone:,} pages are"
        self._parts.voice.tell(
            f"{pages} not on the hub as the files want it; execsync plan shows it"
        )
        return EXIT_INTERRUPTED


def _say_blind(failure: str) -> str:
    if not failure:
        return ""
    return f"the system cannot tell of changes ({failure}): looking every second, as --poll does"
