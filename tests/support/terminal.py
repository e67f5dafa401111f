"""Commands on a pseudo-terminal, as a person sees them."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.checkout import Checkout

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
NO_PAGER = {"EXECSYNC_PAGER": "cat"}


class Screen:
    """A program on a pseudo-terminal of so many columns and rows. `shown` is all that has appeared on it."""

    def __init__(
        self,
        program: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            program,
            cwd=folder,
            env={"TERM": "xterm-256color", **environment},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.shown = ""

    def read_until(self, text: str) -> None:
        """Wait for a text to appear."""
        while text not in self.shown:
            assert self._read(), f"it ended before it showed {text!r}:\n{self.shown}"

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def interrupt(self) -> None:
        """What Ctrl-C sends; nothing is echoed."""
        self._process.send_signal(signal.SIGINT)

    def wait(self) -> int:
        """Read to the end, and give the exit code."""
        while self._read():
            pass
        os.close(self._ours)
        return self._process.wait(60)

    def hang_up(self) -> None:
        """Close the terminal, by which a shell that has it for its own ends."""
        os.close(self._ours)
        self._process.wait(60)

    def _read(self) -> bool:
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


class Terminal(Screen):
    """A command of a checkout on such a terminal."""

    def __init__(
        self,
        checkout: Checkout,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        variables: Mapping[str, str] = NO_PAGER,
    ) -> None:
        environment = {**checkout.environment(), "TERM": "xterm-256color", **variables}
        for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "LINES"):
            environment.pop(name, None)
        super().__init__(
            [sys.executable, "-m", "execsync", *arguments],
            folder=checkout.folder,
            environment=environment,
            columns=columns,
            rows=rows,
        )
