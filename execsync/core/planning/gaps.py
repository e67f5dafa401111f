"""Files that give no page for now: what they want is not known, and each may be any page, renamed."""

from dataclasses import dataclass, replace

from execsync.core.planning.plan import Action, Change, Obstacle, ObstacleKind
from execsync.core.resource import Page
from execsync.core.state import PageState, State

SHOWN = 3
"""Names in an obstacle; the others are counted."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Files without a page: `broken` by path, `hidden` below folders that could not be looked into."""

    broken: frozenset[str] = frozenset()
    hidden: tuple[str, ...] = ()

    def known(self, state: State) -> State:
        """The part of State that files speak for: a page whose own file is broken stays as it is."""
        if not self.broken and not self.hidden:
            return state
        return state.without_pages(
            path for path in state.pages if path in self.broken or path.startswith(self.hidden)
        )

    def may_hide_pages(self, state: State) -> bool:
        """Whether one of them may be the new name of a page whose file is not there."""
        return bool(self.hidden) or not self.broken <= state.pages.keys()

    def guard(self, change: Change, state: State) -> Change:
        """The change, unless it takes a page's file for gone that may be one of these.

        A file that says itself what it was (`moved_from`) is believed.
        """
        before, after = change.before, change.after
        if not isinstance(before, PageState) or not self.may_hide_pages(state):
            return change
        way_out = "mend it first"
        if isinstance(after, Page):
            if not change.previous_address or before.path in after.moved_from:
                return change
            way_out += f", or write moved_from: {before.path} into {after.path}"
        elif change.obstacle is not None or change.action not in (Action.ARCHIVE, Action.FORGET):
            return change
        kind = ObstacleKind.BLOCKED if isinstance(after, Page) else ObstacleKind.HELD
        reason = f"a file with an error may be {before.path}, renamed: {self._names(state)}"
        return replace(change, obstacle=Obstacle(kind, reason, way_out))

    def _names(self, state: State) -> str:
        names = sorted(self.broken - state.pages.keys()) + [name or "." for name in self.hidden]
        more = [f"and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
        return ", ".join(names[:SHOWN] + more)


NO_GAPS = Gaps()
"""Every file is known."""
