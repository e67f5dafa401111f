"""Which pages a batch leaves out: those written a moment ago, and those that were refused."""

from dataclasses import replace

from execsync.core.address import Address
from execsync.core.planning.plan import Action, ActionReason, PageChange
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page
from execsync.core.running.result import ApplyResult, StepFailure
from execsync.errors import AnswerLost, ExecsyncError, Incomplete, NotFound, RequestRefused
from execsync.watch.retry_delay import LONGEST, RetryDelay
from execsync.watch.write_throttle import WriteThrottle, is_final
from tests.support.entries import entry
from tests.watch.clock import StoppedClock

PAGE = Page("a.md", "A", Body.of("Text"))
CHANGE = PageChange(Address("page", "a.md"), Action.UPDATE, ActionReason.FIELDS_CHANGED, after=PAGE)
STEP = Step(StepKind.UPDATE_PAGE, Address("page", "a.md"), CHANGE)
AWAIT = Step(StepKind.AWAIT_SOURCE, Address("source", "https://x.example"))


def test_a_page_waits_from_its_last_write() -> None:
    clock = StoppedClock()
    throttle = WriteThrottle(5.0, clock)
    assert not throttle.is_too_soon(CHANGE)
    throttle.note(ApplyResult(done=[STEP]))
    clock.now += 2
    assert throttle.is_too_soon(CHANGE)
    assert throttle.seconds_left([CHANGE]) == 3
    clock.now += 3
    assert not throttle.is_too_soon(CHANGE)
    assert throttle.seconds_left([]) is None


def test_a_renamed_page_waits_too() -> None:
    throttle = WriteThrottle(5.0, StoppedClock())
    throttle.note(ApplyResult(done=[STEP]))
    moved = replace(CHANGE, address=Address("page", "b.md"), before=entry("a.md"))
    assert throttle.is_too_soon(moved)


def test_without_an_interval_nothing_waits() -> None:
    throttle = WriteThrottle(0.0, StoppedClock())
    throttle.note(ApplyResult(done=[STEP]))
    assert not throttle.is_too_soon(CHANGE)


def test_what_was_refused_is_sent_again_once_it_says_something_else() -> None:
    throttle = WriteThrottle()
    assert not throttle.is_refused(CHANGE)
    throttle.note(ApplyResult(failures=[StepFailure(STEP, RequestRefused("no"))]))
    assert throttle.is_refused(CHANGE)
    assert not throttle.is_refused(replace(CHANGE, after=replace(PAGE, body=Body.of("Better"))))
    throttle.forget_refusals()
    assert not throttle.is_refused(CHANGE)


def test_a_page_whose_source_cannot_be_read_is_refused_with_it() -> None:
    throttle = WriteThrottle()
    failed = ExecsyncError("the hub could not extract its text")
    throttle.note(ApplyResult(failures=[StepFailure(AWAIT, failed, dropped=(STEP,))]))
    assert throttle.is_refused(CHANGE)


def test_what_may_pass_is_not_final() -> None:
    assert is_final(StepFailure(STEP, NotFound("archived on the web")))
    assert is_final(StepFailure(AWAIT, ExecsyncError("the hub could not extract its text")))
    assert not is_final(StepFailure(AWAIT, Incomplete("not extracted in time")))
    assert not is_final(StepFailure(STEP, AnswerLost("who knows")))


def test_waits_grow_up_to_a_bound_and_begin_anew() -> None:
    clock = StoppedClock()
    retry_delay = RetryDelay(clock)
    waits = []
    for _ in range(7):
        retry_delay.fail(AnswerLost("no answer"))
        waits.append(retry_delay.seconds_left)
    assert waits == [1, 2, 4, 8, 16, LONGEST, LONGEST]
    clock.now += LONGEST
    assert retry_delay.seconds_left == 0
    retry_delay.reset()
    retry_delay.wait()
    assert retry_delay.seconds_left == 1


def test_the_hub_s_own_word_counts_more() -> None:
    retry_delay = RetryDelay(StoppedClock())
    retry_delay.fail(Incomplete("no more requests for now", retry_after=900.0))
    assert retry_delay.seconds_left == 900
