"""Forks runs of `execsync` that kill themselves: a start without the time that imports take.

A process of its own, because what forks must have no threads. It reads one JSON object a line, runs
that command in a child, and answers with one line once the child has ended. Run it as a module.
"""

import json
import os
import signal
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import filelock  # noqa: F401
import platformdirs  # noqa: F401
import tomli_w  # noqa: F401

import execsync.client.connection
import execsync.commands.apply
from execsync import cli
from execsync.core.waiting import Tempo
from execsync.journal import Journal
from execsync.reconcile import reconcile

@dataclass
class Assassin:
    """Kills the process at the record number `at`: a write of the journal, or of the state file.

    `where` is before the record, in its middle ("torn"), or after it.
    """

    at: int
    where: str
    seen: int = 0

    def is_due(self) -> bool:
        self.seen += 1
        return self.seen == self.at

    def strike(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
        signal.pause()

    def watch(self) -> None:
        """Stand at every record."""
        write, replace = Journal._write, os.replace

        def watched_write(journal: Journal, lines: Any, *, sync: bool) -> None:
            batch = list(lines)
            due = self.is_due()
            if due and self.where == "torn":
                data = b"".join(json.dumps(line).encode() + b"\n" for line in batch)
                journal._stream.write(data[: max(1, len(data) // 2)])
            if due and self.where != "after":
                self.strike()
            write(journal, batch, sync=sync)
            if due:
                self.strike()

        def watched_replace(source: Any, target: Any) -> None:
            due = self.is_due()
            if due and self.where != "after":
                self.strike()
            replace(source, target)
            if due:
                self.strike()

        Journal._write = watched_write  # type: ignore[method-assign]
        os.replace = watched_replace  # type: ignore[assignment]


def be_born(order: dict[str, Any]) -> None:
    """What the child does: never returns."""
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    log = os.open(Path(order["folder"]) / "run.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.argv = ["execsync", *order["arguments"]]
    tempo = partial(Tempo, **order["tempo"])
    execsync.commands.apply.Tempo = tempo  # type: ignore[misc]
    execsync.commands.apply.reconcile = partial(reconcile, tempo=tempo())  # type: ignore[assignment]
    assassin = Assassin(order["at"], order["where"])
    assassin.watch()
    code = cli.run(order["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


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


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for line in sys.stdin:
        print(run(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
