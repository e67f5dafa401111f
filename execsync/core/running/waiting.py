"""The sources whose extraction is waited for: when to ask, and when to give up. Time comes in as seconds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from execsync.core.planning.steps import Step

RUNNING, ENDED = ("pending", "processing"), ("ready", "failed")
"""The statuses of a source, in the order that it goes through them."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. The first question comes after `first_poll`, the next ones at intervals that grow."""

    first_poll: float = 1.0
    poll_growth: float = 2.0
    longest_poll: float = 30.0
    source_timeout: float = 600.0
    look_again: float = 3.0
    """Between the two looks for a page whose creation got no answer."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A source being waited for, by the step that waits."""

    step: Step
    deadline: float


class Waiting:
    """The sources that are waited for, by id. `busy` while a question is on its way."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._awaited: dict[str, list[Awaited]] = {}
        self._interval = timing.first_poll
        self._due = 0.0
        self._since = 0.0
        self.busy = False

    def __len__(self) -> int:
        return len(self._awaited)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids to ask for."""
        return tuple(self._awaited)

    def add(self, step: Step, source_id: str, now: float) -> None:
        """Wait for a source.

        A new one brings the next question forward, for it may be a quick one; but while one after another
        is made, a question would only cost what the next one needs.
        """
        if not self._awaited:
            self._since = now
        self._interval = self._timing.first_poll
        self._due = min(now + self._interval, self._since + self._timing.longest_poll)
        awaited = Awaited(step, now + self._timing.source_timeout)
        self._awaited.setdefault(source_id, []).append(awaited)

    def is_due(self, now: float) -> bool:
        """Whether to ask now."""
        return bool(self._awaited) and not self.busy and now >= self._due

    def seconds_left(self, now: float) -> float | None:
        """Until the next question; None where none is to come."""
        return max(0.0, self._due - now) if self._awaited and not self.busy else None

    def answer(self, statuses: Mapping[str, str], now: float) -> list[tuple[Step, str]]:
        """Take in what a question brought: the steps whose source has ended or is gone, with its status.

        What has not ended is asked for after what was not seen.
        """
        self.busy = False
        self._since = now
        self._interval = min(self._interval * self._timing.poll_growth, self._timing.longest_poll)
        self._due = now + self._interval
        ended = {i: status for i, status in statuses.items() if status not in RUNNING}
        for source_id in (i for i in statuses if i not in ended and i in self._awaited):
            self._awaited[source_id] = self._awaited.pop(source_id)
        return [(step, status) for i, status in ended.items() for step in self.drop((i,))]

    def drop(self, ids: Collection[str]) -> list[Step]:
        """The steps that wait for these sources, which are waited for no longer."""
        return [awaited.step for i in ids for awaited in self._awaited.pop(i, ())]

    def expire(self, now: float) -> list[Step]:
        """The steps whose time is up, which are waited for no longer; none while a question is on its way."""
        if self.busy:
            return []
        late = [i for i, group in self._awaited.items() if any(a.deadline <= now for a in group)]
        return self.drop(late)

    def first(self) -> Step | None:
        """One of the steps that wait; None where none does."""
        return next((group[0].step for group in self._awaited.values()), None)
