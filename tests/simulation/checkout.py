"""One `apply --yes` in a checkout of its own, beside others that share its State."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from execsync.commands.apply import ApplyOptions
from execsync.config import Config
from execsync.content.reader import Content
from execsync.core.config_tables import LimitsConfig, StateConfig
from execsync.errors import ExecsyncError, Interrupted
from execsync.output.console import Console
from execsync.state.backend import lost_lock
from execsync.state.last_read import LastRead
from execsync.state.lease import Lease
from execsync.state.lease_memory import LeaseMemory
from execsync.state.remote import RemoteBackend
from execsync.workspace import Workspace
from tests.simulation.calls import Calls
from tests.simulation.clock import Clock, Stop
from tests.simulation.disk import CLONE, Disk, Files
from tests.simulation.hub import SimulatedHub
from tests.simulation.points import Effect, Fate, Happening, Killed, Points
from tests.simulation.run import Listener, SimulatedRun, Told, Wish
from tests.simulation.shared_cells import NumberedCells, Store

if TYPE_CHECKING:
    from typing import TextIO

    from execsync.client.hub import Hub

PLACE: ContextVar[RemoteBackend] = ContextVar("PLACE")
"""The place of State of the run that is under way."""
WAITS = Effect("waits for the lock")


class Beat:
    """Renews a lock in time, whenever an effect comes; unless it is starved, as a thread may be."""

    def __init__(self, clock: Clock) -> None:
        self.is_starved = False
        self._clock = clock
        self._act: Callable[[], bool] | None = None
        self._every = self._next = 0.0

    @contextmanager
    def repeat(self, seconds: float, act: Callable[[], bool]) -> Iterator[None]:
        """For the block, act every so many seconds, until it tells that it is in vain."""
        self._act, self._every = act, seconds
        self._next = self._clock.monotonic() + seconds
        try:
            yield
        finally:
            self._act = None

    def pulse(self) -> None:
        """Act if it is time to."""
        act, now = self._act, self._clock.monotonic()
        if act is None or self.is_starved or now < self._next:
            return
        self._act, self._next = None, now + self._every  # acting is an effect itself
        if act():
            self._act = act


class SimulatedBackend(RemoteBackend):
    """The place of State as one run finds it, with a point right before it makes sure of its lock."""

    def __init__(self, points: Points, cells: NumberedCells, lease: Lease, read: LastRead) -> None:
        super().__init__(cells, lease, read)
        self._points = points

    def write(self, data: bytes, over: str | None, *, says: str = "") -> str:
        self._points.reach(Effect("state to come"))
        return super().write(data, over, says=says)


class SharedPoints(Points):
    """The points of a run that holds a lock. What only serves speed makes none of them."""

    def __init__(self, hub: SimulatedHub, script: Sequence[tuple[int, Happening]] = ()) -> None:
        super().__init__(hub, Stop(hub.clock), script)
        self.beat = Beat(hub.clock)

    def reach(self, effect: Effect) -> Fate | None:
        if effect.name.startswith("cache/"):
            return None
        fate = super().reach(effect)
        self.beat.pulse()
        return fate


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run has told, and what it left beside its files."""

    told: Told
    files: Files


class Checkout:
    """A folder with the files of a repository. Its number is that of whoever has it."""

    def __init__(self, disk: Disk, number: int) -> None:
        self.disk = disk
        self._number = number
        self._config = Config(
            str(disk.folder / "execsync.toml"),
            limits=LimitsConfig(0, 0),
            state=StateConfig(backend="git"),
        )

    @property
    def holder(self) -> str:
        """The id by which the lock names a run of it."""
        return f"run-{self._number}"

    def run(
        self,
        points: SharedPoints,
        store: Store,
        files: Files,
        wish: Wish,
        *,
        timeout: float = 0.0,
        patience: Callable[[], None] = lambda: None,
    ) -> Ran:
        """Apply what is wished. The lock is waited for `timeout` seconds; `patience` is called each time."""
        listener = Listener()
        before = len(points.hub.events)
        clone = CLONE.set(self._number)
        self.disk.restore(files)
        try:
            with self.disk.watched_by(points):
                code = self._apply(points, store, wish, listener, timeout, patience)
        finally:
            CLONE.reset(clone)
        writes = sum(event.is_write_of_key for event in points.hub.events[before:])
        return Ran(Told(code, tuple(listener.words), writes), self.disk.read())

    def _apply(
        self,
        points: SharedPoints,
        store: Store,
        wish: Wish,
        listener: Listener,
        timeout: float,
        patience: Callable[[], None],
    ) -> int | None:
        stop, lost, clock = points.stop, threading.Event(), points.hub.clock
        waits: list[float] = []

        def wait(seconds: float) -> bool:
            if not waits:
                points.reach(WAITS)
            waits.append(seconds)
            patience()
            return stop.wait(seconds)

        def on_lost() -> None:
            lost.set()
            stop.set()

        cells, folder = NumberedCells(store, points), self.disk.watched
        lease = Lease(
            cells,
            LeaseMemory(folder),
            clock.monotonic,
            wait,
            listener.words.append,
            repeat=points.beat.repeat,
        )
        PLACE.set(SimulatedBackend(points, cells, lease, LastRead(folder)))
        workspace = Workspace(self._config)
        note = {"who": f"clone {self._number}"}
        try:
            with workspace.backend.lock(note, timeout=timeout, on_lost=on_lost):
                run = SimulatedRun(
                    config=self._config,
                    options=ApplyOptions(allowed=wish.allowed, yes=True, parallelism=1),
                    saved=None,
                    workspace=workspace,
                    hub=cast("Hub", Calls(points.hub, points, workspace.assure_lock)),
                    stop=stop,
                    reporter=listener,
                    console=Console(cast("TextIO", None), cast("TextIO", None)),
                    begun=threading.Event(),
                    lost=lost,
                )
                return run.carry_out(Content(wish.pages, ()))
        except ExecsyncError as error:
            told = lost_lock() if lost.is_set() and isinstance(error, Interrupted) else error
            listener.error(told)
            return told.exit_code
        except Killed:
            return None
