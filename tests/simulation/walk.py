"""Every history of one run that one colleague and one loss can make.

1. A scene is laid out: a hub with pages of ours and of others, State, files that want something.
2. The run is carried out by the real engine, with every effect numbered: a request, a line of the
   journal, a file put in its place. To a colleague it makes no difference when between two requests he
   acts, so that his act comes right before each request, and after the run.
3. For each act and each point: the same run again, with the act there. For each loss and each point, of
   each of those and of the undisturbed one: once more. So an act comes before a loss, or after it.
4. Where a run ended or died, its folder may lose something: the journal, State's last write, more.
5. Quiet runs follow: two to settle, and a third one that has nothing to do.
6. What was told, the hub's log, the hub and State are held against the promises (`promises.py`).

Equal worlds have equal quiet runs, which are carried out once.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from execsync.core.planning.options import NONE
from tests.simulation.acts import acts_on
from tests.simulation.clock import SECOND, Clock
from tests.simulation.disk import STATE
from tests.simulation.hub import COLLEAGUE, Event, Manners, SimulatedHub
from tests.simulation.losses import cancel, kill, leftovers, lose
from tests.simulation.points import Effect, Happening, Points
from tests.simulation.promises import History, judge
from tests.simulation.run import Machine, Told, Wish, World
from tests.simulation.scenes import STRANGER, Scene
from tests.simulation.stored import StoredPage

HOUR = 3600 * SECOND
MINUTE = 60 * SECOND
QUIET = 3


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happens right before an effect of a run, or after the last one."""

    at: int
    name: str
    happen: Happening


@dataclass(frozen=True, slots=True)
class Played:
    """A run that was carried out with this script, and the hub's pages before each effect and at its end."""

    script: tuple[Happened, ...]
    world: World
    told: Told
    effects: tuple[Effect, ...]
    pages: tuple[tuple[StoredPage, ...], ...]


@dataclass(slots=True)
class Count:
    """What a walk has done. `runs` and `quiet` are those that were really carried out."""

    points: int = 0
    histories: int = 0
    runs: int = 0
    quiet: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    losses: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[str, History]] = field(default_factory=list)


class Walk:
    """All histories of one scene on a hub with these manners."""

    def __init__(self, machine: Machine, scene: Scene, manners: Manners) -> None:
        self.count = Count()
        self._machine = machine
        self._scene = scene
        self._after: dict[object, tuple[World, Told, tuple[Event, ...]]] = {}
        self._states: list[bytes | None] = [None]
        self._begin = self._lay_out(manners)

    def run(self) -> Count:
        """Walk all histories."""
        plain = self._play(())
        self.count.points = len(plain.effects) + 1
        self._go_on(plain, act="", loss="")
        return self.count

    def _lay_out(self, manners: Manners) -> World:
        hub = SimulatedHub(Clock(), manners)
        hub.make(COLLEAGUE, STRANGER)
        hub.clock.now += HOUR
        world = World(hub, {})
        for pages in self._scene.before:
            world, told, _ = self._machine.run(world, Wish(pages, NONE))
            if told.code != 0:
                raise AssertionError(f"{self._scene.name}: {told}")
            hub.clock.now += HOUR
            self._states.insert(0, world.files[STATE])
        hub.events.clear()
        return world

    def _go_on(self, played: Played, *, act: str, loss: str) -> None:
        """Every history that goes on from this run, with the act and the loss that are still to come."""
        self._end(played, act=act, loss=loss)
        first = played.script[-1].at if played.script else 0
        for at in range(first, len(played.effects)):
            follows_loss = bool(loss) and at == first
            if not act and not follows_loss and played.effects[at].is_request:
                for happened in self._acts(played, at):
                    self._go_on(
                        self._play((*played.script, happened)), act=happened.name, loss=loss
                    )
            for happened in self._losses(played, at, act=act, loss=loss):
                self._go_on(self._play((*played.script, happened)), act=act, loss=happened.name)

    def _acts(self, played: Played, at: int) -> Iterator[Happened]:
        ours = self._scene.ours(played.pages[at])
        return (Happened(at, name, do) for name, do in acts_on(ours, self._scene.file))

    def _losses(self, played: Played, at: int, *, act: str, loss: str) -> Iterator[Happened]:
        """What may be lost right before an effect. A run that was asked to stop may still be killed."""
        is_first = not played.script or at > played.script[-1].at
        if loss not in ("", CANCEL):
            return
        if is_first:
            yield Happened(at, f"{loss}, {KILL}" if loss else KILL, kill)
        if not loss:
            yield Happened(at, CANCEL, cancel)
            for fate in played.effects[at].fates:
                yield Happened(at, fate.value, lose(fate))

    def _end(self, played: Played, *, act: str, loss: str) -> None:
        """The histories that end with this run: as it left the folder, and with a part of that lost."""
        for left in leftovers(played.world.files, played.world.written, self._states):
            if left.name and loss and KILL not in loss and CANCEL not in loss:
                return
            name = ", ".join(filter(None, (loss, left.name)))
            world = replace(played.world, files=left.files)
            self._judge(played.script, played.told, world, act=act, loss=name)
            for happened in () if act else self._acts(played, -1):
                acted = world.copy()
                happened.happen(Points(acted.hub, threading.Event()))
                script = (*played.script, happened)
                self._judge(script, played.told, acted, act=happened.name, loss=name)

    def _play(self, script: tuple[Happened, ...]) -> Played:
        self.count.runs += 1
        world, seen = self._begin.copy(), list[tuple[StoredPage, ...]]()
        hub = world.hub
        world, told, points = self._machine.run(
            world,
            self._scene.wish,
            [(happened.at, happened.happen) for happened in script],
            lambda: seen.append(tuple(hub.pages.values())),
        )
        pages = (*seen[: len(points.effects)], tuple(hub.pages.values()))
        return Played(script, world, told, tuple(points.effects), pages)

    def _judge(
        self, script: tuple[Happened, ...], told: Told, world: World, *, act: str, loss: str
    ) -> None:
        events, runs = [*world.hub.events], [told]
        for _ in range(QUIET):
            world, told, more = self._quiet(world)
            events += more
            runs.append(told)
        named = tuple((happened.at, happened.name) for happened in script)
        history = History(self._scene, named, act, loss, runs, events, world)
        end = judge(history)
        self.count.histories += 1
        self.count.acts[act] += 1
        self.count.losses[loss] += 1
        self.count.ends[end] += 1
        if end.startswith("broken"):
            self.count.broken.append((end, history))

    def _quiet(self, world: World) -> tuple[World, Told, tuple[Event, ...]]:
        """One more run a minute later, and what it did on the hub."""
        key = world.key
        if key not in self._after:
            self.count.quiet += 1
            later = world.copy()
            later.hub.events.clear()
            later.hub.clock.now += MINUTE
            ended, told, _ = self._machine.run(later, self._scene.wish)
            self._after[key] = ended, told, tuple(ended.hub.events)
        return self._after[key]


KILL = "killed"
CANCEL = "asked to stop"
