"""Runs of several programs, interleaved, so that what disturbs the machine disturbs them alike."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from benchmarks.process import Run, environment, run


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Contender:
    """A program to be timed. `before` is done ahead of each run, outside of its time."""

    name: str
    command: Sequence[str]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=environment)
    before: Callable[[], object] = _nothing


class Rounds:
    """Every contender once a round, in a new order each; a round before the first warms up."""

    def __init__(self, contenders: Sequence[Contender], *, rounds: int) -> None:
        self._runs: dict[str, list[Run]] = {one.name: [] for one in contenders}
        order, chance = list(contenders), random.Random(7)
        for number in range(rounds + 1):
            chance.shuffle(order)
            for one in order:
                one.before()
                done = run(one.command, cwd=one.cwd, env=one.env)
                if number:
                    self._runs[one.name].append(done)

    def figures(self, pages: int) -> list[Figure]:
        """The median time and the highest peak of memory of each."""
        return [*self._seconds(pages), *self._megabytes(pages)]

    def ratio(self, name: str, other: str, pages: int) -> list[Figure]:
        """How many times as long one takes as another: the median over the rounds. None: nothing."""
        if not {name, other} <= self._runs.keys():
            return []
        pairs = zip(self._runs[name], self._runs[other], strict=True)
        ratios = tuple(one.seconds / another.seconds for one, another in pairs)
        return [Figure(f"{name} / {other}", pages, "ratio", median(ratios), ratios)]

    def _seconds(self, pages: int) -> list[Figure]:
        taken = {name: tuple(r.seconds for r in runs) for name, runs in self._runs.items()}
        return [Figure(name, pages, "seconds", median(s), s) for name, s in taken.items()]

    def _megabytes(self, pages: int) -> list[Figure]:
        peaks = {name: tuple(r.megabytes for r in runs) for name, runs in self._runs.items()}
        return [Figure(name, pages, "peak MB", max(m), m) for name, m in peaks.items()]
