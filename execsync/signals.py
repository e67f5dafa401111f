"""Ctrl-C and a runner's cancel, turned into a wish to stop that the engines look at."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from execsync.errors import EXIT_INTERRUPTED

FIRST = "\nstopping: waiting for what is on its way; once more to stop at once\n"
SECOND = "\nstopped at once: the next run looks at the hub for what was on its way\n"


@contextmanager
def stop_on_signal(stop: threading.Event) -> Iterator[None]:
    """For the block, the first SIGINT or SIGTERM sets `stop`; the second ends the process with 130.

    The second one does not unwind: worker threads may hang in a request, and the journal on the disk
    knows everything that unwinding could save.
    """

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os.write(sys.stderr.fileno(), SECOND.encode())
            os._exit(EXIT_INTERRUPTED)
        stop.set()
        os.write(sys.stderr.fileno(), FIRST.encode())

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
