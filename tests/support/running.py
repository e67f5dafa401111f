"""Runs of `execsync` in processes of their own, begun by a fork server where the system can do that."""

import atexit
import ctypes
import json
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

Process: TypeAlias = "subprocess.Popen[str]"

PROGRAM = (sys.executable, "-m", "execsync")
ROOT = Path(__file__).parents[2]
SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2): whose parent has ended becomes a child of this process."""


def start(
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    program: Sequence[str] = (),
) -> Process:
    """Start `execsync …`, or what stands in for it, with nothing to read and its output in pipes.

    A variable that Python itself reads as it starts, such as PYTHONPATH, takes a `program`: PROGRAM, say.
    """
    is_forked = sys.platform == "linux" and not program
    begin = _Forked if is_forked else subprocess.Popen[str]
    return begin(
        [*(program or PROGRAM), *arguments],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class _Forked(subprocess.Popen[str]):
    """A run that the fork server begins; all else of it is as usual, for it is our child."""

    def _execute_child(self, arguments: Sequence[str], *details: Any) -> None:
        folder, environment = details[4:6]
        streams = details[
            9:15
        ]  # stdin, stdout and stderr: the end that is read, the end that is written
        theirs = streams[0], streams[3], streams[5]
        order = {
            "arguments": arguments[len(PROGRAM) :],
            "folder": str(folder),
            "environment": environment,
        }
        server = _server()
        socket.send_fds(server, [json.dumps(order).encode()], theirs)
        self.pid = int(server.recv(20))
        self._child_created = True
        self._close_pipe_fds(*streams)  # type: ignore[attr-defined]


@cache
def _server() -> socket.socket:
    """The way to one server for all tests of this process."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.fork_server", str(theirs.fileno())],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
        )

    @atexit.register
    def end() -> None:
        ours.close()
        process.wait()

    return ours
