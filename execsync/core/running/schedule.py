"""Which steps may start now: those whose needs are done, and never two look-alikes at once."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Page


class Schedule:
    """The steps of one apply, handed out in their order as their needs are met.

    Creations of pages with the same title, folders and visibility are handed out one after another:
    if the answer to one of them is lost, the page that is found can be no other's.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = {step.key: step for step in steps}
        self._missing = {step.key: self._awaited(step) for step in steps}
        self._dependents: dict[str, list[str]] = defaultdict(list)
        for step in steps:
            for need in self._missing[step.key]:
                self._dependents[need].append(step.key)
        self._ready = dict.fromkeys(key for key, missing in self._missing.items() if not missing)
        self._running: set[str] = set()
        self._started: set[Hashable] = set()

    @property
    def is_finished(self) -> bool:
        """Whether every step is done or dropped."""
        return not self._steps

    @property
    def unfinished(self) -> tuple[Step, ...]:
        """The steps that are neither done nor dropped, in order."""
        return tuple(self._steps.values())

    @property
    def running(self) -> int:
        """The number of steps that were taken and are not finished."""
        return len(self._running)

    def has(self, key: str) -> bool:
        """Whether the step of that name is neither done nor dropped."""
        return key in self._steps

    def put(self, step: Step) -> None:
        """Add a step, or one that was taken and is to be taken again once what it needs now is done."""
        self._running.discard(step.key)
        self._started.discard(_alike_key(step))
        self._steps[step.key] = step
        missing = self._missing[step.key] = self._awaited(step)
        for need in missing:
            self._dependents[need].append(step.key)
        if not missing:
            self._ready[step.key] = None

    def take(self) -> Step | None:
        """The next step that may start now, which counts as running from here on; None if none may."""
        for key in self._ready:
            step = self._steps[key]
            alike = _alike_key(step)
            if alike is None or alike not in self._started:
                del self._ready[key]
                self._running.add(key)
                self._started.add(alike)
                return step
        return None

    def finish(self, step: Step) -> None:
        """Say that a step is done: what needed only it is ready now."""
        self._end(step)
        for key in self._dependents.pop(step.key, ()):
            self._release(key, step)

    def fail(self, step: Step) -> tuple[Step, ...]:
        """Say that a step failed. Returns every step that needed it, which are dropped with it.

        Those that only were to come after it need not wait any longer.
        """
        self._end(step)
        dropped = []
        for key in self._dependents.pop(step.key, ()):
            dependent = self._steps.get(key)
            if dependent and step.key in dependent.needs:
                dropped += [dependent, *self.fail(dependent)]
            else:
                self._release(key, step)
        return tuple(dropped)

    def _awaited(self, step: Step) -> set[str]:
        return {key for key in (*step.needs, *step.after) if key in self._steps}

    def _release(self, key: str, ended: Step) -> None:
        missing = self._missing[key]
        missing.discard(ended.key)
        if not missing and key in self._steps and key not in self._running:
            self._ready[key] = None

    def _end(self, step: Step) -> None:
        del self._steps[step.key]
        self._ready.pop(step.key, None)
        self._running.discard(step.key)
        self._started.discard(_alike_key(step))


def _alike_key(step: Step) -> Hashable | None:
    page = step.change.after if step.change else None
    if step.kind is not StepKind.CREATE_PAGE or not isinstance(page, Page):
        return None
    return (page.title, frozenset(page.folder_ids), page.visibility)
