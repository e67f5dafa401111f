"""One run of a program: how long it took, and how much memory it needed at most."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """`seconds` on the wall, `megabytes` of resident memory at the peak."""

    seconds: float
    megabytes: float


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end. Raises RuntimeError with what it said if it fails."""
    log = cwd / ".benchmark.log"
    with log.open("wb") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=dict(env or os.environ), stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command} ended with {process.returncode}: {log.read_text()[-2000:]}")
    return Run(seconds, usage.ru_maxrss / 1024)


def execsync(*arguments: str) -> list[str]:
    """The command line of our own program, of the interpreter that runs this."""
    return [sys.executable, "-m", "execsync", *arguments]
