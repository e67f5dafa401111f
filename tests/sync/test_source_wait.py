"""What is told of the wait for sources."""

from types import SimpleNamespace
from typing import Any

from execsync.core.address import Address
from execsync.core.planning.steps import Step, StepKind
from execsync.core.running.waiting import Timing
from execsync.core.state import SourceState
from execsync.errors import HubError
from execsync.sync.polling import PollAnswers
from execsync.sync.source_wait import Extraction

URL = "https://a.example/text"


class Notes:
    """Stands in for a tracker."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def wait(self, _step: Step, _waiting: int) -> None:
        pass

    def note(self, _step: Step, text: str) -> None:
        self.told.append(text)


def test_a_failure_is_told_once_whatever_time_its_attempts_had() -> None:
    state = SimpleNamespace(sources={URL: SourceState(URL, "source-1", "A")})
    tracker: Any = Notes()
    recorder: Any = SimpleNamespace(state=state)
    hub: Any = None
    extraction = Extraction(hub, recorder, tracker, lambda: 0.0, Timing(), lambda _step: None)
    extraction.wait_for(Step(StepKind.AWAIT_SOURCE, Address("source", URL)))
    for status, attempts in ((502, 5), (502, 3), (503, 5), (502, 5)):
        error = HubError(f"the hub failed ({attempts} attempts): {status}", status=status)
        extraction.take_in(PollAnswers(error=error))
    assert tracker.told == [
        "the hub failed (5 attempts): 502; it is asked again",
        "the hub failed (5 attempts): 503; it is asked again",
    ]
