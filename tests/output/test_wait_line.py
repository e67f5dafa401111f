"""A wait before the engine begins: counted down on a terminal, and told once in a log."""

import io
import sys
import threading

import pytest

from execsync.client.notes import MINUTE
from execsync.output.console import Console
from execsync.output.wait_line import WaitLine
from tests.output.screen import screen
from tests.support.checkout import Checkout


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Passing(WaitLine):
    """One whose time passes only while it is waited."""

    passed = 0.0

    def monotonic(self) -> float:
        return self.passed


class Stop(threading.Event):
    """Notes what is on the screen each time that somebody waits, and lets that time pass."""

    def __init__(self, clock: Passing, err: io.StringIO, set_at: float = 1e9) -> None:
        super().__init__()
        self._clock, self._err, self._set_at = clock, err, set_at
        self.screens: list[list[str]] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.screens.append(screen(self._err.getvalue()))
        self._clock.passed += timeout or 0.0
        if self._clock.passed >= self._set_at:
            self.set()
        return self.is_set()


def test_a_wait_is_counted_down_and_leaves_nothing() -> None:
    err = Terminal()
    console = Console(io.StringIO(), err, "never")
    clock = Passing(console)
    stop = Stop(clock, err)
    console.waits.begin(MINUTE, 3.5)
    assert clock.wait(3.5, stop) is False
    assert [shown for (shown,) in stop.screens] == [
        f"{MINUTE}: next in {left} s" for left in (4, 3, 2, 1)
    ]
    assert screen(err.getvalue()) == []


def test_a_stop_ends_it_and_what_was_told_of_that_stays() -> None:
    err = Terminal()
    console = Console(io.StringIO(), err, "never")
    clock = Passing(console)
    stop = Stop(clock, err, set_at=2.0)
    console.waits.begin(MINUTE, 60.0)
    with console.waits.shown_by(lambda: None):
        console.put_off("stopping")
    assert clock.wait(60.0, stop) is True
    assert clock.passed == 2.0
    assert screen(err.getvalue()) == ["stopping"]


def test_the_live_line_of_an_apply_shows_it_where_there_is_one() -> None:
    err = Terminal()
    console = Console(io.StringIO(), err, "never")
    clock = Passing(console)
    shown: list[float] = []
    console.waits.begin(MINUTE, 3.0)
    with console.waits.shown_by(lambda: shown.append(clock.passed)):
        clock.wait(3.0, Stop(clock, err))
    assert shown == [0.0, 1.0, 2.0]
    assert err.getvalue() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_listing_waits_in_sight_and_ends_at_once_when_stopped(checkout: Checkout) -> None:
    from tests.support.terminal import Terminal as Pty

    checkout.configure("[limits]\nper_minute = 1\n")
    assert checkout.call("folders").code == 0
    terminal = Pty(checkout, "folders")
    terminal.read_until(f"{MINUTE}: next in ")
    terminal.interrupt()
    assert terminal.wait() == 130
    stopping, error = screen(terminal.shown)
    assert stopping.startswith("stopping: ")
    assert error == "error: stopped while waiting to send a request"
