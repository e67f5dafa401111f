"""How long saves are gathered before they are taken in. The clock stands still but for the saves."""

import io
import threading
from typing import TYPE_CHECKING

import pytest

from execsync.config import Config, load
from execsync.output.console import Console
from execsync.watch.absence import Absences
from execsync.watch.config_file import ConfigFile
from execsync.watch.hints import Hints
from execsync.watch.observation import Observation
from execsync.watch.reader import LONGEST, Reader
from execsync.watch.reporter import WatchReporter
from tests.support.checkout import Checkout
from tests.watch.clock import StoppedClock

if TYPE_CHECKING:
    from collections.abc import Callable


class Passing(threading.Condition):
    """Waiting that takes no time: the clock goes on instead, and `meanwhile` happens every 0.25 s.

    Such times are exact as floats.
    """

    def __init__(self, clock: StoppedClock) -> None:
        super().__init__()
        self._clock = clock
        self.meanwhile: Callable[[], None] = lambda: None

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self._clock.now += min(timeout, 0.25)
        self.meanwhile()
        return True


class Deaf(Observation):
    """Hears of nothing: what a test notes is all there is."""

    def follow(self, config: Config) -> None:
        pass


class Saves:
    """Somebody whose editor is at it all the time: each call saves `text` with another end."""

    def __init__(self, checkout: Checkout, text: str) -> None:
        self._checkout = checkout
        self._text = text
        self.number = 0

    def __call__(self) -> None:
        self.number += 1
        self._checkout.write("a.md", f"{self._text}{self.number}")


WHOLE, HALF = "---\ntitle: A\n---\nText ", "---\ntitle: A\nstat"


@pytest.mark.parametrize("text", [WHOLE, HALF], ids=["whole", "half"])
@pytest.mark.parametrize("hears", [True, False], ids=["events", "no events"])
def test_saves_without_an_end_are_taken_in_after_two_seconds(
    checkout: Checkout, text: str, hears: bool
) -> None:
    saves, clock = Saves(checkout, text), StoppedClock()
    hints = Hints(clock)
    hints._changed = passing = Passing(clock)

    def save() -> None:
        saves()
        if hears:
            hints.note()

    reader = make_reader(checkout, hints, clock, hears=hears)
    reader.gather()
    checkout.page("b.md", title="B")
    passing.meanwhile = save
    save()
    began = clock.now
    assert reader.gather().changed
    assert clock.now - began == LONGEST == 2.0
    known = {page.path: page.body.text() for page in reader.working_set.pages}
    assert known["b.md"] == "Text."
    if text == WHOLE:
        assert known["a.md"] == f"Text {saves.number}"


def test_a_single_save_is_taken_in_once_it_was_quiet(checkout: Checkout) -> None:
    clock = StoppedClock()
    hints = Hints(clock)
    hints._changed = Passing(clock)
    reader = make_reader(checkout, hints, clock, hears=True)
    checkout.page("a.md", title="A")
    hints.note()
    assert reader.gather().changed
    assert clock.now - StoppedClock().now == reader.config.watch.quiet
    assert reader.is_settled


def make_reader(checkout: Checkout, hints: Hints, clock: StoppedClock, *, hears: bool) -> Reader:
    """One that hears of nothing but what a test notes, with half a second of quiet."""
    checkout.configure("[watch]\nquiet = 0.5\n")
    return Reader(
        ConfigFile(load(checkout.folder / "execsync.toml")),
        hints,
        WatchReporter(Console(io.StringIO(), io.StringIO(), "never")),
        Deaf(hints.note) if hears else None,
        Absences(lambda: str(checkout.content), clock),
        clock,
    )
