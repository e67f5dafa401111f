"""Sources whose text the hub extracts: waiting for them, and what became of each."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from execsync.core.planning.source_guards import foreign_obstacle
from execsync.core.planning.steps import Step
from execsync.core.running.hub import HubCalls
from execsync.core.running.record import Outcome
from execsync.core.running.waiting import Timing, Waiting
from execsync.core.spoken_time import say_seconds
from execsync.core.state import GONE, SourceState
from execsync.errors import ExecsyncError, Incomplete
from execsync.state.recorder import Recorder
from execsync.sync.polling import PollAnswers, poll
from execsync.sync.tracker import HALTING, ApplyTracker


class Extraction:
    """The sources that pages of this apply wait for. Used by the main thread alone."""

    def __init__(
        self,
        hub: HubCalls,
        recorder: Recorder,
        tracker: ApplyTracker,
        clock: Callable[[], float],
        timing: Timing,
        missed: Callable[[Step], None],
    ) -> None:
        """`missed` is told of each step whose source was deleted on the web meanwhile."""
        self._hub = hub
        self._recorder = recorder
        self._tracker = tracker
        self._clock = clock
        self._timing = timing
        self._missed = missed
        self._waiting = Waiting(timing)
        self._error: ExecsyncError | None = None
        self._told: set[tuple[type[ExecsyncError], int | None]] = set()

    def wait_for(self, step: Step) -> None:
        """Wait for the source that `step` names, unless it is known to have ended.

        What the hub says of a source that was made or found a moment ago is its status by now; one that
        failed in an earlier run may have been mended since.
        """
        source = self._source(step)
        is_fresh = bool(step.needs)
        if source.status == "ready" or (source.status == "failed" and is_fresh):
            self._end(step, source.status)
        else:
            self._waiting.add(step, source.id, self._clock())
            self._tracker.wait(step, len(self._waiting))

    def question(self) -> Callable[[], PollAnswers] | None:
        """What a worker should ask the hub now, if it is time to."""
        if not self._waiting.is_due(self._clock()):
            return None
        self._waiting.busy = True
        ids = self._waiting.ids
        return lambda: poll(self._hub, ids)

    def seconds_left(self) -> float | None:
        """Until the next question; None where none is to come."""
        return self._waiting.seconds_left(self._clock())

    def take_in(self, answers: PollAnswers) -> None:
        """Take in what the hub answered; what it did not is asked again later, if that may help."""
        for step, status in self._waiting.answer(answers.statuses, self._clock()):
            if status == GONE:
                self._missed(step)
                continue
            self._recorder.note(Outcome(0, (replace(self._source(step), status=status),)))
            self._end(step, status)
        for source_id, error in answers.refused.items():
            self._fail(self._waiting.drop((source_id,)), error)
        self._error = answers.error
        if isinstance(answers.error, HALTING):
            self._tracker.halt(answers.error)
        elif answers.error is not None:
            self._tell(answers.error)

    def expire(self) -> None:
        """Give up what has taken too long."""
        message = f"its text was not extracted within {say_seconds(self._timing.source_timeout)}"
        if self._error is not None:
            message += f"; the last question ended with: {self._error.message}"
        hint = "run the same command again later; it goes on from here"
        late = self._waiting.expire(self._clock())
        self._fail(late, Incomplete(message, hint=hint))

    def _source(self, step: Step) -> SourceState:
        return self._recorder.state.sources[step.address.name]

    def _end(self, step: Step, status: str) -> None:
        if status == "ready":
            self._tracker.finish(step)
        else:
            self._fail((step,), _extraction_failed(self._source(step)))

    def _fail(self, steps: Iterable[Step], error: ExecsyncError) -> None:
        for step in steps:
            self._tracker.fail(step, error)

    def _tell(self, error: ExecsyncError) -> None:
        """Tell what a question ended with, once: a hub that fails may do so at each question.

        The message is no measure of it: it counts attempts, of which a slow hub leaves time for fewer.
        """
        step, kind = self._waiting.first(), (type(error), getattr(error, "status", None))
        if step is not None and kind not in self._told:
            self._told.add(kind)
            self._tracker.note(step, f"{error.message}; it is asked again")


def _extraction_failed(source: SourceState) -> ExecsyncError:
    hint = "mend the address, or try once more with: execsync apply --retry-sources"
    if not source.ours:
        obstacle = foreign_obstacle(source)
        hint = f"{obstacle.reason}: {obstacle.way_out}"
    return ExecsyncError("the hub could not extract its text", hint=hint)
