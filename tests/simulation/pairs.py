"""Every history of two runs on one shared State, which meet at each of their points.

1. A scene is laid out, all of it by the first checkout. The second one is a fresh clone: of the same
   commit, or of one that wants another text.
2. The first run is carried out, with every effect numbered: a request, right before and right after it
   was allowed; a line of the journal; a file put in its place; a read and a write of the shared place.
3. At each point it stands still, is killed, or loses the answer of the shared place, and the second run
   begins there. It waits for the lock as its command says, and goes on to its end, or to each of its own
   points; then the first one goes on to its end, and after it the rest of the second one.
4. Quiet runs follow, by the two checkouts in either order, or without the first one, and by a fresh clone.
5. What was told, the hub's log, the hub and State are held against the promises (`pair_promises.py`).
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from unittest import mock

import execsync.workspace
from execsync.core.planning.options import NONE
from execsync.state.folder import JOURNAL
from execsync.state.remote import RemoteBackend
from tests.simulation.aside import Aside
from tests.simulation.checkout import PLACE, Checkout, Ran, SharedPoints
from tests.simulation.clock import SECOND, Clock, Time
from tests.simulation.disk import CLONE, STATE, Disk, Files, simulated
from tests.simulation.history import History
from tests.simulation.hub import COLLEAGUE, Event, Manners, SimulatedHub
from tests.simulation.losses import kill, lose
from tests.simulation.meeting import (
    KILLED,
    LOST,
    MEETINGS,
    REFUSED,
    STARVED,
    WAITS,
    Met,
    Woken,
)
from tests.simulation.pair_promises import judge_pair
from tests.simulation.points import Fate, Points
from tests.simulation.run import Told, Wish, World
from tests.simulation.scenes import STRANGER, Scene
from tests.simulation.shared_cells import Store
from tests.simulation.walk import Found

HOUR, MINUTE = 3600 * SECOND, 60 * SECOND
FIRST, SECOND_ONE, FRESH = range(3)
ORDERS = (
    (FIRST, SECOND_ONE, FRESH, SECOND_ONE),
    (SECOND_ONE, FIRST, FRESH, SECOND_ONE),
    (SECOND_ONE, FRESH, SECOND_ONE),
)
"""Which checkouts carry out the quiet runs: the first one may be gone, with its journal."""
LONG_ENOUGH = 300.0
"""Seconds for which the second run waits for the lock, where it does."""


@dataclass(frozen=True, slots=True)
class SharedWorld:
    """A hub, the place of State, and what each checkout has beside its files."""

    hub: SimulatedHub
    store: Store
    folders: tuple[Files, ...]

    def copy(self) -> "SharedWorld":
        """The same world, to go another way from here."""
        hub = self.hub.copy(Clock(self.hub.clock.now))
        return SharedWorld(hub, self.store.copy(), self.folders)

    def with_folder(self, number: int, files: Files) -> "SharedWorld":
        """The same, after a run in one of the checkouts."""
        folders = [*self.folders]
        folders[number] = files
        return replace(self, folders=tuple(folders))

    @property
    def key(self) -> tuple[object, ...]:
        """What two worlds share from which every run goes the same way."""
        folders = (tuple(sorted(files.items())) for files in self.folders)
        return (*self.hub.key, self.store.key, *folders)

    def seen_by(self, number: int) -> World:
        """The same as one run finds it: State with what else lies in its checkout."""
        state = self.store.state
        files = {**self.folders[number], **({STATE: state} if state is not None else {})}
        return World(self.hub, files)


@dataclass(slots=True)
class PairCount:
    """What a walk has done. `runs` are those that were really carried out, quiet ones among them."""

    points: int = 0
    histories: int = 0
    runs: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[str, Met, History]] = field(default_factory=list)

    def __str__(self) -> str:
        sums = Counter[str]()
        for end, number in self.ends.items():
            sums[end.partition(":")[0]] += number
        ends = ", ".join(f"{number:,} {kind}" for kind, number in sorted(sums.items()))
        runs = f"{self.points} points, {self.runs:,} runs carried out"
        return f"{self.histories:,} histories ({runs}): {ends}"


@dataclass(frozen=True, slots=True)
class SharedQuiet:
    """What quiet runs have said and done, and the world that they have left."""

    world: SharedWorld
    told: tuple[Told, ...] = ()
    events: tuple[Event, ...] = ()


class Team:
    """Three checkouts, each on a disk of its own."""

    def __init__(self, disks: tuple[Disk, ...]) -> None:
        self.checkouts = [Checkout(disk, number) for number, disk in enumerate(disks, 1)]
        self.time = Time()

    @contextmanager
    def simulated(self) -> Iterator[None]:
        """For the block, runs can take place."""
        with (
            simulated(*(checkout.disk for checkout in self.checkouts)) as self.time,
            mock.patch.object(execsync.workspace, "place_of", _place),
            mock.patch.object(secrets, "token_hex", _holder_id),
        ):
            yield


def _place(*_: object) -> RemoteBackend:
    return PLACE.get()


def _holder_id(_size: int) -> str:
    return f"run-{CLONE.get()}"


class PairWalk:
    """All histories of two runs of one scene, the second one of another commit where it is `newer`.

    Without `every_pair` the second run goes on to its end before the first one does. With `until_broken`
    the walk ends at the first promise that is not kept.
    """

    def __init__(
        self,
        team: Team,
        scene: Scene,
        *,
        newer: bool = False,
        every_pair: bool = True,
        until_broken: bool = False,
    ) -> None:
        self.count = PairCount()
        self._team = team
        self._scene = replace(scene, pages=scene.next_wish.pages) if newer else scene
        self._wishes = (scene.wish, self._scene.wish)
        self._every_pair = every_pair
        self._until_broken = until_broken
        self._after: dict[object, SharedQuiet] = {}
        self._begin = self._lay_out(scene)

    def run(self) -> PairCount:
        """Walk all histories."""
        plain, _ = self._meet(WAITS, -1, None)
        effects = plain.effects[0]
        self.count.points = len(effects) + 1
        with suppress(Found):
            for at in range(len(effects) + 1):
                for how in MEETINGS:
                    self._walk_on(how, at)
                for fate in effects[at].fates if at < len(effects) else ():
                    if not effects[at].is_request:
                        self._walk_on(f"{LOST}{fate}", at)
        return self.count

    def _lay_out(self, scene: Scene) -> SharedWorld:
        hub = SimulatedHub(Clock(), Manners())
        hub.make(COLLEAGUE, STRANGER)
        hub.clock.now += HOUR
        world = SharedWorld(hub, Store(), ({}, {}, {}))
        for pages in scene.before:
            world, ran = self._run(world, FIRST, Wish(pages, NONE))
            if ran.told.code != 0:
                raise AssertionError(f"{scene.name}: {ran.told}")
            hub.clock.now += HOUR
        hub.events.clear()
        return world

    def _walk_on(self, how: str, at: int) -> None:
        """The second run from there to its end, and to each of its points."""
        whole, world = self._meet(how, at, None)
        self._judge(whole, world)
        is_apart = how == KILLED or (how.startswith(LOST) and not how.endswith(Fate.LATE))
        if not self._every_pair or is_apart or at == self.count.points - 1:
            return
        for until in range(len(whole.effects[1])):
            self._judge(*self._meet(how, at, until))

    def _meet(self, how: str, at: int, until: int | None) -> tuple[Met, SharedWorld]:
        """Carry out both runs."""
        self.count.runs += 2
        world = self._begin.copy()
        hub, store = world.hub, world.store
        self._team.time.clock = hub.clock
        ran: dict[int, Ran] = {}
        woken: list[Woken] = []
        second = Aside(lambda: run(SECOND_ONE, others))

        def run(number: int, points: SharedPoints) -> None:
            waits = number == SECOND_ONE and how != REFUSED
            ran[number] = self._team.checkouts[number].run(
                points,
                store,
                world.folders[number],
                self._wishes[number],
                timeout=LONG_ENOUGH if waits else 0.0,
                patience=second.pause if waits and how == WAITS else _wait_on,
            )

        def meet(points: Points) -> None:
            if how.startswith(LOST):
                lose(Fate(how.removeprefix(LOST)))(points)
                return
            holder = self._team.checkouts[FIRST].holder
            was_held = store.holder == holder
            second.go_on()
            if how == KILLED:
                second.end()
                kill(points)
            woken.append(Woken(was_held and store.holder != holder, len(hub.events)))
            mine.beat.is_starved = how == STARVED

        def interrupt(_points: Points) -> None:
            if how.startswith(LOST):
                store.land()
            else:
                second.pause()

        others = SharedPoints(hub, [(until, interrupt)] if until is not None else ())
        mine = SharedPoints(hub, [(at, meet)])
        run(FIRST, mine)
        after = len(hub.events)
        second.end()
        store.land()
        for number, done in ran.items():
            world = world.with_folder(number, done.files)
        met = Met(
            how=how,
            at=at,
            until=until,
            told=(ran[FIRST].told, ran[SECOND_ONE].told),
            effects=(tuple(mine.effects), tuple(others.effects)),
            woken=woken[0] if woken else None,
            after=after,
        )
        return met, world

    def _judge(self, met: Met, world: SharedWorld) -> None:
        for order in ORDERS:
            quiet = self._settle(world, order)
            history = History(
                scene=self._scene,
                script=((met.at, met.how), (-1 if met.until is None else met.until, "it goes on")),
                act="",
                loss="",
                told=(*met.told, *quiet.told),
                events=(*world.hub.events, *quiet.events),
                left=world.seen_by(order[0]).files,
                world=quiet.world.seen_by(SECOND_ONE),
            )
            end = judge_pair(
                met, history, [JOURNAL in quiet.world.folders[number] for number in order]
            )
            self.count.histories += 1
            self.count.ends[end] += 1
            if end.startswith("broken"):
                self.count.broken.append((end, met, history))
                if self._until_broken:
                    raise Found

    def _settle(self, world: SharedWorld, order: tuple[int, ...]) -> SharedQuiet:
        """The quiet runs that follow."""
        so_far = SharedQuiet(world)
        for number in order:
            more = self._run_quietly(so_far.world, number)
            told, events = (*so_far.told, *more.told), (*so_far.events, *more.events)
            so_far = SharedQuiet(more.world, told, events)
        return so_far

    def _run_quietly(self, world: SharedWorld, number: int) -> SharedQuiet:
        """One more run minutes later, and what it did on the hub."""
        key = (number, world.key)
        if key not in self._after:
            later = world.copy()
            later.hub.events.clear()
            later.hub.clock.now += MINUTE
            ended, ran = self._run(later, number, self._wishes[1], timeout=LONG_ENOUGH)
            self._after[key] = SharedQuiet(ended, (ran.told,), tuple(ended.hub.events))
        return self._after[key]

    def _run(
        self, world: SharedWorld, number: int, wish: Wish, *, timeout: float = 0.0
    ) -> tuple[SharedWorld, Ran]:
        self.count.runs += 1
        self._team.time.clock = world.hub.clock
        points = SharedPoints(world.hub)
        checkout = self._team.checkouts[number]
        ran = checkout.run(points, world.store, world.folders[number], wish, timeout=timeout)
        return world.with_folder(number, ran.files), ran


def _wait_on() -> None:
    """Let nothing happen while the lock is waited for."""
