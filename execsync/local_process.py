"""The local hub as a process of its own, for `demo` and for writing without a network."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from execsync.errors import ExecsyncError

KEY = "exec_live_" + "0" * 40
"""A key of the right form: a local hub lets every such key in."""

STOPPING = 5.0
"""Seconds that the process has to end by itself."""


@contextmanager
def local_hub(arguments: Sequence[str]) -> Iterator[str]:
    """Run `execsync hub` with these arguments for the block, and give its address.

    It ends when the pipe to its input does, hence with this process too, however that ends. Raises
    ExecsyncError with what it said when it does not start.
    """
    process = subprocess.Popen(  # noqa: S603 (our own program, with our own arguments)
        [sys.executable, "-m", "execsync", "hub", "--until-input-ends", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        address = process.stdout.readline().strip() if process.stdout else ""
        try:
            if not address:
                said = process.stderr.read().strip() if process.stderr else ""
                raise ExecsyncError(f"the local hub did not start: {said}")
            yield address
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
        **os.environ,
        "EXEC_API_URL": address,
        "EXEC_API_KEY": KEY,
        "XDG_STATE_HOME": str(folder),
    }
