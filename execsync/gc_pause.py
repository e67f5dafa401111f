"""Reading makes a million values and no cycle: looking for cycles would take a third of the time.

Short commands are never looked through (`entry`); this is for those that stay.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nothing look for cycles during a block."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
