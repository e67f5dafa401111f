"""A team at a hub: its clones, what they share, a colleague on the web, and the runs that there were."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

from execsync.localhub import LocalHub
from tests.crash.runs import Nursery, Order
from tests.team.clone import Clone
from tests.team.deeds import Deeds, key_for
from tests.team.origin import Origin
from tests.team.promises import Promises
from tests.team.run import Run
from tests.team.web import Web
from tests.team.words import Words

APPLY = ("apply", "--yes", "--format", "json")


class Team:
    """Everything that a history is about. `nurseries` are two, for a run in the middle of another one."""

    def __init__(
        self,
        hub: LocalHub,
        folder: Path,
        origin: Origin,
        nurseries: tuple[Nursery, Nursery],
        dice: random.Random,
    ) -> None:
        self.hub = hub
        self.folder = folder
        self.origin = origin
        self.dice = dice
        self.counts: Counter[str] = Counter()
        self.words = Words()
        self.deeds = Deeds(hub)
        self.web = Web(hub, self.deeds, self.words, self.counts)
        self.runs: dict[int, Run] = {}
        self.clones: list[Clone] = []
        self.promises = Promises(hub, self.deeds, self.web, self.runs, self.counts)
        self.said: list[tuple[int, str]] = []
        """What happened beside deeds, each with the number of the deed that came next."""
        self._nurseries = nurseries
        self._busy: list[str] = []

    def clone(self, name: str) -> Clone:
        """A fresh clone of what is shared."""
        clone = Clone(self.folder / name, self.hub.url)
        self.origin.join(clone)
        return clone

    def say(self, text: str) -> None:
        """Tell what happens now, for the story of a history that goes wrong."""
        self.said.append((len(self.deeds), text))

    def run(self, clone: Clone, order: Order) -> Run:
        """Run a command to its end, whatever that is, and see that it kept the promises."""
        number = len(self.runs) + 1
        run = Run(
            number,
            clone.name,
            order.arguments,
            files=clone.files(),
            before=clone.known(),
            began=len(self.deeds),
            moment=self.hub._parts.clock.now(),
            faults=frozenset(fault["kind"] for fault in self.hub.faults.as_json()),
        )
        self.runs[number] = run
        arguments = " ".join(word for word in order.arguments if word not in ("--yes", "--format"))
        strikes = [(s.at, s.where, s.signal) for s in order.strikes]
        self.say(f"run {number} in {clone.name}: {arguments} {strikes or ''} {order.saves or ''}")
        logs = {name: self.folder / f"{number}.{name}" for name in ("out", "err")}
        variables = {"EXEC_API_KEY": key_for(number)}
        placed = replace(order, out=str(logs["out"]), err=str(logs["err"]), variables=variables)
        nursery = self._nurseries[len(self._busy)]
        self._busy.append(clone.name)
        clone.runs += 1
        try:
            code = nursery.run(clone, placed)
        finally:
            self._busy.remove(clone.name)
        out, err = (logs[name].read_text() for name in ("out", "err"))
        run.end(code, out, err, clone.known(), len(self.deeds))
        if not clone.journal.exists():
            clone.cut_short = None
        self._count(run)
        if not self._busy:
            self.promises.check()
        return run

    def is_busy(self, clone: Clone) -> bool:
        """Whether a run cannot be begun in the middle of those that there are."""
        return clone.name in self._busy or len(self._busy) == len(self._nurseries)

    def wait(self) -> None:
        """Wait until the hub has done all that it was asked."""
        exchanges = self.hub._parts.exchanges
        assert self.hub.wait_for(lambda seen: len(seen) == exchanges._last, timeout=30)

    def quiet(self) -> None:
        """The same, and until its lists show it."""
        self.wait()
        self.hub.advance(self.hub.settings.quirks.list_lag + 1)

    def stop_acts(self) -> None:
        """Let nothing happen any more in the middle of a run that was to."""
        self.hub._parts.hooks._hooks.clear()
        self.hub.faults.clear()

    def _count(self, run: Run) -> None:
        self.counts["runs"] += 1
        endings = {130: "runs stopped", -9: "runs killed", 1: "runs that ended with 1"}
        if run.code in endings:
            self.counts[endings[run.code]] += 1
        self.counts["conflicts named"] += len(run.named())
