"""How far an apply is: the steps that are left, what became of the others, and who is told."""

from execsync.core.planning.steps import Step, StepKind
from execsync.core.running.events import Event, EventKind, Listen
from execsync.core.running.result import ApplyResult, StepFailure
from execsync.core.running.schedule import Schedule
from execsync.errors import ExecsyncError, HubUnreachable, Incomplete, Interrupted, KeyRejected

HALTING = (KeyRejected, HubUnreachable, Incomplete, Interrupted)
"""After one of these no other request can fare better, so that none is sent."""


class ApplyTracker:
    """The way through the steps of one apply, with its result so far."""

    def __init__(self, steps: tuple[Step, ...], listen: Listen) -> None:
        self.schedule = Schedule(steps)
        self.result = ApplyResult()
        self._total = len(steps)
        self._listen = listen

    @property
    def is_halted(self) -> bool:
        """Whether no new request is to be sent."""
        return self.result.halted is not None

    def halt(self, error: ExecsyncError) -> None:
        """Send nothing more; the first reason is the one that is told."""
        if self.result.halted is None:
            self.result.halted = error

    def put(self, step: Step) -> None:
        """Take in a step that turned out to be needed, or one that is to be done over."""
        self._total += not self.schedule.has(step.key)
        self.schedule.put(step)

    def start(self, step: Step) -> None:
        """Tell that a step's request is on its way."""
        self._tell(EventKind.START, step)

    def wait(self, step: Step, waiting: int) -> None:
        """Tell that a step waits for the hub, one of so many sources."""
        self._tell(EventKind.WAITING, step, waiting=waiting)

    def note(self, step: Step, text: str) -> None:
        """Tell something about a step."""
        self._tell(EventKind.NOTE, step, text=text)

    def tick(self) -> None:
        """Tell that time has passed."""
        self._listen(None)

    def finish(self, step: Step, hub_id: str = "", *, found: bool = False) -> None:
        """A step is done; with `found`, the hub has the source already that it was to make."""
        self.schedule.finish(step)
        self.result.done.append(step)
        if found:
            self.result.found.append(step)
        self._tell(EventKind.COMPLETE, step, hub_id=hub_id, found=found)

    def skip(self, step: Step) -> None:
        """A step has turned out to change nothing."""
        self.schedule.finish(step)
        self._total -= 1

    def fail(self, step: Step, error: ExecsyncError) -> None:
        """A step failed, and what needed it with it; or nothing more can be sent, and it is left."""
        if isinstance(error, HALTING) and step.kind is not StepKind.AWAIT_SOURCE:
            self.halt(error)
            return
        dropped = self.schedule.fail(step)
        self.result.failures.append(StepFailure(step, error, dropped))
        self._tell(EventKind.ERRORED, step, text=error.message, hint=error.hint)

    def end(self) -> None:
        """Have the result name the steps that were not begun or not finished."""
        self.result.left += self.schedule.unfinished

    def _tell(
        self,
        kind: EventKind,
        step: Step,
        *,
        hub_id: str = "",
        text: str = "",
        hint: str = "",
        waiting: int = 0,
        found: bool = False,
    ) -> None:
        self._listen(
            Event(
                kind,
                address=step.address,
                action=step.kind.value,
                id=hub_id,
                text=text,
                hint=hint,
                done=len(self.result.done),
                total=self._total,
                waiting=waiting,
                found=found,
            )
        )
