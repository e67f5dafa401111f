"""Applying again and again while somebody writes: when to look for changes, and when to write them."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from execsync.core.running.result import ApplyResult
from execsync.errors import EXIT_INTERRUPTED, EXIT_OK, ExecsyncError, Interrupted, LockedError
from execsync.watch.absence import Absences
from execsync.watch.hints import Hints
from execsync.watch.planner import Decision
from execsync.watch.reader import Reader
from execsync.watch.reporter import WatchReporter
from execsync.watch.retry_delay import RetryDelay
from execsync.watch.session import HubSession
from execsync.watch.status import WatchStatus
from execsync.watch.working_set import WorkingSet
from execsync.watch.write_throttle import is_final
from execsync.watch.writer import Batch, Writer

if TYPE_CHECKING:
    from execsync.core.planning.plan import Change

BY_CLOCK, SAFETY = 1.0, 30.0
"""Seconds between two looks without a hint: where none comes, and in case that one was lost."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a watch is put together from. `make_writer` makes one for the Config then in force.

    `confirm` is given the first decision before anything is written, and may raise. `check` raises what
    has set `stop` where that was no person. `page` is the address of the local hub's page, and
    `tell_page` tells it of the files, after each batch and each look.
    """

    reader: Reader
    session: HubSession
    absences: Absences
    hints: Hints
    reporter: WatchReporter
    make_writer: Callable[[], Writer]
    confirm: Callable[[Writer, Decision], None]
    as_draft: Callable[[], bool]
    stop: threading.Event
    check: Callable[[], None]
    page: str = ""
    tell_page: Callable[[WorkingSet, Batch | None], None] = lambda _working_set, _batch: None


class Watch:
    """One watch, from its first plan until it is stopped. Times are seconds."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = parts.reader
        self._writer = parts.make_writer()
        self._retry_delay = RetryDelay()
        self._is_confirmed = False
        self._has_changed = True
        self._due: float | None = None
        self._waiting = 0
        self._leaving: tuple[Change, ...] = ()
        self._failed = 0
        self._applied = ""
        self._trouble = ""
        self._batch: Batch | None = None

    def run(self) -> int:
        """Watch until `stop` is set. Returns the exit code: 0 when nothing is left undone.

        Raises whatever no waiting can mend: a key that is rejected, a State that cannot be used, a
        number of requests that is used up.
        """
        parts = self._parts
        threading.Thread(target=self._end_hints, name="stop", daemon=True).start()
        try:
            while not parts.stop.is_set():
                self._gather()
                if self._is_due:
                    self._write()
                parts.tell_page(self._reader.working_set, self._batch)
                parts.reporter.show(self._status())
                parts.hints.wait(self._seconds_left())
        finally:
            parts.reporter.clear()
        parts.check()
        return self._end()

    def _end_hints(self) -> None:
        self._parts.stop.wait()
        self._parts.hints.end()

    def _gather(self) -> None:
        news = self._reader.gather()
        self._has_changed = self._has_changed or news.changed
        if news.new_config:
            self._writer = self._parts.make_writer()

    @property
    def _is_due(self) -> bool:
        if self._reader.is_lost or self._retry_delay.seconds_left > 0:
            return False
        return self._has_changed or (self._due is not None and self._due <= time.monotonic())

    def _write(self) -> None:
        writer, confirm = self._writer, self._parts.confirm
        try:
            batch = writer.write(
                self._reader.working_set,
                confirm=None if self._is_confirmed else lambda decision: confirm(writer, decision),
            )
        except Interrupted:
            return
        except ExecsyncError as error:
            self._retry_delay.fail(error)
            self._note_error(error)
            if not isinstance(error, LockedError):
                self._waiting = len(writer.waiting(self._reader.working_set))
            return
        self._is_confirmed = True
        self._take(batch)

    def _take(self, batch: Batch) -> None:
        """Learn from a batch when to go on with what."""
        self._batch = batch
        result, decision = batch.result, batch.decision
        self._due = None if batch.again_in is None else time.monotonic() + batch.again_in
        if result.done:
            self._applied = time.strftime("%H:%M:%S")
        self._parts.reporter.findings(batch.lost_names, of="names")
        self._parts.reporter.notes(batch.notes)
        self._parts.reporter.obstacles(decision.plan.obstacles)
        self._leaving = decision.leaving
        self._parts.reporter.leaving(self._leaving, self._leaving_in())
        self._settle(result)
        final = sum(is_final(failure) for failure in result.failures)
        broken = len({found.path for found in batch.lost_names})
        self._failed = final + len(decision.refused) + len(decision.plan.stuck) + broken
        left = {step.address for step in result.left}
        self._waiting = len(left) + len(decision.early) + len(result.failures) - final

    def _settle(self, result: ApplyResult) -> None:
        """Wait out what may pass. Raises what ended the batch where it cannot."""
        later = [failure.error for failure in result.failures if not is_final(failure)]
        self._has_changed = bool(later) or result.halted is not None
        if isinstance(result.halted, Interrupted):
            return
        if result.halted is not None:
            self._retry_delay.fail(result.halted)
        elif later:
            self._retry_delay.wait()
        else:
            self._retry_delay.reset()
        self._note_error(result.halted or (later[0] if later else None))

    def _note_error(self, error: ExecsyncError | None) -> None:
        whom = "another apply" if isinstance(error, LockedError) else "the hub"
        self._trouble = f"waiting for {whom}" if error else ""
        self._parts.reporter.trouble(error)

    def _leaving_in(self) -> float:
        return self._parts.absences.seconds_left(self._leaving) or 0.0

    def _seconds_left(self) -> float:
        if self._reader.is_lost:
            return BY_CLOCK
        # What is to be archived is looked for all the time, and the branch too, of which nobody tells.
        times = [BY_CLOCK if self._reader.is_blind or self._leaving else SAFETY]
        if not self._reader.is_settled:
            times.append(self._reader.config.watch.quiet)
        if self._has_changed:
            times.append(self._retry_delay.seconds_left)
        if self._due is not None:
            times.append(max(self._due - time.monotonic(), self._retry_delay.seconds_left))
        return max(0.0, min(times))

    def _status(self) -> WatchStatus:
        parts, counts = self._parts, self._parts.session.counts()
        return WatchStatus(
            pages=len(self._reader.working_set.pages),
            requests=parts.session.sent,
            today=counts.last_day if counts else None,
            day_limit=self._reader.config.limits.per_day,
            waiting=self._waiting,
            leaving=len(self._leaving),
            leaving_in=self._leaving_in(),
            failed=self._failed + len(self._reader.working_set.broken),
            applied=self._applied,
            trouble=self._trouble,
            as_draft=parts.as_draft(),
            page=parts.page,
        )

    def _end(self) -> int:
        """The exit code of a watch that was stopped, and what a person should know then."""
        self._reader.look()
        undone = self._writer.undone(self._reader.working_set)
        if not undone:
            return EXIT_OK
        pages = "1 page is" if undone == 1 else f"{undone:,} pages are"
        where = "the local hub" if self._parts.page else "the hub"
        more = "" if self._parts.page else "; see execsync plan"
        self._parts.reporter.tell(f"{pages} not on {where} as the files want it{more}")
        return EXIT_INTERRUPTED
