"""A watch on a terminal: it asks, keeps its status on the last line, and ends with Ctrl-C."""

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from execsync.localhub import LocalHub
from execsync.output.live_line import CLEAR
from tests.support.checkout import Checkout
from tests.watch.watching import PATIENCE, wait_for_writes

CTRL_C = b"\x03"
LAUNCHER = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal the one that keys like Ctrl-C come from, then becomes another program."""


class Terminal:
    """What a process has written to its terminal, and the keys that it is sent."""

    def __init__(self, process: "subprocess.Popen[bytes]", master: int) -> None:
        self._process = process
        self._master = master
        self._changed = threading.Condition()
        self._text = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, text: str) -> str:
        """Wait until `text` is on it, and give all of it."""
        with self._changed:
            assert self._changed.wait_for(lambda: text in self._text, PATIENCE), self._text
            return self._text

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def end(self) -> int:
        """Wait for the end of the process. Returns its exit code."""
        code = self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def close(self) -> None:
        """End the process, if it has not, and let the terminal go."""
        self._process.kill()
        self.end()
        os.close(self._master)

    def _read(self) -> None:
        while data := self._next():
            with self._changed:
                self._text += data.decode()
                self._changed.notify_all()

    def _next(self) -> bytes:
        try:
            return os.read(self._master, 4096)
        except OSError:  # the other end was closed
            return b""


@contextmanager
def on_terminal(checkout: Checkout, *arguments: str, out: int | None = None) -> Iterator[Terminal]:
    """`execsync watch …` on a terminal of its own, for the block; what it prints goes to `out`, if given."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, sys.executable, "-m", "execsync", "watch", *arguments],
        stdin=slave,
        stdout=slave if out is None else out,
        stderr=slave,
        cwd=checkout.folder,
        env={**checkout.environment(), "TERM": "xterm", "COLUMNS": "120"},
        start_new_session=True,
    )
    os.close(slave)
    terminal = Terminal(process, master)
    try:
        yield terminal
    finally:
        terminal.close()


def test_it_asks_and_shows_how_it_stands(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with on_terminal(checkout) as terminal:
        terminal.wait_for("Only 'yes' is taken as a yes: ")
        assert [one.method for one in hub.requests()] == ["GET", "GET"]
        terminal.type(b"yes\n")
        wait_for_writes(hub, 1)
        shown = terminal.wait_for("watching 1 page · 4 requests")
        assert shown.index("created: a.md") < shown.index("watching 1 page")
        checkout.page("a.md", title="A", body="New.")
        assert f"{CLEAR}watching" in terminal.wait_for("watching 1 page · 7 requests")
        terminal.type(CTRL_C)
        assert terminal.end() == 0


def test_it_shows_how_it_stands_also_where_what_it_prints_goes_elsewhere(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    with on_terminal(checkout, out=subprocess.DEVNULL) as terminal:
        terminal.wait_for("Only 'yes' is taken as a yes: ")
        terminal.type(b"yes\n")
        terminal.wait_for("watching 1 page · 4 requests")


def test_anything_but_yes_ends_it(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with on_terminal(checkout) as terminal:
        terminal.wait_for("Only 'yes' is taken as a yes: ")
        terminal.type(b"y\n")
        assert "not applied; nothing was changed" in terminal.wait_for("error:")
        assert terminal.end() == 1
    assert {one.method for one in hub.requests()} == {"GET"}


def test_ctrl_c_instead_of_an_answer_ends_it(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with on_terminal(checkout) as terminal:
        terminal.wait_for("Only 'yes' is taken as a yes: ")
        terminal.type(CTRL_C)
        assert terminal.end() == 130
    assert {one.method for one in hub.requests()} == {"GET"}


def test_the_address_of_the_local_hub_stays_on_the_live_line(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    with on_terminal(checkout, "--local") as terminal:
        address = terminal.wait_for("\n").split()[0]
        assert address.startswith("http://127.0.0.1:")
        terminal.wait_for(f"{CLEAR}{address} · watching 1 page")
        checkout.page("a.md", title="A", body="New.")
        terminal.wait_for(f"updated: a.md\r\n{CLEAR}{address} · watching")
        terminal.type(CTRL_C)
        assert terminal.end() == 0
