"""Pages whose files are gone: a watch archives them late, and never what Git took away."""

import math
import time
from collections.abc import Callable, Iterable

from execsync.core.planning.plan import Change, Obstacle, ObstacleKind
from execsync.watch.branch import Branch, read_branch
from execsync.watch.working_set import WorkingSet

GONE_FOR = 60.0
"""Seconds for which a file must have been gone, on one branch, before its page is archived."""

WITH_BRANCH = 5.0
"""Seconds after a change of the branch in which what vanishes has gone with the other branch."""

WAY_OUT = "if that is meant: execsync apply --prune"
WITH_GIT = (
    "its file went with a change of the branch, or a stash; a watch archives nothing for that"
)
BEFORE = "its file was gone when this watch began, on whichever branch"


class Absences:
    """Since when which files are gone. Times are seconds; `root` gives the content root by now."""

    def __init__(
        self, root: Callable[[], str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._root = root
        self._clock = clock
        self._branch: Branch | None = None
        self._changed = -math.inf
        self._is_other = False
        self._working_set: WorkingSet | None = None
        self._there: set[str] = set()
        self._gone: dict[str, float] = {}
        self._taken: set[str] = set()

    def check_branch(self) -> None:
        """Take in which branch is checked out: to be called before each look at the files."""
        branch = read_branch(self._root())
        if self._branch is not None and branch.name != self._branch.name:
            self._changed, self._is_other = self._clock(), True
            self._taken |= self._gone.keys()
            self._gone.clear()
        elif branch.is_busy:
            self._gone = dict.fromkeys(self._gone, self._clock())
        self._branch = branch

    def note(self, working_set: WorkingSet) -> None:
        """Take in which files are there."""
        is_other, self._is_other = self._is_other, False
        if working_set is self._working_set:
            return
        self._working_set = working_set
        there = {page.path for page in working_set.pages} | working_set.broken
        there |= working_set.sites.unmanaged.keys()
        there |= {path for path in self._there if path.startswith(working_set.hidden)}
        now = self._clock()
        if is_other or now < self._changed + WITH_BRANCH:
            self._taken |= self._there - there
        else:
            self._gone |= dict.fromkeys(self._there - there, now)
        self._taken -= there
        self._gone = {path: since for path, since in self._gone.items() if path not in there}
        self._there = there

    def obstacle(self, path: str) -> Obstacle | None:
        """What keeps this watch from ever archiving the page of a file that is gone."""
        if path in self._gone:
            return None
        reason = WITH_GIT if path in self._taken else BEFORE
        return Obstacle(ObstacleKind.HELD, reason, WAY_OUT)

    def is_too_soon(self, change: Change) -> bool:
        """Whether a change lets go of a page whose file was there a moment ago."""
        return change.after is None and self._due(change) > self._clock()

    def seconds_left(self, changes: Iterable[Change]) -> float | None:
        """Until the first of these pages may be archived; None where there is none."""
        now = self._clock()
        return min((max(0.0, self._due(change) - now) for change in changes), default=None)

    def _due(self, change: Change) -> float:
        path = change.address.name
        return self._gone.get(path, -math.inf) + GONE_FOR
