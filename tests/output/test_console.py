import io
import os
import threading

import pytest

from execsync.errors import RefusedError
from execsync.output.console import ColourChoice, Console


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    """A stream whose reader went away."""

    def write(self, _text: str) -> int:
        raise BrokenPipeError


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def paints(stream: io.StringIO, choice: ColourChoice = "auto") -> bool:
    return Console(stream, stream, choice).style(stream).colour


def test_colours_are_for_terminals() -> None:
    assert paints(Terminal())
    assert not paints(io.StringIO())


@pytest.mark.parametrize(
    ("variables", "terminal", "other"),
    [
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": ""}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
    ],
)
def test_the_environment_decides_about_colours(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], terminal: bool, other: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert (paints(Terminal()), paints(io.StringIO())) == (terminal, other)


def test_the_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert paints(io.StringIO(), "always")
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not paints(Terminal(), "never")


def test_only_a_terminal_has_a_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "132")
    console = Console(Terminal(), io.StringIO())
    assert console.style(console.out).width == 132
    assert console.style(console.err).width is None


@pytest.mark.parametrize("columns", ["", "0", "wide"])
def test_a_terminal_that_does_not_tell_has_80_columns(
    monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    console = Console(Terminal(), Terminal())
    assert console.style(console.out).width == 80


def test_lines_of_other_threads_wait_for_the_main_one() -> None:
    err = io.StringIO()
    console = Console(io.StringIO(), err)
    threads = [threading.Thread(target=console.tell, args=(f"line {n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
        thread.join()
    assert err.getvalue() == ""
    console.tell("mine")
    assert err.getvalue() == "line 0\nline 1\nline 2\nmine\n"
    console.catch_up()
    assert err.getvalue().count("line 0") == 1


def test_nobody_reading_notes_stops_nothing() -> None:
    Console(io.StringIO(), Gone()).tell("a note")


def test_a_question_that_nobody_can_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda _descriptor: False)
    err = Terminal()
    with pytest.raises(RefusedError, match="nobody can be asked here, and --yes was not given"):
        Console(io.StringIO(), err).ask("Sure?", yes_option="--yes")
    assert err.getvalue() == "", "no question that hangs"


@pytest.mark.parametrize("answer", ["", "no\n", "y\n", "YES\n", "yes please\n"])
def test_only_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(os, "isatty", lambda _descriptor: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    err = Terminal()
    with pytest.raises(RefusedError, match="not applied; nothing was changed"):
        Console(io.StringIO(), err).ask("Sure?", yes_option="--yes")
    # Enter ends the line of the question; where there was none, nothing has.
    end = "" if answer else "\n"
    assert err.getvalue() == f"\nSure? Only 'yes' is taken as a yes: {end}"


def test_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda _descriptor: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    Console(io.StringIO(), Terminal()).ask("Sure?", yes_option="--yes")
