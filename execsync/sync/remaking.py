"""Sources that were deleted on the web while pages of this apply need them: made again, each once."""

from collections.abc import Collection
from dataclasses import replace

from execsync.core.address import Address
from execsync.core.planning.plan import Action, ActionReason, SourceChange
from execsync.core.planning.steps import Step, foreign_ids, source_step, wait_step
from execsync.core.resource import Page, Source
from execsync.core.running.outcome import gone_sources
from execsync.core.running.record import Outcome
from execsync.errors import ExecsyncError
from execsync.state.recorder import Recorder
from execsync.sync.tracker import ApplyTracker

LATER = "the next apply makes it again"


class Remaking:
    """Makes sources again that were deleted on the web. Used by the main thread alone.

    A source is made again once, and a page is written once more for each of its sources, lest a run never
    end: what is deleted again is left to the next one.
    """

    def __init__(self, tracker: ApplyTracker, recorder: Recorder) -> None:
        self._tracker = tracker
        self._recorder = recorder
        self._made: set[str] = set()
        self._linked: set[tuple[str, str]] = set()

    def link(self, step: Step, gone: Collection[str]) -> bool:
        """Have a page written once more when its sources are there again: those of these ids, which are gone.

        So are those that were made again for another page meanwhile: this one may have missed them. False
        where there is none that the page was not written again for before.
        """
        urls = sorted(self._addresses(step, gone))
        fresh = [url for url in urls if (step.key, url) not in self._linked]
        if not fresh:
            self._mark(gone)
            return False
        for url in fresh:
            self._linked.add((step.key, url))
            if url not in self._made and not self._tracker.schedule.has(_wait(url).key):
                self._make(url)
        self._tracker.put(_with_links(step, tuple(_wait(url).key for url in fresh)))
        return True

    def error(self, step: Step, gone: Collection[str]) -> ExecsyncError:
        """What to say of a page that is not written, because these sources are gone once more."""
        known = self._recorder.state.sources
        urls = sorted(url for url in self._addresses(step, gone) if known[url].id in gone)
        message = f"{', '.join(urls or gone)} was deleted on the web; nothing was written"
        return ExecsyncError(message, hint=LATER)

    def wait(self, step: Step) -> None:
        """Make the source again that a step waits for, and have it wait once more."""
        url = step.address.name
        if url in self._made:
            self._mark((self._recorder.state.sources[url].id,))
            self._tracker.fail(step, ExecsyncError("it was deleted on the web again", hint=LATER))
        else:
            self._make(url)

    def _addresses(self, step: Step, ids: Collection[str]) -> set[str]:
        """The page's addresses that have one of these ids, or were made again."""
        known = self._recorder.state.sources
        page = step.change.after if step.change else None
        urls = {ref.url for ref in page.sources} if isinstance(page, Page) else set()
        return {url for url in urls if url in self._made or known[url].id in ids}

    def _mark(self, ids: Collection[str]) -> None:
        """Have State say that these sources are gone, so that the next run makes them if this one cannot."""
        gone = gone_sources(self._recorder.state, ids)
        if gone:
            self._recorder.note(Outcome(0, gone))

    def _make(self, url: str) -> None:
        known = self._recorder.state.sources[url]
        self._mark((known.id,))
        self._made.add(url)
        source = Source(url, known.title, known.cover, known.folder_ids)
        reason = ActionReason.DELETED_ON_WEB
        change = SourceChange(source.address, Action.CREATE, reason, after=source)
        create = source_step(change, source)
        self._tracker.put(create)
        self._tracker.note(create, "it was deleted on the web; it is made again")
        self._tracker.put(_wait(url))


def _wait(url: str) -> Step:
    return wait_step(Address("source", url), made=True)


def _with_links(step: Step, needs: tuple[str, ...]) -> Step:
    """The step with the ids that its page's sources will have by then."""
    page = step.change.after if step.change else None
    refs = page.sources if isinstance(page, Page) else ()
    ids = (*dict.fromkeys(ref.address for ref in refs), *foreign_ids(step.change))
    return replace(step, fields={**step.fields, "source_ids": ids}, needs=needs)
