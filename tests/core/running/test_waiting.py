from execsync.core.address import Address
from execsync.core.planning.steps import Step, StepKind
from execsync.core.running.waiting import Timing, Waiting

TEMPO = Timing(first_poll=1.0, poll_growth=2.0, longest_poll=3.0, source_timeout=60.0)


def wait_for(url: str) -> Step:
    return Step(StepKind.AWAIT_SOURCE, Address("source", url))


X, Y = wait_for("x"), wait_for("y")


def test_nothing_is_asked_while_nothing_is_waited_for() -> None:
    waiting = Waiting(TEMPO)
    assert not waiting.is_due(100.0)
    assert waiting.seconds_left(100.0) is None


def test_questions_come_less_and_less_often() -> None:
    waiting = Waiting(TEMPO)
    waiting.add(X, "s1", 0.0)
    now, gaps = 0.0, []
    for _ in range(4):
        left = waiting.seconds_left(now)
        assert left is not None
        gaps.append(left)
        now += left
        assert waiting.is_due(now)
        waiting.answer({}, now)
    assert gaps == [1.0, 2.0, 3.0, 3.0]


def test_the_first_source_of_all_is_not_asked_for_at_once_however_late_it_is() -> None:
    waiting = Waiting(TEMPO)
    waiting.add(X, "s1", 100.0)
    assert waiting.seconds_left(100.0) == 1.0


def test_no_second_question_is_asked_while_one_is_on_its_way() -> None:
    waiting = Waiting(TEMPO)
    waiting.add(X, "s1", 0.0)
    waiting.busy = True
    assert not waiting.is_due(10.0)
    assert waiting.seconds_left(10.0) is None


def test_a_new_source_brings_the_next_question_forward() -> None:
    waiting = Waiting(TEMPO)
    waiting.add(X, "s1", 0.0)
    waiting.answer({}, 1.0)
    waiting.answer({}, 3.0)
    assert waiting.seconds_left(3.0) == 3.0
    waiting.add(Y, "s2", 3.5)
    assert waiting.seconds_left(3.5) == 1.0


def test_while_source_after_source_is_made_the_longest_time_passes_between_two_questions() -> None:
    """Each would cost a request or more, which the next source is in need of."""
    waiting, asked = Waiting(TEMPO), []
    for number in range(40):
        now = number * 0.25
        waiting.add(X, f"s{number}", now)
        if waiting.is_due(now):
            asked.append(now)
            waiting.answer({}, now)
    assert asked == [3.0, 6.0, 9.0]
    assert waiting.seconds_left(9.75) == 1.0


def test_an_answer_ends_every_wait_for_that_source() -> None:
    waiting = Waiting(TEMPO)
    waiting.add(X, "s1", 0.0)
    waiting.add(Y, "s1", 0.0)
    assert waiting.ids == ("s1",)
    assert waiting.answer({"s1": "ready"}, 1.0) == [(X, "ready"), (Y, "ready")]
    assert len(waiting) == 0


def test_what_has_not_ended_is_asked_for_after_what_was_not_seen() -> None:
    waiting = Waiting(TEMPO)
    for source_id in ("s1", "s2", "s3"):
        waiting.add(X, source_id, 0.0)
    assert waiting.answer({"s1": "pending", "s3": "processing"}, 1.0) == []
    assert waiting.ids == ("s2", "s1", "s3")


def test_what_is_not_waited_for_any_more_is_of_no_interest() -> None:
    waiting = Waiting(TEMPO)
    waiting.add(X, "s1", 0.0)
    assert waiting.drop(("s1",)) == [X]
    assert waiting.answer({"s1": "pending"}, 1.0) == []
    assert (waiting.ids, waiting.first()) == ((), None)


def test_no_wait_ends_while_a_question_is_on_its_way() -> None:
    """Its answer may be the one that was waited for, or tell why there is none."""
    waiting = Waiting(TEMPO)
    waiting.add(X, "s1", 0.0)
    waiting.busy = True
    assert waiting.expire(61.0) == []
    assert waiting.answer({}, 62.0) == []
    assert waiting.expire(62.0) == [X]


def test_a_wait_that_takes_too_long_ends_and_others_go_on() -> None:
    waiting = Waiting(TEMPO)
    waiting.add(X, "s1", 0.0)
    waiting.add(Y, "s2", 30.0)
    assert waiting.expire(59.9) == []
    assert waiting.expire(60.0) == [X]
    assert waiting.ids == ("s2",)
