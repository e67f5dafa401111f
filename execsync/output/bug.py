"""What is said when something happens that we did not foresee."""

import os
import platform
import re
import sys
import traceback
from typing import TextIO

from execsync import __version__

_KEY = re.compile(r"exec_live_\w+")


def report(stream: TextIO) -> None:
    """Write the current exception with what a bug report needs, and without a key."""
    trace = _KEY.sub("exec_live_…", traceback.format_exc())
    for name, key in os.environ.items():
        if name.startswith("EXEC_API_KEY") and key:
            trace = trace.replace(key, "…")
    stream.write(
        "This is a bug in execsync. What was done so far is recorded; the next run goes on from there.\n"
        "Please report it with what follows:\n\n"
        f"execsync {__version__}, Python {platform.python_version()}, {sys.platform}\n{trace}"
    )
