"""A wish to stop reaches whoever waits, whatever it was that the signal came upon."""

import signal
import sys
import threading

import pytest

from execsync.signals import stop_on_signal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to oneself")


@pytest.mark.timeout(30)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_comes_upon_the_event_itself_is_a_wish_to_stop(
    number: signal.Signals,
) -> None:
    stop = threading.Event()
    with stop_on_signal(stop):
        with vars(stop)["_cond"]:  # as `wait` does before it sleeps, and once more after it
            signal.raise_signal(number)
        assert stop.wait(10)
