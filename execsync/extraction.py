"""Sources whose text the hub extracts: waiting for them, and asking in as few requests as can be."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from execsync.core.planning.steps import Step
from execsync.core.running.hub import HubCalls
from execsync.core.running.record import Outcome
from execsync.core.running.waiting import Tempo, Waiting
from execsync.core.snapshot import SourceSnapshot
from execsync.errors import ExecsyncError, Incomplete, NotFound
from execsync.paging import every
from execsync.recorder import Recorder
from execsync.walk import Walk

FEW = 2
"""Up to so many sources are asked for one by one: no more requests than the lists would take."""


class Extraction:
    """The sources that pages of this apply wait for. Used by the main thread alone."""

    def __init__(
        self,
        hub: HubCalls,
        recorder: Recorder,
        walk: Walk,
        clock: Callable[[], float],
        tempo: Tempo,
    ) -> None:
        self._hub = hub
        self._recorder = recorder
        self._walk = walk
        self._clock = clock
        self._tempo = tempo
        self._waiting = Waiting(tempo)

    def wait_for(self, step: Step) -> None:
        """Wait for the source that `step` names, unless it is ready."""
        source = self._recorder.state.sources[step.address.partition(":")[2]]
        if source.status == "ready":
            self._walk.finish(step)
        else:
            self._waiting.add(step, source.id, self._clock())
            self._walk.wait(step, len(self._waiting))

    def question(self) -> Callable[[], Mapping[str, str]] | None:
        """What a worker should ask the hub now, if it is time to."""
        if not self._waiting.is_due(self._clock()):
            return None
        self._waiting.busy = True
        ids = self._waiting.ids
        return lambda: poll(self._hub, ids)

    def seconds_left(self) -> float | None:
        """Until the next question; None where none is to come."""
        return self._waiting.seconds_left(self._clock())

    def take_in(self, statuses: Mapping[str, str]) -> None:
        """What the hub answered: nothing, if the question failed; it is asked again later."""
        for step, status in self._waiting.answer(statuses, self._clock()):
            url = step.address.partition(":")[2]
            known = self._recorder.state.sources[url]
            self._recorder.note(Outcome(0, (replace(known, status=status),)))
            if status == "ready":
                self._walk.finish(step)
            else:
                hint = "mend the address, or try once more with: execsync apply --retry-sources"
                error = ExecsyncError("the hub could not extract its text", hint=hint)
                self._walk.fail(step, error)

    def expire(self) -> None:
        """Give up what has taken too long."""
        for step in self._waiting.expire(self._clock()):
            seconds = f"{self._tempo.source_timeout:g}"
            message = f"its text was not extracted within {seconds} seconds"
            hint = "run the same command again later; it goes on from here"
            self._walk.fail(step, Incomplete(message, hint=hint))


def poll(hub: HubCalls, ids: Collection[str]) -> dict[str, str]:
    """Id → status of those of `ids` whose extraction has ended: ready or failed.

    Few are asked for one by one. For more, the lists of pending and of processing sources are read, in
    that order, so that a source that goes from one to the other in between is seen: what is in neither
    has ended. Then the list of failed ones tells how. Raises what the hub's calls raise.
    """
    if len(ids) <= FEW:
        found = {source_id: _status(hub, source_id) for source_id in ids}
        return {i: status for i, status in found.items() if status in ("ready", "failed")}
    running = {source.id for status in ("pending", "processing") for source in _all(hub, status)}
    ended = [source_id for source_id in ids if source_id not in running]
    if not ended:
        return {}
    if len(ended) == 1:
        # A list may not show yet what was made a moment ago: then it has not ended after all.
        status = _status(hub, ended[0])
        return {ended[0]: status} if status in ("ready", "failed") else {}
    failed = {source.id for source in _all(hub, "failed")}
    return {source_id: "failed" if source_id in failed else "ready" for source_id in ended}


def _status(hub: HubCalls, source_id: str) -> str:
    """One source's status; one that somebody archived can be made anew like one that failed."""
    try:
        return hub.source(source_id).status
    except NotFound:
        return "failed"


def _all(hub: HubCalls, status: str) -> Iterator[SourceSnapshot]:
    """Every source of that status: a source beyond the first hundred must not look as if it had ended."""
    return every(lambda number: hub.sources(status=status, page=number))
