"""A lock on a place that several machines share: kept by renewing it, and taken over once nobody does.

No clock of another machine is believed. Whoever waits watches the lock by its own clock: one that nobody has
renewed for a while has no holder any more.
"""

import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from execsync.core.json_text import read_json
from execsync.errors import Interrupted, LockedError
from execsync.state.backend import Holder, Stored, lost_lock, waiting
from execsync.state.cells import Cells, CellsError, Overtaken

RENEW_EVERY = 30.0
"""Seconds between two renewals."""
DEAD_AFTER = 120.0
"""Seconds without a renewal, by the clock of whoever waits, after which a lock is taken over."""
SURE_FOR = DEAD_AFTER / 2
"""Seconds after a renewal for which nobody can have taken it, whatever their clock is like."""
LOOK_EVERY = 5.0
"""Seconds between two looks of whoever waits."""
LOCK = "lock"

Repeat = Callable[[float, Callable[[], bool]], AbstractContextManager[None]]


class Memory(Protocol):
    """What this machine has seen of the lock, kept from one run to the next."""

    def seen(self, mark: str) -> float:
        """For how many seconds that mark of the lock has been seen here, from now on at the latest."""
        ...


@contextmanager
def in_a_thread(seconds: float, act: Callable[[], bool]) -> Iterator[None]:
    """For the block, act every so many seconds in a thread of its own, until it tells that it is in vain."""
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(seconds) and act():
            pass

    thread = threading.Thread(target=run, name="lock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Lease:
    """The lock in `cells`. `clock` gives seconds, `wait` waits so many and tells whether it was stopped.

    `repeat` has it renewed for a block: it calls every so many seconds, until that returns False.
    """

    cells: Cells
    memory: Memory
    clock: Callable[[], float]
    wait: Callable[[float], bool]
    tell: Callable[[str], None] = lambda _line: None
    renew_every: float = RENEW_EVERY
    repeat: Repeat = in_a_thread

    @contextmanager
    def hold(
        self, note: Mapping[str, str], *, timeout: float, on_lost: Callable[[], None]
    ) -> Iterator[Callable[[], None]]:
        """Hold it for the block, waiting `timeout` seconds for it. Raises LockedError and CellsError.

        Gives what makes sure, right before a write to the hub, that it is still held: that raises Incomplete
        where it is not. `on_lost` is called, from any thread, where somebody else has taken it meanwhile.
        """
        held = _Held(self, secrets.token_hex(8), note, on_lost)
        held.take(timeout)
        try:
            with self.repeat(self.renew_every, held.renew):
                yield held.assure
        finally:
            held.free()

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

    def take(self, holder_id: str, note: Mapping[str, str], timeout: float) -> tuple[str, float]:
        """Take it, in the end from a holder who is gone. Returns the version of our writing, and when."""
        ends, is_told = self.clock() + timeout, False
        while True:
            cell, now = self.cells.read(LOCK), self.clock()
            if cell is None or not cell.data:
                with suppress(Overtaken):
                    return self.write(holder_id, note, cell.version if cell else None), now
                continue  # somebody was faster: look who
            if (idle := self.memory.seen(cell.version)) >= DEAD_AFTER:
                with suppress(Overtaken):
                    version = self.write(holder_id, note, cell.version)
                    self.tell(
                        f"took the lock over from {_holder(cell)}: not renewed for {idle:.0f} s"
                    )
                    return version, now
                continue
            left = ends - now
            if left <= 0:
                raise _locked(_holder(cell))
            if not is_told:
                is_told = True
                self.tell(waiting(_holder(cell), left))
            if self.wait(min(left, LOOK_EVERY)):
                raise Interrupted("stopped while another run held the lock; nothing was changed")

    def write(self, holder_id: str, note: Mapping[str, str], over: str | None) -> str:
        """Take it, or renew it. Returns the version. Raises Overtaken and CellsError."""
        data = json.dumps({**note, "id": holder_id}).encode()
        return self.cells.write(LOCK, data, over, says="Hold the lock")

    def free(self, over: str) -> None:
        """Let it go: an empty lock has no holder. Raises Overtaken and CellsError."""
        self.cells.write(LOCK, b"", over, says="Let the lock go")


class _Held:
    """One holding of the lock. Safe across threads."""

    def __init__(
        self,
        lease: Lease,
        holder_id: str,
        note: Mapping[str, str],
        on_lost: Callable[[], None],
    ) -> None:
        self._lease = lease
        self._holder_id = holder_id
        self._note = note
        self._on_lost = on_lost
        self._guard = threading.Lock()
        self._renewed = 0.0
        self._version = ""
        self._is_lost = False

    def take(self, timeout: float) -> None:
        """Take it, waiting so many seconds. Raises LockedError, CellsError and Interrupted."""
        self._version, self._renewed = self._lease.take(self._holder_id, self._note, timeout)

    def renew(self) -> bool:
        """Renew it, and tell whether it is still held."""
        with self._guard:
            if not self._is_lost and not self._is_renewed():
                self._is_lost = True
                self._on_lost()
            return not self._is_lost

    def assure(self) -> None:
        """Renew it where that is not sure to be in time any more. Raises Incomplete where it was lost.

        A process that was halted, or a machine that slept, goes on in the middle of what it was about.
        """
        is_fresh = self._lease.clock() - self._renewed < SURE_FOR
        if self._is_lost or not (is_fresh or self.renew()):
            raise lost_lock()

    def free(self) -> None:
        """Let it go. Where that fails, it runs out by itself."""
        with self._guard, suppress(Overtaken, CellsError):
            if not self._is_lost:
                self._lease.free(self._version)

    def _is_renewed(self) -> bool:
        """Whether it was, or may yet be: the place may be back before the lock runs out."""
        began = self._lease.clock()
        try:
            self._version = self._lease.write(self._holder_id, self._note, self._version)
        except Overtaken:
            return False
        except CellsError:
            return self._lease.clock() - self._renewed < DEAD_AFTER - RENEW_EVERY
        # Whoever waits counts from when it has seen this writing: not before it began.
        self._renewed = began
        return True


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
