"""Ctrl-C and a runner's cancel, turned into a wish to stop that the engines look at."""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from execsync.errors import EXIT_INTERRUPTED

STOPPING = (signal.SIGINT, signal.SIGTERM)
A_MOMENT = 0.5
"""Seconds in which two different signals are one wish, and that a text waits for a stderr that is full."""
FIRST = "\nstopping: waiting for what is on its way; once more to stop at once\n"
WARNED = "\nabout to be killed: what is on its way is given up, State is written first\n"
SECOND = "\nstopped at once: the next run looks at the hub for what was on its way\n"


def _tell_now(_text: str) -> bool:
    return False


@contextmanager
def stop_on_signal(
    stop: threading.Event, put_off: Callable[[str], bool] = _tell_now
) -> Iterator[None]:
    """For the block, the first SIGINT or SIGTERM sets `stop`; one that comes again ends the process with 130.

    What is told of the first goes to `put_off`, unless that answers that it cannot be told later.

    A SIGTERM after a SIGINT is a runner that has waited and kills soon: until then State may still get out.
    The end at once does not unwind: worker threads may hang in a request, and the journal on the disk
    knows everything that unwinding could save.
    """
    seen: dict[int, float] = {}

    def handle(number: int) -> None:
        if number in seen or (number == signal.SIGINT and _is_long_ago(seen.values())):
            _tell(SECOND)
            os._exit(EXIT_INTERRUPTED)
        told = WARNED if seen else FIRST
        if not put_off(told.strip()):
            _tell(told)
        seen[number] = time.monotonic()
        stop.set()

    with _handled_beside(handle):
        yield


@contextmanager
def interruptible() -> Iterator[None]:
    """For the block, the first signal raises KeyboardInterrupt: a person is waited for, and nothing else."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # In this order there is always one of the two that hears.
    with _handled_by(handle), _wakeup_fd(-1):
        yield


def _is_long_ago(times: Iterable[float]) -> bool:
    """Whether one of them is. Of two that a process had no time for, the SIGTERM is delivered first."""
    return any(time.monotonic() - then > A_MOMENT for then in times)


@contextmanager
def _handled_beside(handle: Callable[[int], None]) -> Iterator[None]:
    """Handle signals in a thread of their own, where a pipe brings their numbers.

    A handler of Python's runs in the main thread, between two bytecodes. There it may come upon a wait for
    the very event that it sets, which holds the lock that it needs; or too late for a wait that has no end.
    """
    ours, theirs = os.pipe()
    if sys.platform != "win32":
        os.set_blocking(theirs, False)  # as Python asks for, where pipes can do that
    listener = threading.Thread(target=_listen, args=(ours, handle), name="signals", daemon=True)
    listener.start()
    try:
        with _wakeup_fd(theirs), _handled_by(lambda _number, _frame: None):
            yield
    finally:
        os.close(theirs)
        listener.join()


def _listen(pipe: int, handle: Callable[[int], None]) -> None:
    with open(pipe, "rb", buffering=0) as numbers:
        while number := numbers.read(1):
            if number[0] in STOPPING:
                handle(number[0])


@contextmanager
def _wakeup_fd(pipe: int) -> Iterator[None]:
    before = signal.set_wakeup_fd(pipe)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)


@contextmanager
def _handled_by(handle: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handle) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(text: str) -> None:
    """Past Python's buffers, which may be in the middle of a write.

    A closed stderr is no reason to die, nor a full one that nobody reads to go on.
    """
    with suppress(OSError, ValueError):
        stderr = sys.stderr.fileno()
        if sys.platform == "win32" or select.select([], [stderr], [], A_MOMENT)[1]:
            os.write(stderr, text.encode())
