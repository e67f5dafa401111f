"""Runs of `apply --yes` that are killed, as tests order them from the nursery."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.checkout import Checkout

ROOT = Path(__file__).parents[2]
NEVER = 0
LOOK_AGAIN = 0.15
"""Seconds between two looks: the local hub is quick."""


class Nursery:
    """Starts runs, one at a time, and counts the kills."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.kills = 0

    def apply(
        self,
        checkout: Checkout,
        *options: str,
        at: int = NEVER,
        where: str = "before",
        seconds: float | None = None,
    ) -> int:
        """The exit code of one apply, killed at record `at` or after `seconds`: then it is negative."""
        order = {
            "folder": str(checkout.folder),
            "environment": dict(checkout.environment()),
            "arguments": ["apply", "--yes", *options],
            "look_again": LOOK_AGAIN,
            "at": at,
            "where": where,
            "seconds": seconds,
        }
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the nursery has no pipes")
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        self.kills += code < 0
        return code


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery for the block."""
    command = [sys.executable, "-m", "tests.crash.nursery"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.terminate()
