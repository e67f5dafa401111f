"""Sources that were deleted on the web while pages of this apply need them: made again, each once."""

from collections.abc import Collection
from dataclasses import replace

from execsync.core.planning.plan import Action, ActionReason, Change
from execsync.core.planning.steps import Ref, Step, source_step, wait_step
from execsync.core.resource import Page, Source, source_address
from execsync.core.running.outcome import gone_sources
from execsync.core.running.record import Outcome
from execsync.errors import ExecsyncError
from execsync.recorder import Recorder
from execsync.walk import Walk

LATER = "the next apply makes it again"


class Remaking:
    """Used by the main thread alone.

    A source is made again once, and a page is written once more for each of its sources, lest a run never
    end: what is deleted again is left to the next one.
    """

    def __init__(self, walk: Walk, recorder: Recorder) -> None:
        self._walk = walk
        self._recorder = recorder
        self._former: dict[str, str] = {}
        """The ids that the sources had which were made again, by address."""
        self._linked: set[tuple[str, str]] = set()

    def link(self, step: Step, gone: Collection[str]) -> bool:
        """Have a page written once more when the sources of these ids, which it is to link, are there again.

        False where the step fails, because that was done before.
        """
        urls = sorted(self._addresses(step, gone))
        fresh = [url for url in urls if (step.key, url) not in self._linked]
        if not fresh:
            self._mark(gone)
            message = f"{', '.join(urls or gone)} was deleted on the web"
            self._walk.fail(step, ExecsyncError(message, hint=LATER))
            return False
        for url in fresh:
            self._linked.add((step.key, url))
            if url not in self._former and not self._walk.schedule.has(_wait(url).key):
                self._mark(gone)
                self._make(url)
        self._walk.put(_with_links(step, tuple(_wait(url).key for url in fresh)))
        return True

    def wait(self, step: Step) -> None:
        """Make the source again that a step waits for, and have it wait once more."""
        url = step.address.partition(":")[2]
        self._mark((self._recorder.state.sources[url].id,))
        if url in self._former:
            self._walk.fail(step, ExecsyncError("it was deleted on the web again", hint=LATER))
        else:
            self._make(url)

    def _addresses(self, step: Step, ids: Collection[str]) -> set[str]:
        """The page's addresses that have, or had before they were made again, one of these ids."""
        known = self._recorder.state.sources
        page = step.change.after if step.change else None
        urls = {ref.url for ref in page.sources} if isinstance(page, Page) else set()
        return {u for u in urls if known[u].id in ids or self._former.get(u) in ids}

    def _mark(self, ids: Collection[str]) -> None:
        """Have State say that these sources are gone, so that the next run makes them if this one cannot."""
        gone = gone_sources(self._recorder.state, ids)
        if gone:
            self._recorder.note(Outcome(0, gone))

    def _make(self, url: str) -> None:
        known = self._recorder.state.sources[url]
        self._former[url] = known.id
        source = Source(url, known.title, known.cover, known.folder_ids)
        reason = ActionReason.DELETED_ON_WEB
        change = Change(source.address, Action.CREATE, reason, after=source)
        create = source_step(change, source)
        self._walk.put(create)
        self._walk.note(create, "it was deleted on the web; it is made again")
        self._walk.put(_wait(url))


def _wait(url: str) -> Step:
    return wait_step(source_address(url), made=True)


def _with_links(step: Step, needs: tuple[str, ...]) -> Step:
    """The step with the ids that its page's sources will have by then."""
    page = step.change.after if step.change else None
    refs = page.sources if isinstance(page, Page) else ()
    ids = tuple(Ref(address) for address in dict.fromkeys(source_address(r.url) for r in refs))
    return replace(step, fields={**step.fields, "source_ids": ids}, needs=needs)
