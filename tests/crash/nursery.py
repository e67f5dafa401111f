"""Forks runs of `execsync` that may kill themselves: a start without the time that imports take.

A process of its own, because what forks must have no threads. It reads one JSON object a line, runs
that command in a child, and answers with one line once the child has ended. Run it as a module.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

import filelock  # noqa: F401 (imported here once, and so not in each child)
import platformdirs  # noqa: F401
import tomli_w  # noqa: F401

from execsync import cli
from tests.crash.quick import Assassin, quick


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for line in sys.stdin:
        print(run(json.loads(line)), flush=True)


def run(order: dict[str, Any]) -> int:
    """The exit code of the child, or the signal that ended it as a negative number."""
    pid = os.fork()
    if pid == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        be_born(order)
    seconds = order["seconds"]
    if seconds is not None and signal.sigtimedwait({signal.SIGCHLD}, seconds) is None:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    # What is still pending would end the wait for the next child at once.
    signal.sigtimedwait({signal.SIGCHLD}, 0)
    return os.waitstatus_to_exitcode(status)


def be_born(order: dict[str, Any]) -> NoReturn:
    """What the child does."""
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    log = os.open(Path(order["folder"]) / "run.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.argv = ["execsync", *order["arguments"]]
    assassin = Assassin(order["at"], order["where"], die)
    with quick(look_again=order["look_again"]), assassin.watching():
        code = cli.run(order["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL returns to nobody")


if __name__ == "__main__":
    main()
