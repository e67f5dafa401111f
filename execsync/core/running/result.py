"""What an apply did, and the exit code that this means."""

from dataclasses import dataclass, field

from execsync.core.planning.steps import Step
from execsync.errors import (
    EXIT_ERROR,
    EXIT_INCOMPLETE,
    EXIT_OK,
    ExecsyncError,
    Incomplete,
)


@dataclass(frozen=True, slots=True)
class StepFailure:
    """A step that failed, and the steps that were dropped because they needed it."""

    step: Step
    error: ExecsyncError
    dropped: tuple[Step, ...] = ()


@dataclass(slots=True)
class ApplyResult:
    """What an apply did. `left` was not begun; `halted` is what ended the run before its end.

    `found` are those of `done` that were to make a source, and found that the hub has it.
    """

    done: list[Step] = field(default_factory=list)
    failures: list[StepFailure] = field(default_factory=list)
    left: list[Step] = field(default_factory=list)
    found: list[Step] = field(default_factory=list)
    halted: ExecsyncError | None = None

    @property
    def exit_code(self) -> int:
        """The exit code: an interruption wins over an error, and an error over being incomplete."""
        errors = [failure.error for failure in self.failures]
        if self.halted is not None:
            if self.halted.exit_code not in (EXIT_ERROR, EXIT_INCOMPLETE):
                return self.halted.exit_code
            errors.append(self.halted)
        if any(not isinstance(error, Incomplete) for error in errors):
            return EXIT_ERROR
        return EXIT_INCOMPLETE if errors else EXIT_OK
