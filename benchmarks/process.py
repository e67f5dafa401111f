"""One run of a program: how long it took, and what it needed of the machine."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import launcher

SET_ASIDE = ("PYTHON", "EXEC_", "GIT_")
"""What variables that are not passed on begin with: without byte code, say, every start takes longer."""


@dataclass(frozen=True, slots=True)
class Run:
    """`seconds` on the wall, `cpu` seconds of all threads, `megabytes` of resident memory at the peak."""

    seconds: float
    cpu: float
    megabytes: float


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end. Raises RuntimeError with what it said if it fails."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", launcher.__file__, *command],
        cwd=cwd,
        env=environment() if env is None else env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    *measured, code = done.stdout.split()
    if code != "0":
        raise RuntimeError(f"{command} ended with {code}: {done.stderr[-2000:]}")
    seconds, cpu, kilobytes = map(float, measured)
    return Run(seconds, cpu, kilobytes / 1024)


def environment(**more: str) -> dict[str, str]:
    """This process's environment with `more`, without what would make the figures somebody's own."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(SET_ASIDE)}
    return {**kept, **more}


def execsync(*arguments: str) -> list[str]:
    """The command line of our own program, of the interpreter that runs this."""
    return [sys.executable, "-m", "execsync", *arguments]


BARE_NAME = "python -c pass"
BARE = [sys.executable, "-c", "pass"]
"""The least that any program in Python takes."""
