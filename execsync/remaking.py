"""Sources that were deleted on the web while pages of this apply need them: made again, each once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from execsync.core.planning.plan import Action, ActionReason, Change
from execsync.core.planning.steps import Ref, Step, source_step, wait_step
from execsync.core.resource import Page, Source, source_address
from execsync.core.state import SourceState
from execsync.errors import ExecsyncError
from execsync.walk import Walk

LATER = "the next apply makes it again"


class Remaking:
    """Used by the main thread alone. `known` gives State's entries of the moment, by address.

    A source that is deleted once more is left to the next run, lest this one never end.
    """

    def __init__(self, walk: Walk, known: Callable[[], Mapping[str, SourceState]]) -> None:
        self._walk = walk
        self._known = known
        self._former: dict[str, str] = {}
        """The ids that the sources had which were made again, by address."""

    def link(self, step: Step, gone: Collection[str]) -> bool:
        """Have a page written once more when the sources of these ids are there again.

        They are what the page was to link. False where the step fails, because they were made before.
        """
        page = step.change.after if step.change else None
        named = {ref.url for ref in page.sources} if isinstance(page, Page) else set()
        urls = sorted(named & self._addresses(gone))
        known = self._known()
        missing = [url for url in urls if known[url].id in gone and not self._is_awaited(url)]
        again = [url for url in missing if url in self._former]
        if again or not urls:
            message = f"{', '.join(again or gone)} was deleted on the web"
            self._walk.fail(step, ExecsyncError(message, hint=LATER))
            return False
        for url in missing:
            self._make(url)
        self._walk.put(_with_links(step, tuple(_wait(url).key for url in urls)))
        return True

    def wait(self, step: Step) -> None:
        """Make the source again that a step waits for, and have it wait once more."""
        url = step.address.partition(":")[2]
        if url in self._former:
            self._walk.fail(step, ExecsyncError("it was deleted on the web again", hint=LATER))
        else:
            self._make(url)

    def _addresses(self, ids: Collection[str]) -> set[str]:
        """The addresses that have, or had before they were made again, one of these ids."""
        known = {url for url, source in self._known().items() if source.id in ids}
        return known | {url for url, source_id in self._former.items() if source_id in ids}

    def _is_awaited(self, url: str) -> bool:
        return self._walk.schedule.has(_wait(url).key)

    def _make(self, url: str) -> None:
        known = self._known()[url]
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
