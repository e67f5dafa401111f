"""Runs of commands that are struck by signals, as tests order them from the nursery."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from execsync.workspace import SAVE_EVERY
from tests.crash.quick import Strike
from tests.crash.saving import Save
from tests.support.checkout import Checkout

ROOT = Path(__file__).parents[2]
NEVER = 0
LOOK_AGAIN = 0.15
"""Seconds between two looks: the local hub is quick."""


@dataclass(frozen=True, slots=True)
class Order:
    """One run. `seconds` after its start it is killed; `out` and `err` are files, which are added to.

    `saves` are for a watch, which ends after them.
    """

    arguments: tuple[str, ...] = ("apply", "--yes")
    strikes: Sequence[Strike] = ()
    seconds: float | None = None
    saves: Sequence[Save] | None = None
    look_again: float = LOOK_AGAIN
    save_every: float = SAVE_EVERY
    out: str = "run.log"
    err: str = "run.log"
    variables: dict[str, str] = field(default_factory=dict)
    """More of the environment."""


class Nursery:
    """Starts runs, one at a time, and counts the kills."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.kills = 0

    def run(self, checkout: Checkout, order: Order) -> int:
        """The exit code of a run, or the signal that ended it as a negative number."""
        table = asdict(order)
        environment = {**checkout.environment(), **table.pop("variables")}
        table["strikes"] = [[s.at, s.where, s.signal] for s in order.strikes]
        line = {**table, "folder": str(checkout.folder), "environment": environment}
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the nursery has no pipes")
        self._process.stdin.write(f"{json.dumps(line)}\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        self.kills += code < 0
        return code

    def apply(
        self,
        checkout: Checkout,
        *options: str,
        at: int = NEVER,
        where: str = "before",
        seconds: float | None = None,
    ) -> int:
        """The exit code of one apply, killed at record `at` or after `seconds`: then it is negative."""
        order = Order(("apply", "--yes", *options), (Strike(at, where),), seconds)
        return self.run(checkout, order)


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
