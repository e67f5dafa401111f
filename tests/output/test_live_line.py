"""The last lines of a terminal: never longer than the terminal is wide, and never in the way of others."""

import io

import pytest

from execsync.output.live_line import UP, LiveLine
from execsync.render.cells import cells
from tests.output.screen import narrowed, screen


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")


@pytest.mark.parametrize("text", ["1 of 3, 日本語の手引きの手引き.md", "plain and long enough"])
def test_a_text_of_wide_signs_is_cut_to_the_terminal(text: str) -> None:
    terminal = io.StringIO()
    LiveLine(terminal).show(text)
    (shown,) = screen(terminal.getvalue())
    assert shown.endswith("…")
    assert text.startswith(shown.removesuffix("…"))
    assert 18 <= cells(shown) <= 19


def test_a_short_text_is_shown_as_it_is() -> None:
    terminal = io.StringIO()
    LiveLine(terminal).show("日本語")
    assert screen(terminal.getvalue()) == ["日本語"]


def test_lines_over_it_come_and_go_with_it() -> None:
    terminal = io.StringIO()
    line = LiveLine(terminal)
    line.show("1 of 3", ["a"])
    line.show("2 of 3", ["a", "b"])
    assert screen(terminal.getvalue()) == ["a", "b", "2 of 3"]
    line.write_above(terminal, "stays\n")
    assert screen(terminal.getvalue()) == ["stays", "a", "b", "2 of 3"]
    line.show("3 of 3", ["c"])
    assert screen(terminal.getvalue()) == ["stays", "c", "3 of 3"]
    line.show("")
    assert screen(terminal.getvalue()) == ["stays"]


def test_nothing_is_drawn_where_nothing_has_changed() -> None:
    terminal = io.StringIO()
    line = LiveLine(terminal)
    line.show("1 of 3", ["a"])
    before = terminal.getvalue()
    line.show("1 of 3", ["a"])
    assert terminal.getvalue() == before


def test_it_waits_for_the_end_of_a_line_that_is_written_in_pieces() -> None:
    terminal = io.StringIO()
    line = LiveLine(terminal)
    line.show("1 of 3", ["a"])
    line.write_above(terminal, "half")
    line.show("2 of 3", ["a"])
    assert screen(terminal.getvalue()) == ["half"]
    line.write_above(terminal, " done\n")
    assert screen(terminal.getvalue()) == ["half done", "a", "2 of 3"]


@pytest.mark.parametrize("width", [19, 10, 7])
def test_a_narrower_terminal_keeps_no_ghost_of_it(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = io.StringIO()
    line = LiveLine(terminal, {})
    line.write_above(terminal, "stays\n")
    line.show("12 of 30, ends 9:15", ["departments/a.md"])
    before = narrowed(screen(terminal.getvalue()), width)
    monkeypatch.setenv("COLUMNS", str(width))
    written = len(terminal.getvalue())
    line.show("13", ["b"])
    assert screen(terminal.getvalue()[written:], before) == ["stays", "b", "13"]


@pytest.mark.parametrize(
    ("environment", "breaks"),
    [
        ({}, True),
        ({"XTERM_VERSION": "XTerm(390)"}, False),
        ({"STY": "12.pts-0"}, False),
        ({"XTERM_VERSION": "XTerm(390)", "TMUX": "/tmp/tmux-0/default,1,0"}, True),
    ],
)
def test_where_lines_are_cut_nothing_above_them_is_taken_away(
    environment: dict[str, str], breaks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = io.StringIO()
    line = LiveLine(terminal, environment)
    line.show("12 of 30, ends 9:15")
    written = len(terminal.getvalue())
    monkeypatch.setenv("COLUMNS", "10")
    line.show("")
    assert (UP in terminal.getvalue()[written:]) is breaks
