"""The exit code that the end of an apply means."""

import pytest

from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page
from execsync.core.running.result import ApplyResult, StepFailure
from execsync.errors import (
    EXIT_ERROR,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    EXIT_OK,
    ExecsyncError,
    Incomplete,
    Interrupted,
)

ERROR, LATER, STOP = ExecsyncError("no"), Incomplete("later"), Interrupted("stopped")


@pytest.mark.parametrize(
    ("errors", "halted", "code"),
    [
        ([], None, EXIT_OK),
        ([LATER], None, EXIT_INCOMPLETE),
        ([LATER, ERROR], None, EXIT_ERROR),
        ([], LATER, EXIT_INCOMPLETE),
        ([], ERROR, EXIT_ERROR),
        ([ERROR], LATER, EXIT_ERROR),
        ([LATER], ERROR, EXIT_ERROR),
        ([ERROR], STOP, EXIT_INTERRUPTED),
    ],
)
def test_an_interruption_wins_over_an_error_and_that_over_being_incomplete(
    errors: list[ExecsyncError], halted: ExecsyncError | None, code: int
) -> None:
    step = Step(StepKind.CREATE_PAGE, Page("a.md", "Title", Body.of("")).address)
    failures = [StepFailure(step, error) for error in errors]
    assert ApplyResult(failures=failures, halted=halted).exit_code == code
