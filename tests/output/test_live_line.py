"""The last line of a terminal: never longer than the terminal is wide."""

import io

import pytest

from execsync.output.live_line import CLEAR, LiveLine
from execsync.render.cells import cells


@pytest.mark.parametrize("text", ["1 of 3, 日本語の手引きの手引き.md", "plain and long enough"])
def test_a_text_of_wide_signs_is_cut_to_the_terminal(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    terminal = io.StringIO()
    LiveLine(terminal).show(text)
    shown = terminal.getvalue().removeprefix(CLEAR)
    assert text.startswith(shown)
    assert 18 <= cells(shown) <= 19


def test_a_short_text_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    terminal = io.StringIO()
    LiveLine(terminal).show("日本語")
    assert terminal.getvalue() == f"{CLEAR}日本語"
