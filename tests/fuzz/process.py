"""The worker, kept running, and started again if a file ends it."""

import json
import struct
import subprocess
import sys
from threading import Timer
from types import TracebackType
from typing import Any, Self


class Crash(Exception):
    """A file ended the worker, or kept it busy for too long."""


class Worker:
    """Examines files one after another in another process."""

    def __init__(self, *, patience: float = 120.0) -> None:
        self._patience = patience
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
        """What the worker answers. Raises Crash, and is ready for the next file then."""
        assert self._process.stdin
        assert self._process.stdout
        timer = Timer(self._patience, self._process.kill)
        timer.start()
        try:
            self._process.stdin.write(struct.pack(">I", len(data)) + data)
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if not line:
            code = self._stop()
            self._process = self._start()
            raise Crash(f"ended with {code}: {data[:200]!r}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.fuzz.worker"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _stop(self) -> int:
        self._process.kill()
        self._process.communicate()
        return self._process.returncode
