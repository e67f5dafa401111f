"""Commands on a terminal: colours, lines that fit, a question and its answer, a live line."""

import sys

import pytest

from execsync.localhub import LocalHub
from execsync.render.cells import cells
from tests.output.screen import screen
from tests.support.checkout import Checkout

if sys.platform == "win32":
    pytest.skip("pseudo-terminals", allow_module_level=True)

from tests.support.terminal import ESCAPES, Terminal


@pytest.fixture
def edited(checkout: Checkout) -> Checkout:
    """A page whose text is long, and a path and folders that are long too."""
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n")
    checkout.page("a.md", title="A", body="word " * 60)
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", body="other " * 60)
    folders = [f"fld_{n:020}" for n in range(8)]
    checkout.page("b/日本語.md", title="B", folder_ids=folders)
    return checkout


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_a_plan_is_painted_and_fits(edited: Checkout, columns: int) -> None:
    terminal = Terminal(edited, "plan", columns=columns)
    assert terminal.wait() == 0
    assert "\x1b[32m+ b/" in terminal.shown
    plain = ESCAPES.sub("", terminal.shown)
    assert max(map(cells, plain.splitlines())) <= columns
    assert plain.count("other") == 60, "nothing is cut"


def test_colours_can_be_switched_off(edited: Checkout) -> None:
    terminal = Terminal(edited, "plan", "--color", "never")
    assert terminal.wait() == 0
    assert "\x1b" not in terminal.shown


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 1), ("y", 1), ("", 1)])
def test_apply_asks_and_does_what_is_answered(
    edited: Checkout, hub: LocalHub, answer: str, code: int
) -> None:
    before = len(hub.requests("PATCH"))
    terminal = Terminal(edited, "apply")
    terminal.read_until("Apply this? Only 'yes' is taken as a yes: ")
    assert len(hub.requests("PATCH")) == before
    terminal.type(f"{answer}\n")
    assert terminal.wait() == code
    assert ("Done: 1 page created, 1 page updated" in ESCAPES.sub("", terminal.shown)) is (
        code == 0
    )
    assert ("not applied; nothing was changed" in terminal.shown) is (code == 1)
    assert len(hub.requests("PATCH")) == before + (code == 0)


@pytest.mark.parametrize(
    ("key", "code", "said"),
    [
        ("", 130, "stopped at the question; nothing was changed"),
        ("\x04", 1, "error: not applied; nothing was changed"),
    ],
    ids=["Ctrl-C", "Ctrl-D"],
)
def test_an_end_at_the_question_says_on_a_line_of_its_own_that_nothing_was_changed(
    edited: Checkout, key: str, code: int, said: str
) -> None:
    terminal = Terminal(edited, "apply", variables={"NO_COLOR": "1"})
    terminal.read_until("Apply this? Only 'yes' is taken as a yes: ")
    terminal.type(key) if key else terminal.interrupt()
    assert terminal.wait() == code
    assert said in screen(terminal.shown)


def test_what_is_waited_for_is_shown_while_it_lasts(edited: Checkout, hub: LocalHub) -> None:
    hub.change(extraction_seconds=600.0)
    edited.page("c.md", title="C", sources=["https://x.example/slow"])
    terminal = Terminal(edited, "apply", "--yes", columns=120)
    terminal.read_until("1 text being read, ")
    hub.advance(600)
    assert terminal.wait() == 0
    assert "text extracted" in terminal.shown


def test_a_stop_is_told_above_the_live_line_and_stays(edited: Checkout, hub: LocalHub) -> None:
    hub.change(extraction_seconds=600.0)
    edited.page("c.md", title="C", sources=["https://x.example/slow"])
    terminal = Terminal(edited, "apply", "--yes", columns=120)
    terminal.read_until("1 text being read, ")
    terminal.interrupt()
    assert terminal.wait() == 130
    shown = [line for line in screen(terminal.shown) if line.startswith(("✓", "stopping:", "█"))]
    assert shown[0].startswith("stopping: waiting for what is on its way")
    assert len({*shown}) == len(shown) > 1, "no line is there twice"


def test_wrong_usage_is_told_in_lines_that_fit(checkout: Checkout) -> None:
    terminal = Terminal(checkout, "plan", "--sumary", columns=60)
    assert terminal.wait() == 64
    assert max(map(cells, terminal.shown.splitlines())) <= 60


def test_requests_are_told_above_the_live_line(edited: Checkout, hub: LocalHub) -> None:
    terminal = Terminal(edited, "apply", "--yes", "-v", columns=120)
    assert terminal.wait() == 0
    shown = ESCAPES.sub("", terminal.shown)
    for exchange in hub.requests()[-2:]:
        assert f"  {exchange.method} {exchange.path}: {exchange.status}" in shown


def test_a_dumb_terminal_gets_plain_lines_and_no_escape(edited: Checkout) -> None:
    terminal = Terminal(edited, "apply", "--yes", variables={"TERM": "dumb"})
    assert terminal.wait() == 0
    assert "\x1b" not in terminal.shown
    assert "✓ [1/2] " in terminal.shown
