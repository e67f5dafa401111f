"""The worker, kept running within limits of memory and time, and started again if an input ends it."""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

MOST_GROWTH = 500
"""MiB that the worker may grow by, over all its inputs."""


class Crash(Exception):
    """An input ended the worker, kept it busy for too long, or made it grow too large."""


class Worker:
    """Has one input after another looked at in another process.

    `patience` is in seconds by the clock, for a wait that has no end; what the worker may compute is
    limited by itself, in seconds of the processor, so that a busy machine is no hang.
    """

    def __init__(self, *, patience: float = 300.0, most_growth: float = MOST_GROWTH) -> None:
        self._patience = patience
        self._most_growth = most_growth
        self._process = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop()

    def examine(self, data: bytes) -> dict[str, Any]:
        """What is found in a Markdown file. Raises Crash, and is ready for the next input then."""
        return self._ask(b"m" + data)

    def run(
        self, folder: Path, commands: Sequence[Sequence[str]], environment: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        """How each command ended: `code`, `out` and `err`. Raises Crash as `examine` does."""
        job = {"folder": str(folder), "commands": commands, "environment": dict(environment)}
        ended: list[dict[str, Any]] = self._ask(b"c" + json.dumps(job).encode())["ended"]
        return ended

    def _ask(self, message: bytes) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        timer = Timer(self._patience, self._process.kill)
        timer.start()
        try:
            self._process.stdin.write(struct.pack(">I", len(message)) + message)
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if not line:
            raise self._give_up(message, "ended with")
        answer: dict[str, Any] = json.loads(line)
        if answer["grown"] > self._most_growth:
            raise self._give_up(message, f"grew by {answer['grown']:.0f} MiB, then ended with")
        return answer

    def _give_up(self, message: bytes, how: str) -> Crash:
        code = self._stop()
        self._process = self._start()
        return Crash(f"{how} {code}: {message[:2000]!r}")

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.fuzz.worker"]
        # Each thread would reserve an arena of 64 MiB, which the limit of the address space counts.
        environment = {**os.environ, "MALLOC_ARENA_MAX": "2"}
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )

    def _stop(self) -> int:
        self._process.kill()
        self._process.communicate()
        return self._process.returncode
