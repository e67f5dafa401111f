"""One `apply --yes` by the real engine, in a world of its own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from execsync.commands.apply import ApplyOptions, ApplyRun
from execsync.config import Config
from execsync.content.reader import Content
from execsync.core.config_tables import LimitsConfig
from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.options import PlanOptions
from execsync.core.resource import Page
from execsync.core.running.events import Event, EventKind
from execsync.errors import ExecsyncError
from execsync.output.console import Console
from execsync.output.presenting import Presentation
from execsync.output.progress import Usage
from execsync.output.reporter import Ending
from execsync.sync.apply import Token
from execsync.sync.session import Engine
from execsync.sync.workers import Workers
from execsync.workspace import Workspace
from tests.simulation.calls import Calls
from tests.simulation.clock import Clock, Stop, Time
from tests.simulation.disk import Disk, Files, simulated
from tests.simulation.hub import SimulatedHub
from tests.simulation.points import Happening, Killed, Points
from tests.simulation.workers import OneByOne

if TYPE_CHECKING:
    from typing import TextIO

    from execsync.client.hub import Hub
    from execsync.core.running.hub import HubCalls


@dataclass(frozen=True, slots=True)
class World:
    """A hub, what a checkout has beside its files, and the States that the last run wrote."""

    hub: SimulatedHub
    files: Files
    written: tuple[bytes, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What two worlds share from which every run goes the same way."""
        return (*self.hub.key, tuple(sorted(self.files.items())))

    def is_as(self, other: "World") -> bool:
        """Whether nothing but the time is another one."""
        return self.key[1:] == other.key[1:]

    def copy(self) -> "World":
        """The same world, to go another way from here."""
        return replace(self, hub=self.hub.copy(Clock(self.hub.clock.now)))


@dataclass(slots=True)
class Told:
    """What a run has said, and how it ended: `code` is None where it was killed."""

    code: int | None = None
    words: tuple[str, ...] = ()
    writes: int = 0

    def names(self, text: str) -> bool:
        """Whether an id or a path is named."""
        return any(text in words for words in self.words)


class Listener:
    """A Reporter that keeps what it is told."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.code: int | None = None

    def plan(self, shown: Presentation) -> None:
        for change in shown.plan.obstacles:
            if change.obstacle is not None:
                obstacle = change.obstacle
                words = f"{obstacle.kind} {change.address}: {obstacle.reason}"
                self.words.append(f"{words}; {obstacle.way_out}")

    def finding(self, found: Diagnostic) -> None:
        self.words.append(
            f"{found.code} {found.path}: {found.summary} {found.detail}; {found.hint}"
        )

    def content(self, read: Content) -> None:
        for one in read.diagnostics:
            self.finding(one)

    def event(self, event: Event | None) -> None:
        if event and event.kind in (EventKind.ERRORED, EventKind.NOTE):
            self.words.append(f"{event.kind} {event.address}: {event.text}; {event.hint}")

    def live(self, usage: Usage) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def end(self, ending: Ending) -> None:
        self.code = ending.exit_code
        if ending.result.halted is not None:
            self.error(ending.result.halted)

    def error(self, error: ExecsyncError) -> None:
        self.words.append(f"error: {error.message}; {error.hint}")


class SimulatedRun(ApplyRun):
    """A run whose worker is the clock's."""

    def engine(self) -> Engine:
        def workers(_count: int) -> Workers[Token]:
            return OneByOne(cast("Stop", self.stop).clock)

        return replace(super().engine(), workers=workers)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the files want, and what the command allows."""

    pages: tuple[Page, ...]
    allowed: PlanOptions


class Machine:
    """Where runs take place: one disk, on which one world after another is laid out."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._time = Time()
        self._config = Config(str(disk.folder / "execsync.toml"), limits=LimitsConfig(0, 0))
        self._console = Console(cast("TextIO", None), cast("TextIO", None))

    @contextmanager
    def simulated(self) -> Iterator[None]:
        """For the block, runs can take place."""
        with simulated(self._disk) as self._time:
            yield

    def run(
        self,
        world: World,
        wish: Wish,
        script: Sequence[tuple[int, Happening]] = (),
        see: Callable[[], None] = lambda: None,
    ) -> tuple[World, Told, Points]:
        """`apply --yes` in a world, which becomes another one. The script may interfere."""
        clock = world.hub.clock
        stop, listener = Stop(clock), Listener()
        points = Points(world.hub, stop, script, see)
        calls: HubCalls = Calls(world.hub, points)
        self._disk.restore(world.files)
        self._time.clock = clock
        before = len(world.hub.events)
        with self._disk.watched_by(points):
            run = SimulatedRun(
                config=self._config,
                options=ApplyOptions(allowed=wish.allowed, yes=True, parallelism=1),
                saved=None,
                workspace=Workspace(self._config),
                hub=cast("Hub", calls),
                stop=stop,
                reporter=listener,
                console=self._console,
                begun=threading.Event(),
            )
            code: int | None
            try:
                code = run.carry_out(Content(wish.pages, ()))
            except ExecsyncError as error:
                listener.error(error)
                code = error.exit_code
            except Killed:
                code = None
        writes = sum(event.is_write_of_key for event in world.hub.events[before:])
        told = Told(code, tuple(listener.words), writes)
        return World(world.hub, self._disk.read(), self._disk.written), told, points
