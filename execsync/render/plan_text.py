"""A Plan as a person reads it, in a terminal or a log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from execsync.core.address import Address
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.cost import Cost
from execsync.core.planning.edited import is_conflict
from execsync.core.planning.plan import Action, Change, ObstacleKind, Plan
from execsync.render.cells import cells, pad
from execsync.render.change_text import ChangeText, listed, made_sources
from execsync.render.detail import Detail
from execsync.render.finding_lines import Group, in_groups
from execsync.render.plain import visible
from execsync.render.rolled_up import RolledUp, part, rows_text
from execsync.render.style import Colour, Style
from execsync.render.summary_text import ShownLimits, kinds_line, summary_lines
from execsync.render.text_lines import INDENT, TextLines, short_title

SIGNS: dict[Action, tuple[str, Colour]] = {
    Action.CREATE: ("+", Colour.GREEN),
    Action.UPDATE: ("~", Colour.YELLOW),
    Action.REPLACE: ("-/+", Colour.RED),
    Action.MOVE: (">", Colour.CYAN),
    Action.ARCHIVE: ("-", Colour.RED),
    Action.FORGET: ("x", Colour.DIM),
}
WIDEST_TITLE = 42
"""Columns that signs and paths are padded to at most."""
NARROW = 60
"""Columns of a terminal on fewer of which what a folder's changes share stands below it."""
LONG = 20
"""Lines after which the totals are worth being told once more."""


@dataclass(frozen=True, slots=True)
class PlanText:
    """How to write a plan: colours or none, and how much of it."""

    changes: ChangeText
    style: Style
    detail: Detail = Detail.USUAL

    def render(self, plan: Plan, cost: Cost, limits: ShownLimits) -> str:
        """The whole plan, each line ended. The totals stand first, too, where much comes before them."""
        lines = [*self._changes(listed(plan), made_sources(plan)), *self._notes(plan.notes)]
        first, *more = summary_lines(plan, cost, limits)
        if len(lines) > LONG:
            lines = [*self._lines.block(first), "", *lines]
        if lines:
            lines.append("")
        for line in (first, *more):
            lines += self._lines.block(line)
        if self.detail is Detail.FULL and cost.writes:
            lines += self._lines.block(kinds_line(cost))
        return "".join(f"{line}\n" for line in lines)

    def conflicts(self, plan: Plan) -> str:
        """Only the changes that are in conflict with the web, each line ended."""
        lines = self._changes([change for change in plan.changes if is_conflict(change)], set())
        return "".join(f"{line}\n" for line in lines)

    def _changes(self, shown: Sequence[Change], created: set[Address]) -> Iterator[str]:
        rolled, rest = part(shown) if self.detail is Detail.USUAL else ([], shown)
        for kind in rolled:
            yield from self._rolled_up(kind)
        if rolled and rest:
            yield ""
        longest = max((cells(_title(change)) for change in rest), default=0)
        for change in rest:
            yield from self._change(change, min(longest, self._widest_title()), created)

    def _rolled_up(self, kind: RolledUp) -> Iterator[str]:
        sign, colour = SIGNS[kind.action]
        rows = [(f"{sign} {title}", number, shared) for title, number, shared in rows_text(kind)]
        column, width = max(cells(title) for title, _, _ in rows), self.style.width
        is_narrow = width is not None and width < NARROW
        if width is not None:
            beside = 2 if is_narrow else width // 3 + 4
            column = min(column, max(0, width - cells(rows[0][1]) - beside))
            rows = [(short_title(title, column), number, shared) for title, number, shared in rows]
        for title, number, shared in rows:
            if not is_narrow:
                yield from self._lines.head(title, number, shared, colour, column, least=0)
                continue
            yield self.style(f"{pad(title, column)}  {number}", colour)
            yield from self._lines.block(shared, indent=INDENT) if shared else ()
        if kind.shared:
            text = f"all {kind.number:,}: {kind.shared}"
            yield from self._lines.block(text, indent="  ", hang="  ")

    def _change(self, change: Change, column: int, created: set[Address]) -> Iterator[str]:
        word = "conflict" if is_conflict(change) else change.action.value
        _, colour = _sign(change)
        detail = self.changes.detail(change, created)
        if self.detail is Detail.SUMMARY:
            # First, for it is the end that a narrow terminal has no room for.
            detail = "  ".join(filter(None, (_way_out(change), detail)))
        yield from self._lines.head(_title(change), word, detail, colour, column)
        if self.detail is Detail.SUMMARY:
            return
        if change.obstacle is not None:
            yield from self._lines.block(_obstacle(change), Colour.DIM, indent=INDENT)
        if side := self.changes.web_side(change):
            yield from self._lines.web_side(side)
        elif diff := self.changes.body_diff(change):
            yield from self._lines.hunks(diff)

    def _notes(self, notes: Sequence[Diagnostic]) -> Iterator[str]:
        whole = self.detail is Detail.FULL
        for group in (Group([note]) for note in notes) if whole else in_groups(notes):
            colour = Colour.DIM if group.shown[0].severity is Severity.NOTE else Colour.YELLOW
            for note in group.shown:
                yield from self._lines.block(_note(note), colour, indent="  ")
            if group.more:
                yield from self._lines.block(group.rest("--full"), colour, indent="  ")

    @property
    def _lines(self) -> TextLines:
        return TextLines(self.style, self.detail)

    def _widest_title(self) -> int:
        """The most columns that paths are aligned to: they leave room for a sentence beside them.

        Of a summary they leave room for a few words, as long as names have some: which change it is tells
        more than what it does.
        """
        width = self.style.width
        if width is None:
            return WIDEST_TITLE
        if self.detail is Detail.SUMMARY:
            return max(width - 32, width * 3 // 5)
        return min(WIDEST_TITLE, max(width - 52, width // 4))


def _sign(change: Change) -> tuple[str, Colour]:
    return ("!", Colour.RED) if is_conflict(change) else SIGNS[change.action]


def _title(change: Change) -> str:
    sign, _ = _sign(change)
    return f"{sign} {visible(change.address.name)}"


def _note(note: Diagnostic) -> str:
    text = "; ".join(filter(None, (note.summary, note.detail, note.hint)))
    return visible(f"{note.severity}: {note.place}: {text}")


def _way_out(change: Change) -> str:
    """What stands in the way, in as few words as a line has room for."""
    obstacle = change.obstacle
    if obstacle is None or obstacle.kind is ObstacleKind.CONFLICT:
        return ""
    return visible(f"{obstacle.kind}: {obstacle.way_out}")


def _obstacle(change: Change) -> str:
    obstacle = change.obstacle
    if obstacle is None:
        return ""
    if obstacle.kind is ObstacleKind.CONFLICT:
        return visible(obstacle.way_out)
    return visible(f"{obstacle.kind}: {obstacle.reason}; {obstacle.way_out}")
