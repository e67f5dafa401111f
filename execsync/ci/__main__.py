"""`python -m execsync.ci MODE`: one step of a CI's job. Its settings come from the environment alone."""

import os
import sys

from execsync import cli
from execsync.ci.job import MODES, run
from execsync.errors import EXIT_USAGE

if __name__ == "__main__":
    sys.stdout, sys.stderr = cli.sound(sys.stdout), cli.sound(sys.stderr)
    if len(sys.argv) != 2 or sys.argv[1] not in MODES:
        sys.stderr.write(f"usage: python -m execsync.ci {'|'.join(MODES)}\n")
        sys.exit(EXIT_USAGE)
    code = run(sys.argv[1], os.environ)
    sys.stdout.flush()
    sys.exit(code)
