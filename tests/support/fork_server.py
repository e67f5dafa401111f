"""Forks runs of `execsync` for tests that start many: processes as real, without the time that imports take.

A process of its own, because what forks must have no threads. Orders come over a socket: JSON with the
run's three streams; its pid goes back. Whoever forked it ends at once, so that the run becomes a child of
the process of the tests, which has asked the kernel for that. Run it as a module, with the socket's number.
"""

import gc
import importlib
import json
import os
import pkgutil
import socket
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import filelock  # noqa: F401 (imported here once, and so not in each run)
import httpx
import platformdirs  # noqa: F401
import tomli_w  # noqa: F401

import execsync
from execsync import entry
from execsync.errors import EXIT_BUG

LARGEST = 1 << 18
"""Bytes of an order: an environment may be long."""


def prepare() -> None:
    """Import all that a run may import, what the first connection would import too."""
    for module in pkgutil.walk_packages(execsync.__path__, "execsync."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    httpx.Client().close()
    gc.freeze()


def main() -> None:
    prepare()
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        while True:
            data, streams, _, _ = socket.recv_fds(orders, LARGEST, 3)
            if not data:
                return
            orders.send(str(_fork(json.loads(data), streams)).encode())
            for stream in streams:
                os.close(stream)


def _fork(order: Mapping[str, Any], streams: Sequence[int]) -> int:
    """The pid of the run, once it is nobody's child here."""
    ours, theirs = os.pipe()
    between = os.fork()
    if between == 0:
        run = os.fork()
        if run == 0:
            _become(order, streams)
        os.write(theirs, str(run).encode())
        os._exit(0)
    os.waitpid(between, 0)
    os.close(theirs)
    with open(ours, "rb") as told:
        return int(told.read())


def _become(order: Mapping[str, Any], streams: Sequence[int]) -> NoReturn:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, 256)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["execsync", *order["arguments"]]
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", errors="backslashreplace")
    try:
        entry.main()
    except BaseException:
        traceback.print_exc()
    os._exit(EXIT_BUG)


if __name__ == "__main__":
    main()
