"""Where the program begins and ends: around everything, and before anything is imported."""

import gc
import os
import sys
from contextlib import suppress

from execsync.errors import EXIT_INTERRUPTED


def main() -> None:
    """Run the command line and leave with its exit code: the only way out of the process."""
    gc.disable()  # what ends soon leaves no garbage worth looking for
    try:
        code = _run()
    except KeyboardInterrupt:  # while it was being imported, say
        code = EXIT_INTERRUPTED
    for stream in (sys.stdout, sys.stderr):
        # An error may have come after something was printed. That nobody reads it was told by now.
        with suppress(OSError):
            stream.flush()
    # Without taking the interpreter down piece by piece, which takes as long as a small command.
    os._exit(code)


def _run() -> int:
    from execsync import cli

    sys.stdout, sys.stderr = cli.sound(sys.stdout), cli.sound(sys.stderr)
    return cli.run(sys.argv[1:])
