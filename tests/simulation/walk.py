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

Equal worlds have equal quiet runs, which are carried out once; and a run that changed nothing would end
the same way another time.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from execsync.core.planning.options import NONE
from tests.simulation.acts import acts_on
from tests.simulation.clock import SECOND, Clock
from tests.simulation.disk import STATE
from tests.simulation.ending import DRAFTS, judge_next
from tests.simulation.history import History
from tests.simulation.hub import COLLEAGUE, Event, Manners, SimulatedHub
from tests.simulation.losses import (
    KILLED,
    LANDED,
    STOPPED,
    STOPPED_AND_KILLED,
    kill,
    land,
    leftovers,
    lose,
    stop,
)
from tests.simulation.points import Effect, Fate, Happening, Points
from tests.simulation.promises import judge
from tests.simulation.run import Machine, Told, Wish, World
from tests.simulation.scenes import STRANGER, Scene, ours
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
    act: str = ""
    loss: str = ""


@dataclass(slots=True)
class Count:
    """What a walk has done. `runs` are those that were really carried out, quiet ones among them."""

    points: int = 0
    histories: int = 0
    runs: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    losses: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[str, History]] = field(default_factory=list)

    def __str__(self) -> str:
        acts, losses = (sum(map(bool, names)) for names in (self.acts, self.losses))
        sums = Counter[str]()
        for end, number in self.ends.items():
            sums[end.partition(":")[0]] += number
        ends = ", ".join(f"{number:,} {kind}" for kind, number in sorted(sums.items()))
        return (
            f"{self.histories:,} histories ({self.points} points, {acts} acts, {losses} losses, "
            f"{self.runs:,} runs carried out): {ends}"
        )


@dataclass(frozen=True, slots=True)
class Quiet:
    """What quiet runs have said and done, and the world that they have left."""

    world: World
    told: tuple[Told, ...] = ()
    events: tuple[Event, ...] = ()


class Found(Exception):
    """A broken promise, where one is enough."""


class Walk:
    """All histories of one scene on a hub with these manners.

    With `until_broken` it ends at the first promise that is not kept.
    """

    def __init__(
        self,
        machine: Machine,
        scene: Scene,
        manners: Manners,
        *,
        until_broken: bool = False,
    ) -> None:
        self.count = Count()
        self._until_broken = until_broken
        self._machine = machine
        self._scene = scene
        self._after: dict[object, Quiet] = {}
        self._settled: dict[object, Quiet] = {}
        self._states: list[bytes | None] = [None]
        self._begin = self._lay_out(manners)

    def run(self) -> Count:
        """Walk all histories."""
        plain = self._play(())
        self.count.points = len(plain.effects) + 1
        with suppress(Found):
            self._go_on(plain)
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

    def _go_on(self, played: Played) -> None:
        """Every history that begins with this run, with an act and a loss where they are still to come."""
        self._end(played)
        last = played.script[-1].at if played.script else 0
        for at in range(last, len(played.effects)):
            follows_loss = bool(played.loss) and at == last
            if not played.act and not follows_loss and played.effects[at].is_request:
                for act in self._acts(played, at):
                    self._go_on(self._play((*played.script, act), act=act.name, loss=played.loss))
            for loss in self._losses(played, at, is_later=not played.script or at > last):
                self._go_on(self._play((*played.script, loss), act=played.act, loss=loss.name))

    def _acts(self, played: Played, at: int) -> Iterator[Happened]:
        pages = ours(played.pages[at])
        return (Happened(at, name, do) for name, do in acts_on(pages, self._scene.file))

    def _losses(self, played: Played, at: int, *, is_later: bool) -> Iterator[Happened]:
        """What may be lost right before an effect. A run that was asked to stop may still be killed.

        A kill at the point of an act is one before it: the act comes after the run then.
        """
        if played.loss == STOPPED and is_later:
            yield Happened(at, STOPPED_AND_KILLED, kill)
        if played.loss == Fate.LATE.value and played.effects[at].is_request and is_later:
            yield Happened(at, LANDED, land)
        if played.loss:
            return
        if is_later:
            yield Happened(at, KILLED, kill)
        yield Happened(at, STOPPED, stop)
        for fate in played.effects[at].fates:
            yield Happened(at, fate.value, lose(fate))

    def _end(self, played: Played) -> None:
        """The histories that end with this run: as it left the folder, and with a part of that lost."""
        played.world.hub.land()
        may_lose = played.loss in ("", KILLED, STOPPED, STOPPED_AND_KILLED)
        for left in leftovers(played.world.files, played.world.written, self._states):
            if left.name and not may_lose:
                return
            loss = ", ".join(filter(None, (played.loss, left.name)))
            world = replace(played.world, files=left.files)
            self._judge(replace(played, world=world, loss=loss))
            if played.act:
                continue
            for act in self._acts(played, -1):
                acted = world.copy()
                act.happen(Points(acted.hub, threading.Event()))
                script = (*played.script, act)
                self._judge(replace(played, script=script, world=acted, act=act.name, loss=loss))

    def _play(self, script: tuple[Happened, ...], *, act: str = "", loss: str = "") -> Played:
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
        return Played(script, world, told, tuple(points.effects), pages, act, loss)

    def _judge(self, played: Played) -> None:
        quiet = self._settle(played.world)
        script = tuple((happened.at, happened.name) for happened in played.script)
        history = History(
            self._scene,
            script,
            played.act,
            played.loss,
            (played.told, *quiet.told),
            (*played.world.hub.events, *quiet.events),
            played.world.files,
            quiet.world,
        )
        end = judge(history)
        if end in DRAFTS:
            later = self._run_quietly(quiet.world, self._scene.next_wish)
            end = judge_next(end, later.told[0], later.events)
        self.count.histories += 1
        self.count.acts[played.act] += 1
        self.count.losses[played.loss] += 1
        self.count.ends[end] += 1
        if end.startswith("broken"):
            self.count.broken.append((end, history))
            if self._until_broken:
                raise Found

    def _settle(self, world: World) -> Quiet:
        """The quiet runs that follow."""
        key = world.key
        if key not in self._settled:
            so_far = Quiet(world)
            for _ in range(QUIET):
                more = self._run_quietly(so_far.world, self._scene.wish)
                told, events = (*so_far.told, *more.told), (*so_far.events, *more.events)
                so_far = Quiet(more.world, told, events)
            self._settled[key] = so_far
        return self._settled[key]

    def _run_quietly(self, world: World, wish: Wish) -> Quiet:
        """One more run a minute later, and what it did on the hub."""
        key = (world.key, wish.pages)
        if key not in self._after:
            self.count.runs += 1
            later = world.copy()
            later.hub.events.clear()
            later.hub.clock.now += MINUTE
            ended, told, _ = self._machine.run(later, wish)
            events = tuple(ended.hub.events)
            left = world if ended.is_as(world) else ended
            self._after[key] = Quiet(left, (told,), events)
        return self._after[key]
