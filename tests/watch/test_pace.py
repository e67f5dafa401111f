"""Which pages a batch leaves out: those written a moment ago, and those that were refused."""

from dataclasses import replace

from execsync.core.planning.plan import Action, ActionReason, Change
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page
from execsync.core.running.result import ApplyResult, Failure
from execsync.errors import AnswerLost, ExecsyncError, Incomplete, NotFound, RequestRefused
from execsync.watch.pace import Pace, is_final
from execsync.watch.patience import LONGEST, Patience
from tests.watch.clock import StoppedClock

PAGE = Page("a.md", "A", Body.of("Text"))
CHANGE = Change("page:a.md", Action.UPDATE, ActionReason.FIELDS_CHANGED, after=PAGE)
STEP = Step(StepKind.UPDATE_PAGE, "page:a.md", CHANGE)
AWAIT = Step(StepKind.AWAIT_SOURCE, "source:https://x.example")


def test_a_page_waits_from_its_last_write() -> None:
    clock = StoppedClock()
    pace = Pace(5.0, clock)
    assert not pace.is_too_soon(CHANGE)
    pace.note(ApplyResult(done=[STEP]))
    clock.now += 2
    assert pace.is_too_soon(CHANGE)
    assert pace.seconds_left([CHANGE]) == 3
    clock.now += 3
    assert not pace.is_too_soon(CHANGE)
    assert pace.seconds_left([]) is None


def test_a_renamed_page_waits_too() -> None:
    pace = Pace(5.0, StoppedClock())
    pace.note(ApplyResult(done=[STEP]))
    moved = replace(CHANGE, address="page:b.md", previous_address="page:a.md")
    assert pace.is_too_soon(moved)


def test_without_an_interval_nothing_waits() -> None:
    pace = Pace(0.0, StoppedClock())
    pace.note(ApplyResult(done=[STEP]))
    assert not pace.is_too_soon(CHANGE)


def test_what_was_refused_is_sent_again_once_it_says_something_else() -> None:
    pace = Pace()
    assert not pace.is_refused(CHANGE)
    pace.note(ApplyResult(failures=[Failure(STEP, RequestRefused("no"))]))
    assert pace.is_refused(CHANGE)
    assert not pace.is_refused(replace(CHANGE, after=replace(PAGE, body=Body.of("Better"))))
    pace.pardon()
    assert not pace.is_refused(CHANGE)


def test_a_page_whose_source_cannot_be_read_is_refused_with_it() -> None:
    pace = Pace()
    failed = ExecsyncError("the hub could not extract its text")
    pace.note(ApplyResult(failures=[Failure(AWAIT, failed, dropped=(STEP,))]))
    assert pace.is_refused(CHANGE)


def test_what_may_pass_is_not_final() -> None:
    assert is_final(Failure(STEP, NotFound("archived on the web")))
    assert is_final(Failure(AWAIT, ExecsyncError("the hub could not extract its text")))
    assert not is_final(Failure(AWAIT, Incomplete("not extracted in time")))
    assert not is_final(Failure(STEP, AnswerLost("who knows")))


def test_waits_grow_up_to_a_bound_and_begin_anew() -> None:
    clock = StoppedClock()
    patience = Patience(clock)
    waits = []
    for _ in range(7):
        patience.lose(AnswerLost("no answer"))
        waits.append(patience.seconds_left)
    assert waits == [1, 2, 4, 8, 16, LONGEST, LONGEST]
    clock.now += LONGEST
    assert patience.seconds_left == 0
    patience.regain()
    patience.wait()
    assert patience.seconds_left == 1


def test_the_hub_s_own_word_counts_more() -> None:
    patience = Patience(StoppedClock())
    patience.lose(Incomplete("no more requests for now", retry_after=900.0))
    assert patience.seconds_left == 900
