"""Files that give no page for now: what they want is not known, and each may be any page, renamed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.drift import web_edits
from execsync.core.planning.plan import Action, Change, Obstacle, ObstacleKind
from execsync.core.resource import Page
from execsync.core.state import PageState, SourceState, State

LEFT = "EX910"
MEND = "mend it first"
ENDS = (Action.ARCHIVE, Action.FORGET)
SHOWN = 3
"""Names in an obstacle; the others are counted."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Files without a page: `broken` by path, `hidden` below folders that could not be looked into."""

    broken: frozenset[str] = frozenset()
    hidden: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether nothing is known of what the file at a path wants."""
        return path in self.broken or path.startswith(self.hidden)

    def known(self, state: State) -> State:
        """The part of State that files speak for: a page whose own file is broken stays as it is."""
        if not self.broken and not self.hidden:
            return state
        in_doubt = tuple(doubt for doubt in state.in_doubt if not self.covers(doubt.page.path))
        rest = state.without_pages(path for path in state.pages if self.covers(path))
        return replace(rest, in_doubt=in_doubt)

    def may_hide_pages(self, state: State) -> bool:
        """Whether one of them may be the new name of a page whose file is not there."""
        return bool(self.hidden) or not self.broken <= state.pages.keys()

    def notes(self, state: State) -> Iterator[Diagnostic]:
        """An error for each of them, where the rest is done without it."""
        for path in sorted([*self.broken, *self.hidden]):
            known = state.pages.get(path)
            edited = ", ".join(web_edits(known)) if known else ""
            yield Diagnostic(
                code=LEFT,
                severity=Severity.ERROR,
                summary="its file has an error, and nothing is done for its page",
                detail=f"it was edited on the web, too: {edited}" if edited else "",
                path=path or ".",
                hint="execsync validate says what is wrong",
            )

    def guard(self, change: Change, state: State) -> Change:
        """The change, unless it takes for gone what one of these may be, or a source that it may name.

        A file that says itself what it was (`moved_from`) is believed.
        """
        if isinstance(change.before, SourceState):
            return self._guard_source(change)
        before, after = change.before, change.after
        if not isinstance(before, PageState) or not self.may_hide_pages(state):
            return change
        way_out = MEND
        if isinstance(after, Page):
            if not change.previous_address or before.path in after.moved_from:
                return change
            way_out += f", or write moved_from: {before.path} into {after.path}"
        elif change.obstacle is not None or change.action not in ENDS:
            return change
        kind = ObstacleKind.BLOCKED if isinstance(after, Page) else ObstacleKind.HELD
        names = self._names(self.broken - state.pages.keys())
        reason = f"a file with an error may be {before.path}, renamed: {names}"
        return replace(change, obstacle=Obstacle(kind, reason, way_out))

    def _guard_source(self, change: Change) -> Change:
        if change.action not in ENDS or change.obstacle or not (self.broken or self.hidden):
            return change
        reason = f"a file with an error may name it: {self._names(self.broken)}"
        return replace(change, obstacle=Obstacle(ObstacleKind.HELD, reason, MEND))

    def _names(self, broken: Collection[str]) -> str:
        names = sorted(broken) + [name or "." for name in self.hidden]
        more = [f"and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
        return ", ".join(names[:SHOWN] + more)


NO_GAPS = Gaps()
"""Every file is known."""
