"""`execsync doctor`: what keeps execsync from working here, and what to do about it."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Literal

from execsync.config import Config
from execsync.connection import connect
from execsync.core.checkup import has_error
from execsync.doctor.checkup import check_up
from execsync.errors import EXIT_ERROR, EXIT_OK, Interrupted
from execsync.output.console import Console
from execsync.render import checkup_json, checkup_text
from execsync.signals import stop_on_signal


def doctor(
    read_config: Callable[[], Config], *, format: Literal["text", "json"], console: Console
) -> int:
    """Look at everything, and print what was found. 1 where something keeps execsync from working.

    Raises Interrupted where a signal came before the end.
    """
    stop = threading.Event()
    with stop_on_signal(stop, console.put_off):
        checks = list(check_up(read_config, partial(connect, console=console, stop=stop)))
    if stop.is_set():
        raise Interrupted("stopped before everything was looked at")
    if format == "json":
        console.out.write(checkup_json.render(checks))
    else:
        console.out.write(checkup_text.render(checks, console.style(console.out)))
    return EXIT_ERROR if has_error(checks) else EXIT_OK
