"""What is to be done by now, decided anew for each batch at the cost of what changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from execsync.core.planning.deciding import make_plan
from execsync.core.planning.drafting import as_drafts
from execsync.core.planning.holding import hold_back
from execsync.core.planning.linking import LinkTargets
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.others import NOBODY, Others
from execsync.core.planning.plan import Action, Change, Plan
from execsync.core.planning.policies import USUAL, Policies
from execsync.core.planning.steps import Step, make_steps
from execsync.core.resource import Page
from execsync.core.state import PageState, State
from execsync.watch.absence import Absences
from execsync.watch.working_set import WorkingSet
from execsync.watch.write_throttle import WriteThrottle


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done by now.

    `early` was written too short a time ago and comes later; `refused` comes once its file changes;
    `leaving` is archived later, unless its file comes back.
    """

    plan: Plan
    steps: tuple[Step, ...]
    early: tuple[Change, ...] = ()
    refused: tuple[Change, ...] = ()
    leaving: tuple[Change, ...] = ()


class Planner:
    """Plans one batch after another. Pages found to be as State says are not compared again."""

    def __init__(
        self,
        options: PlanOptions,
        throttle: WriteThrottle,
        absences: Absences,
        *,
        as_draft: bool,
        policies: Policies = USUAL,
        begun: Callable[[State], Mapping[str, str]] = lambda _state: {},
    ) -> None:
        """`begun` tells of the files that an import has begun, as `make_plan` takes them."""
        self._options = options
        self._throttle = throttle
        self._absences = absences
        self._as_draft = as_draft
        self._policies = policies
        self._begun = begun
        self._same: dict[str, tuple[Page, PageState]] = {}

    def decide(
        self, working_set: WorkingSet, state: State, others: Others = NOBODY, *, hold: bool = True
    ) -> Decision:
        """The decision for these files and this State; without `hold` also what should come later."""
        self._absences.check_branch()
        plan = self._plan(working_set, state, others)
        if self._as_draft:
            plan = as_drafts(plan)
        if not working_set.is_complete(state):
            plan, _ = hold_back(plan, lambda change: change.action is Action.ARCHIVE)
        early: tuple[Change, ...] = ()
        refused: tuple[Change, ...] = ()
        leaving: tuple[Change, ...] = ()
        if hold:
            plan, refused = hold_back(plan, self._throttle.is_refused)
            plan, leaving = hold_back(plan, self._absences.is_too_soon)
            plan, early = hold_back(plan, self._throttle.is_too_soon)
        return Decision(plan, working_set.order(make_steps(plan, state)), early, refused, leaving)

    def seconds_left(self, decision: Decision) -> float | None:
        """Until something of what comes later may be written; None where nothing does."""
        times = (
            self._throttle.seconds_left(decision.early),
            self._absences.seconds_left(decision.leaving),
        )
        return min((time for time in times if time is not None), default=None)

    def _plan(self, working_set: WorkingSet, whole: State, others: Others) -> Plan:
        state = working_set.known(whole)
        self._same = dict(self._still_same(working_set, state))
        pages, rest = working_set.pages, state
        files = {page.path: page for page in pages}
        if state.pages.keys() <= {page.path for page in pages}:
            # No page is gone, so that those which are the same have no part in what happens to others.
            pages = tuple(page for page in pages if page.path not in self._same)
            rest = state.without_pages(self._same)
        left_out = (page for path, page in whole.pages.items() if path not in rest.pages)
        plan = make_plan(
            pages,
            rest,
            options=self._options,
            others=others,
            spare=self._absences.obstacle,
            sites=working_set.sites.with_pages(left_out),
            policies=self._policies,
            begun=self._begun(whole),
        )
        for change in plan.changes:
            page, known = change.after, change.before
            is_same = change.action is Action.NOOP
            if is_same and isinstance(page, Page) and isinstance(known, PageState):
                self._same[page.path] = (files[page.path], known)
        return plan

    def _still_same(
        self, working_set: WorkingSet, state: State
    ) -> Iterator[tuple[str, tuple[Page, PageState]]]:
        """The very objects that were compared before. Equal ones would take as long as comparing again.

        A page that links another one is as it was only if that one is, and where it is.
        """
        targets = LinkTargets.of(working_set.sites, state)
        same = {}
        for page in working_set.pages:
            pair = self._same.get(page.path)
            if pair and pair[0] is page and pair[1] is state.pages.get(page.path):
                same[page.path] = pair
        others = {page.path for page in working_set.pages if page.path not in same}
        for path, pair in same.items():
            links = pair[0].body.links
            if not links or (others.isdisjoint(links) and targets.has_filled(pair[1])):
                yield path, pair
