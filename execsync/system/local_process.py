"""The local hub as a process of its own, for `demo` and for writing without a network."""

import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from execsync.errors import ExecsyncError
from execsync.system.child import OURSELVES, child_environment

KEY = "exec_live_" + "0" * 40
"""A key of the right form: a local hub lets every such key in."""

STOPPING = 5.0
"""Seconds that the process has to end by itself."""


class LocalHubProcess:
    """A local hub that runs. `address` is that of its API."""

    def __init__(self, process: "subprocess.Popen[str]", address: str, log: Path) -> None:
        self.address = address
        self._process = process
        self._log = log

    def set_when_ended(self, event: threading.Event) -> None:
        """Have `event` set once the process has ended, for whatever reason."""

        def wait() -> None:
            self._process.wait()
            event.set()

        threading.Thread(target=wait, name="local hub's end", daemon=True).start()

    def check(self) -> None:
        """Raise ExecsyncError where the process has ended though nobody asked it to."""
        code = self._process.poll()
        if code is not None:
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise ExecsyncError(
                f"the local hub has ended by itself ({how})",
                hint=f"what it said is in {self._log}",
            )


def _not_started(said: str) -> ExecsyncError:
    """The error of a hub that did not start: the one that it said, with its hint, if it said one."""
    message, _, hint = said.removeprefix("error: ").partition("\n")
    if said.startswith("error: "):
        return ExecsyncError(message, hint=hint.strip())
    return ExecsyncError(f"the local hub did not start: {said}")


@contextmanager
def local_hub(arguments: Sequence[str], log: Path) -> Iterator[LocalHubProcess]:
    """Run `execsync hub` with these arguments for the block. What it says goes to the file `log`.

    It ends when the pipe to its input does, hence with this process too, however that ends. Raises
    ExecsyncError with what it said when it does not start, OSError where `log` cannot be written.
    """
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 (our own program, with our own arguments)
            [*OURSELVES, "hub", "--until-input-ends", *arguments],
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            start_new_session=True,
        )
    with process:
        address = process.stdout.readline().strip() if process.stdout else ""
        try:
            if not address:
                raise _not_started(log.read_text(encoding="utf-8", errors="replace").strip())
            yield LocalHubProcess(process, address, log)
        finally:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                process.kill()


def environment(address: str, folder: Path) -> Mapping[str, str]:
    """The environment of a command that must reach this hub and no other.

    `folder` takes the count of requests, so that it does not mix with that of a real hub.
    """
    return {
        **child_environment(),
        "EXEC_API_URL": address,
        "EXEC_API_KEY": KEY,
        "XDG_STATE_HOME": str(folder),
    }
