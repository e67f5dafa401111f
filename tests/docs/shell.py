"""A bash in which a person types, one command after the other."""

import os
import pty
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.checkout import Ended

_END = "\x1e"
"""Stands before and behind the exit code of each command, in what is printed."""
QUESTION = "Only 'yes' is taken as a yes: "


class Shell:
    """Its standard input and error are a terminal, at which a person says yes; its output is kept apart."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._terminal, theirs = pty.openpty()
        script, self._script = os.pipe()
        self._process = subprocess.Popen(
            ["bash", "--norc", f"/dev/fd/{script}"],
            cwd=folder,
            env=environment,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            pass_fds=[script],
            start_new_session=True,
        )
        os.close(theirs)
        os.close(script)
        assert self._process.stdout is not None
        self._stdout = self._process.stdout
        self._changed = threading.Condition()
        self._out, self._told, self._is_over = "", "", False
        readers = ((self._stdout.fileno(), self._take_out), (self._terminal, self._take_told))
        self._readers = [threading.Thread(target=self._read, args=reader) for reader in readers]
        for reader in self._readers:
            reader.start()
        # What Ctrl-C ends is the command, and never the shell.
        self._type("trap : INT")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._script)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for reader in self._readers:
            reader.join()
        os.close(self._terminal)
        self._stdout.close()

    def run(self, command: str) -> Ended:
        """Type a command, and wait for its end."""
        self._begin(command)
        return self._ended()

    def run_until(self, text: str, command: str) -> Ended:
        """Type a command that goes on by itself, and press Ctrl-C when it has printed `text`.

        One that goes on in the background is left to it.
        """
        self._begin(command)
        self._wait(lambda: text in self._out + self._told)
        if command.endswith("&"):
            return Ended(0, "", "")
        os.killpg(self._process.pid, signal.SIGINT)
        return self._ended()

    def _begin(self, command: str) -> None:
        with self._changed:
            self._out, self._told = "", ""
        self._type(command if command.endswith("&") else f"{command}\nprintf '{_END}%s{_END}' $?")

    def _type(self, line: str) -> None:
        os.write(self._script, f"{line}\n".encode())

    def _ended(self) -> Ended:
        self._wait(lambda: self._out.count(_END) == 2)
        out, code, _ = self._out.split(_END)
        return Ended(int(code), out, self._told)

    def _wait(self, has_come: Callable[[], bool]) -> None:
        with self._changed:
            self._changed.wait_for(lambda: has_come() or self._is_over, timeout=15)
            assert has_come(), f"the shell stopped here:\n{self._out}{self._told}"

    def _read(self, source: int, take: Callable[[str], None]) -> None:
        data = b""
        with suppress(OSError):  # Linux says so when the other end of a terminal is closed
            while new := os.read(source, 65536):
                data += new
                with suppress(UnicodeDecodeError), self._changed:
                    take(data.decode())
                    data = b""
                    self._changed.notify_all()
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _take_out(self, text: str) -> None:
        self._out += text

    def _take_told(self, text: str) -> None:
        before = self._told.count(QUESTION)
        self._told += text.replace("\r\n", "\n")
        for _ in range(self._told.count(QUESTION) - before):
            os.write(self._terminal, b"yes\n")
