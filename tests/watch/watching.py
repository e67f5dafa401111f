"""A watch that runs in a process of its own, and what it has said so far."""

import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from execsync.localhub import LocalHub
from execsync.localhub.exchanges import Exchange
from tests.support.checkout import Checkout
from tests.support.hub import live_pages
from tests.support.running import PROGRAM, start

HASTY = (
    sys.executable,
    str(Path(__file__).with_name("hasty.py")),
)
"""The program that archives what was gone for half a second."""

PATIENCE = 90.0
"""Seconds after which something that was waited for will not come: machines may be busy."""


@dataclass(frozen=True, slots=True)
class Said:
    """Everything on stdout and on stderr."""

    out: str
    err: str


class Watching:
    """`execsync watch …` in a checkout, from the first status line to the end of the block."""

    def __init__(
        self,
        checkout: Checkout,
        *arguments: str,
        drop: tuple[str, ...] = (),
        more: Mapping[str, str] = {},
        ready: bool = True,
        before: tuple[str, ...] = (),
        program: tuple[str, ...] = (),
    ) -> None:
        """`before` is a command that runs the rest of its line, `program` what runs in place of ours."""
        self._changed = threading.Condition()
        self._texts = {"out": "", "err": ""}
        kept = {k: v for k, v in checkout.environment().items() if k not in drop}
        self.process = start(
            ["watch", *arguments],
            folder=checkout.folder,
            environment={**kept, **more},
            program=(*before, *(program or PROGRAM)) if before else program,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(name, stream), daemon=True)
            for name, stream in (("out", self.process.stdout), ("err", self.process.stderr))
        ]
        for reader in self._readers:
            reader.start()
        self._is_awaited = ready

    def __enter__(self) -> Self:
        if self._is_awaited:
            self.wait_for(lambda said: "watching " in said.err)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self._end()

    @property
    def said(self) -> Said:
        with self._changed:
            return Said(**self._texts)

    def wait_for(self, condition: Callable[[Said], bool]) -> Said:
        """Wait until `condition` holds of what was said. Fails with all of it where it never does."""
        with self._changed:
            held = self._changed.wait_for(lambda: condition(Said(**self._texts)), PATIENCE)
            assert held, {name: text[-2000:] for name, text in self._texts.items()}
            return Said(**self._texts)

    def wait_to_hear(self, text: str, *, times: int = 1) -> Said:
        """Wait until `text` was said so often, on either stream."""
        return self.wait_for(lambda said: (said.out + said.err).count(text) >= times)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to stop as a person would. Returns the exit code."""
        self.process.send_signal(number)
        return self.end()

    def end(self) -> int:
        """Wait for its end. Returns the exit code."""
        code = self.process.wait(PATIENCE)
        self._end()
        return code

    def _end(self) -> None:
        self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    def _read(self, name: str, stream: IO[str]) -> None:
        for line in stream:
            with self._changed:
                self._texts[name] += line
                self._changed.notify_all()


def wait_for(hub: LocalHub, condition: Callable[[list[Exchange]], bool]) -> None:
    """Wait until `condition` holds of what the hub was asked."""
    assert hub.wait_for(condition, timeout=PATIENCE), writes_of(hub.requests())[-20:]


def wait_for_writes(hub: LocalHub, number: int) -> list[Exchange]:
    """Wait until so many writes were answered well, and give all that there are then.

    As long as it takes, where there is one after another.
    """
    while (done := len(writes_of(hub.requests()))) < number:
        step = min(number, done + 100)
        wait_for(hub, lambda seen, step=step: len(writes_of(seen)) >= step)  # type: ignore[misc]
    return writes_of(hub.requests())


def wait_for_fault(hub: LocalHub) -> None:
    """Wait until the first fault has hit a request, which may be far from its end. Nothing tells of it."""
    for _ in range(round(PATIENCE / 0.02)):
        if hub.faults.as_json()[0]["hits"]:
            return
        threading.Event().wait(0.02)
    raise AssertionError("no request was hit")


def writes_of(seen: list[Exchange]) -> list[Exchange]:
    """The requests that have changed the hub."""
    return [
        one for one in seen if one.method != "GET" and one.work_status and one.work_status < 300
    ]


def texts(hub: LocalHub) -> list[tuple[str, str]]:
    """Title and text of every page that is not archived, as the next publication would show them."""
    return sorted((page.draft_title, page.draft_content) for page in live_pages(hub))
