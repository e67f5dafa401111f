"""A wish to stop reaches whoever waits, whatever it was that the signal came upon."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from execsync.signals import interruptible, stop_on_signal

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


HELD_UP = """
import os, signal, threading, time
from execsync.signals import STOPPING, stop_on_signal
stop = threading.Event()
with stop_on_signal(stop):
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    for number in STOPPING:
        os.kill(os.getpid(), number)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    stop.wait()
    time.sleep(1)
    print("State is out", flush=True)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(20)
"""
"""Gets both at once, of which the system then calls the handler of the second first; and a third."""

UNREAD = """
import threading, time
from execsync.signals import stop_on_signal
stop = threading.Event()
with stop_on_signal(stop):
    print("up", flush=True)
    stop.wait()
    print("stopping", flush=True)
    time.sleep(20)
"""


@pytest.mark.timeout(30)
def test_a_sigint_and_a_sigterm_that_were_held_up_together_let_state_out() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HELD_UP], capture_output=True, text=True, timeout=20, check=False
    )
    assert ended.stdout == "State is out\n"
    assert "State is written first" in ended.stderr
    assert ended.returncode == 130


@pytest.mark.timeout(30)
def test_a_stderr_that_is_full_keeps_no_signal_from_what_it_is_for() -> None:
    unread, full = os.pipe()
    os.set_blocking(full, False)
    with suppress(BlockingIOError):
        while True:
            os.write(full, bytes(os.sysconf("SC_PAGE_SIZE")))
    os.set_blocking(full, True)
    with subprocess.Popen(
        [sys.executable, "-c", UNREAD], stdout=subprocess.PIPE, stderr=full, text=True
    ) as process:
        try:
            assert process.stdout
            for said in ("up", "stopping"):
                assert process.stdout.readline() == f"{said}\n"
                process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 130
        finally:
            process.kill()
            os.close(full)
            os.close(unread)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_signal_is_lost_between_a_wish_to_stop_and_an_interrupt(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that comes as the thread of signals hears no more is heard as an interrupt already."""
    usual = signal.set_wakeup_fd

    def change(pipe: int) -> int:
        before = usual(pipe)
        if pipe == -1 != before:
            monkeypatch.undo()
            signal.raise_signal(number)
        return before

    with stop_on_signal(threading.Event()):
        monkeypatch.setattr(signal, "set_wakeup_fd", change)
        with pytest.raises(KeyboardInterrupt), interruptible():
            pass
