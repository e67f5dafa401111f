"""`python launcher.py COMMAND …`: runs a command; prints seconds, CPU seconds, kilobytes and exit code.

A process of its own, and a small one: the peak of memory that the system tells of a child is never below
what its parent had when it was started. What the command says goes to standard error.
"""

import os
import sys
import time


def main(command: list[str]) -> None:
    """Time from just before the start to the end."""
    begin = time.perf_counter()
    child = os.posix_spawnp(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)]
    )
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begin
    # Bytes on a Mac, else kilobytes.
    peak = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    print(seconds, usage.ru_utime + usage.ru_stime, peak, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1:])
