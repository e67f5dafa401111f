"""One history: what a team, a colleague and a hub with its faults do to each other, at random."""

import random
import signal
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from execsync.localhub import FaultKind
from tests.crash.quick import WHERE, Strike
from tests.crash.runs import Order
from tests.team.clone import Clone
from tests.team.person import HOWS, Person
from tests.team.team import APPLY, Team
from tests.team.writer import Writer

if TYPE_CHECKING:
    from tests.team.run import Run

PAGES = "/knowledge-hub/pages"
PAGE = "/knowledge-hub/pages/{id}"
MOMENTS = (
    ("before", "GET", PAGES),
    ("after", "GET", PAGES),
    ("before", "GET", PAGE),
    ("after", "GET", PAGE),
    ("before", "POST", PAGES),
    ("after", "POST", PAGES),
    ("before", "PATCH", PAGE),
    ("after", "PATCH", PAGE),
    ("before", "DELETE", PAGE),
)
LAPSES = (0, 0, 0.4, 1, 20, 100, 400, 4000)
FAULTS: tuple[FaultKind, ...] = (
    "lose",
    "lose",
    "truncate",
    "error_after",
    "cut",
    "error",
    "late",
    "limit",
)


class History:
    """Steps at random. Two clones or three stay, and a runner has a fresh one for each of its runs."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self._dice = team.dice
        self._writer = Writer(team)
        self._person = Person(team)
        self._last: dict[str, Run] = {}
        self._runners = 0
        self._acts: Mapping[str, tuple[int, Callable[[], None]]] = {
            "saved": (8, self._write),
            "applies": (9, self._apply),
            "runner's applies": (4, self._apply_in_runner),
            "syncs": (6, self._sync),
            "times that the colleague came by": (6, self._web),
            "conflicts seen to": (3, self._settle),
            "States rolled back": (1, self._roll_back),
            "States lost": (1, self._lose_state),
            "watches": (2, self._watch),
            "plans": (1, self._plan),
        }

    def begin(self) -> None:
        """A first clone with some files, applied and pushed; then the others."""
        team = self.team
        first = team.clone("clone-0")
        team.clones.append(first)
        first.put({path: self._writer.make() for path in ("a.md", "b.md", "in/a.md", "in/b.md")})
        if self._dice.random() < 0.7:
            self._run(first, ())
        team.origin.sync(first, "ours")
        for number in range(1, self._dice.choice([2, 3])):
            team.clones.append(team.clone(f"clone-{number}"))

    def step(self) -> None:
        """One more thing that happens."""
        names = list(self._acts)
        (name,) = self._dice.choices(names, [self._acts[name][0] for name in names])
        self.team.counts[name] += 1
        self.team.say(f"- {name}")
        self._acts[name][1]()
        lapse = self._dice.choice(LAPSES)
        if lapse:
            self.team.wait()
            self.team.say(f"  {lapse} seconds go by")
            self.team.hub.advance(lapse)

    def _clone(self) -> Clone:
        return self._dice.choice(self.team.clones)

    def _write(self) -> None:
        clone = self._clone()
        for _ in range(self._dice.randint(1, 3)):
            self._writer.write(clone)
        files = {path: f"{file.key} {file.title}" for path, file in clone.files().items()}
        self.team.say(f"  {clone.name}: {files}")

    def _web(self) -> None:
        for _ in range(self._dice.randint(1, 2)):
            self.team.web.act(self._dice)

    def _sync(self) -> None:
        self._push(self._clone())

    def _push(self, clone: Clone) -> None:
        how = self._dice.choice(HOWS)
        self.team.say(f"  {clone.name} syncs: {how}")
        self.team.origin.sync(clone, how)

    def _apply(self) -> None:
        clone = self._clone()
        self._run(clone, self._options(clone))
        if self._dice.random() < 0.3:
            self._push(clone)

    def _apply_in_runner(self) -> None:
        """A fresh clone, of which only State is kept, and that not always."""
        self._runners += 1
        clone = self.team.clone(f"runner-{self._runners}")
        self._run(clone, self._options(clone))
        if self._dice.random() < 0.8:
            self._push(clone)
        else:
            self.team.counts["pushes of State lost"] += 1

    def _settle(self) -> None:
        clone = self._clone()
        run = self._last.get(clone.name)
        if run is not None:
            self._run(clone, self._person.settle(clone, run))

    def _roll_back(self) -> None:
        if self.team.origin.past:
            clone = self._clone()
            self.team.say(f"  of {clone.name}")
            clone.put_state(self._dice.choice(self.team.origin.past))

    def _lose_state(self) -> None:
        clone = self._clone()
        clone.put_state(None)
        if self._dice.random() < 0.7:
            clone.journal.unlink(missing_ok=True)
            self.team.counts["States rebuilt"] += 1
            self.team.run(clone, Order(("state", "rebuild", "--yes")))

    def _watch(self) -> None:
        clone = self._clone()
        files, saves = clone.files(), []
        for _ in range(self._dice.randint(0, 2)):
            before, files = files, self._writer.written(files)
            gone: dict[str, str | None] = {f"content/{path}": None for path in before}
            saves.append(gone | {f"content/{p}": file.write() for p, file in files.items()})
        self._disturb()
        order = Order(("watch", "--yes", "--poll"), saves=saves, strikes=self._strikes(0.2))
        self._last[clone.name] = self.team.run(clone, order)
        self.team.stop_acts()

    def _plan(self) -> None:
        self.team.run(self._clone(), Order(("plan",)))

    def _run(self, clone: Clone, options: tuple[str, ...]) -> None:
        self._disturb()
        order = Order(
            (*APPLY, "--parallelism", self._dice.choice("124"), *options),
            strikes=self._strikes(0.35),
            save_every=self._dice.choice([0.0, 5.0]),
        )
        self._last[clone.name] = self.team.run(clone, order)
        self.team.stop_acts()

    def _options(self, clone: Clone) -> tuple[str, ...]:
        dice, options = self._dice, []
        if dice.random() < 0.5:
            options += ["--prune", "--allow-archive", dice.choice(["0", "9", "9"])]
        if dice.random() < 0.15:
            options += ["--on-drift", "overwrite"]
        if dice.random() < 0.6 and (paths := sorted(clone.files())):
            known = clone.known()
            paths += sorted(known.pages) if known else []
            for path in dict.fromkeys(paths):
                options += ["--allow-replace", path]
        return tuple(options)

    def _strikes(self, probability: float) -> tuple[Strike, ...]:
        """A kill, or what a runner's cancel sends, each at a record."""
        dice = self._dice
        if dice.random() >= probability:
            return ()
        at = dice.randint(1, 14)
        if dice.random() < 0.6:
            return (Strike(at, dice.choice(WHERE)),)
        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)[: dice.randint(1, 3)]
        strikes = []
        for number in signals:
            strikes.append(Strike(at, dice.choice(WHERE), number))
            at += dice.randint(1, 3)
        return tuple(strikes)

    def _disturb(self) -> None:
        """Let requests fail, and somebody act in the middle of the next run."""
        dice, hub = self._dice, self.team.hub
        if dice.random() < 0.35:
            for _ in range(dice.randint(1, 2)):
                method = dice.choice(["POST", "POST", "PATCH", "DELETE", None])
                kind = dice.choice(FAULTS)
                self.team.say(f"  fault: {kind} {method}")
                hub.faults.add(
                    kind,
                    method=method,
                    times=dice.choice([1, 1, 2, 5]),
                    after=dice.choice([0, 0, 1, 2]),
                    retry_after=0,
                    seconds=dice.choice([0.05, 0.2, 0.4]),
                )
        if dice.random() < 0.5:
            moment, method, route = dice.choice(MOMENTS)
            self.team.say(f"  somebody acts {moment} {method} {route}")
            at = getattr(hub, moment)
            at(method, route, dice.choice([1, 1, 2, 3]), self._act_in_between())

    def _act_in_between(self) -> Callable[[], None]:
        """A colleague's act, or a whole run in another clone."""
        dice = random.Random(self._dice.random())
        others = self.team.clones
        if dice.random() < 0.6:
            return partial(self.team.web.act, dice)
        clone, options = dice.choice(others), self._options
        return lambda: self._run_between(clone, options(clone))

    def _run_between(self, clone: Clone, options: tuple[str, ...]) -> None:
        if not self.team.is_busy(clone):
            self.team.counts["runs in the middle of others"] += 1
            self.team.run(clone, Order((*APPLY, *options)))
