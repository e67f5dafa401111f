"""A lock on a place that several machines share: kept by renewing it, and taken over once nobody does.

No clock of another machine is believed. Whoever waits watches the lock by its own clock: one that nobody has
renewed for a while has no holder any more.
"""

import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from execsync.core.json_text import read_json
from execsync.errors import Interrupted, LockedError
from execsync.state.backend import Holder, Stored
from execsync.state.cells import Cells, CellsError, Overtaken

RENEW_EVERY = 30.0
"""Seconds between two renewals."""
DEAD_AFTER = 120.0
"""Seconds without a renewal, by the clock of whoever waits, after which a lock is taken over."""
LOOK_EVERY = 5.0
"""Seconds between two looks of whoever waits."""
LOCK = "lock"


class Memory(Protocol):
    """What this machine has seen of the lock, kept from one run to the next."""

    def seen(self, mark: str) -> float:
        """For how many seconds that mark of the lock has been seen here, from now on at the latest."""
        ...


@dataclass(frozen=True, slots=True)
class Lease:
    """The lock in `cells`. `clock` gives seconds, `wait` waits so many and tells whether it was stopped."""

    cells: Cells
    memory: Memory
    clock: Callable[[], float]
    wait: Callable[[float], bool]
    tell: Callable[[str], None] = lambda _line: None
    renew_every: float = RENEW_EVERY

    @contextmanager
    def hold(
        self, note: Mapping[str, str], *, timeout: float, on_lost: Callable[[], None]
    ) -> Iterator[None]:
        """Hold it for the block, waiting `timeout` seconds for it. Raises LockedError and CellsError.

        `on_lost` is called, from the thread that renews, where somebody else has taken it meanwhile.
        """
        holder_id = secrets.token_hex(8)
        version = self._take(holder_id, note, timeout)
        renewal = _Renewal(self, holder_id, note, version, on_lost)
        renewal.start()
        try:
            yield
        finally:
            renewal.end()

    def holder(self) -> Holder | None:
        """Who holds it. Raises CellsError."""
        cell = self.cells.read(LOCK)
        return _holder(cell) if cell and cell.data else None

    def unlock(self, holder_id: str) -> None:
        """Take it away from the holder of that id. Raises LockedError where another one holds it."""
        cell = self.cells.read(LOCK)
        if cell is None or not cell.data:
            raise LockedError("nobody holds the lock")
        holder = _holder(cell)
        if holder.id != holder_id:
            raise LockedError(
                f"another one holds the lock by now ({holder})",
                hint=f"if that is gone, too: execsync state unlock {holder.id}",
            )
        try:
            self.free(cell.version)
        except Overtaken:
            raise LockedError(
                "the lock was renewed, taken or let go in this moment",
                hint="its holder may be at work; look again",
            ) from None

    def _take(self, holder_id: str, note: Mapping[str, str], timeout: float) -> str:
        """Take it, in the end from a holder who is gone. Returns the version of our writing."""
        ends = self.clock() + timeout
        while True:
            cell = self.cells.read(LOCK)
            if cell is None or not cell.data:
                with suppress(Overtaken):
                    return self.write(holder_id, note, cell.version if cell else None)
                continue  # somebody was faster: look who
            if (idle := self.memory.seen(cell.version)) >= DEAD_AFTER:
                with suppress(Overtaken):
                    version = self.write(holder_id, note, cell.version)
                    self.tell(
                        f"took the lock over from {_holder(cell)}: not renewed for {idle:.0f} s"
                    )
                    return version
                continue
            left = ends - self.clock()
            if left <= 0:
                raise _locked(_holder(cell))
            if self.wait(min(left, LOOK_EVERY)):
                raise Interrupted("stopped while another run held the lock; nothing was changed")

    def write(self, holder_id: str, note: Mapping[str, str], over: str | None) -> str:
        """Take it, or renew it. Returns the version. Raises Overtaken and CellsError."""
        data = json.dumps({**note, "id": holder_id}).encode()
        return self.cells.write(LOCK, data, over, says="Hold the lock")

    def free(self, over: str) -> None:
        """Let it go: an empty lock has no holder. Raises Overtaken and CellsError."""
        self.cells.write(LOCK, b"", over, says="Let the lock go")


class _Renewal:
    """Renews a lock in a thread of its own until it is ended, or was lost."""

    def __init__(
        self,
        lease: Lease,
        holder_id: str,
        note: Mapping[str, str],
        version: str,
        on_lost: Callable[[], None],
    ) -> None:
        self._lease = lease
        self._holder_id = holder_id
        self._note = note
        self._version = version
        self._on_lost = on_lost
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Renew no more, and let the lock go. Where that fails, it runs out by itself."""
        self._ended.set()
        self._thread.join()
        with suppress(Overtaken, CellsError):
            self._lease.free(self._version)

    def _run(self) -> None:
        lease = self._lease
        renewed = lease.clock()
        while not self._ended.wait(lease.renew_every):
            try:
                self._version = lease.write(self._holder_id, self._note, self._version)
                renewed = lease.clock()
            except CellsError:  # the place may be back before the lock runs out
                if lease.clock() - renewed >= DEAD_AFTER:
                    self._on_lost()
                    return
            except Overtaken:
                self._on_lost()
                return


def _locked(holder: Holder) -> LockedError:
    return LockedError(
        f"another run holds the lock of this State ({holder})",
        hint="wait for it, or give --lock-timeout SECONDS; if it is surely gone: "
        f"execsync state unlock {holder.id}",
    )


def _holder(cell: Stored) -> Holder:
    """The holder that a lock names; what somebody else wrote there is told as far as it can be read."""
    try:
        told = read_json(cell.data)
    except ValueError:
        told = None
    note = told if isinstance(told, dict) else {}
    said = {
        name: str(note.get(name, "")) for name in ("id", "who", "host", "command", "run", "since")
    }
    who = "@".join(filter(None, (said["who"], said["host"]))) or "somebody"
    what = said["run"] or said["command"]
    # An id is told as a part of a command, which people copy: one that is not ours could be any command.
    holder_id = said["id"] if _ID.fullmatch(said["id"]) else cell.version
    return Holder(holder_id, who, what, said["since"])


_ID = re.compile(r"[A-Za-z0-9]{1,64}")
