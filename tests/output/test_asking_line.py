"""The hub is asked, and is slow: a person sees that, and nothing of it stays."""

import io

from execsync.output.asking_line import AskingLine
from execsync.output.console import Console
from tests.output.screen import screen


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def on(err: io.StringIO) -> tuple[Console, Clock, AskingLine]:
    console, clock = Console(io.StringIO(), err, "never"), Clock()
    return console, clock, AskingLine(console, clock)


def test_a_slow_answer_is_counted_up_to_and_leaves_nothing() -> None:
    err = Terminal()
    _, clock, asking = on(err)
    seen = []
    with asking() as look_up:
        for clock.now in (0.5, 1.0, 2.5, 12.0):
            look_up()
            seen.append(screen(err.getvalue()))
    assert [line for (line,) in filter(None, seen)] == [
        f"asking the hub, {seconds} s" for seconds in (1, 2, 12)
    ]
    assert screen(err.getvalue()) == []


def test_many_quick_answers_one_after_the_other_are_no_silence_either() -> None:
    err = Terminal()
    _, clock, asking = on(err)
    seen = []
    for _ in range(4):
        with asking():
            seen.append(screen(err.getvalue()))
            clock.now += 0.5
    assert seen == [[], [], ["asking the hub, 1 s"], ["asking the hub, 2 s"]]
    clock.now += 60.0
    with asking():
        assert screen(err.getvalue()) == []


def test_what_a_signal_says_meanwhile_stands_above_it_and_stays() -> None:
    err = Terminal()
    console, clock, asking = on(err)
    with asking() as look_up:
        clock.now = 3.0
        look_up()
        assert console.put_off("stopping")
        look_up()
        assert screen(err.getvalue()) == ["stopping", "asking the hub, 3 s"]
    assert screen(err.getvalue()) == ["stopping"]


def test_a_log_is_told_nothing() -> None:
    log = io.StringIO()
    _, clock, asking = on(log)
    with asking() as look_up:
        clock.now = 5.0
        look_up()
    assert log.getvalue() == ""


def test_beside_another_live_line_it_says_nothing() -> None:
    err = Terminal()
    console, clock, asking = on(err)
    with console.waits.shown_by(lambda: None), asking() as look_up:
        clock.now = 5.0
        look_up()
    assert err.getvalue() == ""
