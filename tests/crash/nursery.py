"""Forks runs of `execsync` that may be struck by signals: a start without the time that imports take.

A process of its own, because what forks must have no threads. It reads one JSON object a line, runs
that command in a child, and answers with one line once the child has ended. Run it as a module.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

from execsync import cli
from tests.crash.quick import Assassin, Strike, quick
from tests.crash.saving import saves_while_waiting
from tests.support.fork_server import prepare


def main() -> None:
    prepare()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for line in sys.stdin:
        print(run(json.loads(line)), flush=True)


def run(order: Mapping[str, Any]) -> int:
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


def be_born(order: Mapping[str, Any]) -> NoReturn:
    """What the child does."""
    folder = Path(order["folder"])
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(order["environment"])
    for stream, name in ((1, order["out"]), (2, order["err"])):
        log = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, stream)
    sys.argv = ["execsync", *order["arguments"]]
    assassin = Assassin([Strike(*strike) for strike in order["strikes"]])
    with ExitStack() as stack:
        stack.enter_context(quick(look_again=order["look_again"], save_every=order["save_every"]))
        stack.enter_context(assassin.watching())
        if order["saves"] is not None:
            stack.enter_context(saves_while_waiting(order["saves"]))
        code = cli.run(order["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
