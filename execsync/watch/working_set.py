"""What the files want, as far as they can be read by now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.gaps import Gaps
from execsync.core.planning.linking import NO_SITES, LinkSites
from execsync.core.planning.steps import Step
from execsync.core.resource import Page
from execsync.core.state import State


@dataclass(frozen=True, slots=True)
class WorkingSet:
    """The pages of the files that are fine, and what is wrong with the others.

    `broken` are the paths of files that give no page for the moment, `hidden` the beginnings of paths
    that could not be looked into. `certain` says that a file which is not here is surely gone. `sites` says
    where pages are that others link, and which are not managed. `saved` is the number of the look
    that found a file changed, by path, for those that changed since the first.
    """

    pages: tuple[Page, ...] = ()
    broken: frozenset[str] = frozenset()
    hidden: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    certain: bool = False
    sites: LinkSites = NO_SITES
    saved: Mapping[str, int] = field(default_factory=dict)

    def known(self, state: State) -> State:
        """The part of State that files speak for: what a broken file wants is not known."""
        return Gaps(self.broken, self.hidden).known(state)

    def order(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """The steps with the pages that were saved last first: somebody waits for them to show."""
        return tuple(sorted(steps, key=lambda step: -self.saved.get(step.address.name, 0)))

    def is_complete(self, state: State) -> bool:
        """Whether a page of State that has no file has surely none: a broken file may be its new name."""
        return self.certain and not Gaps(self.broken, self.hidden).may_hide_pages(state)
