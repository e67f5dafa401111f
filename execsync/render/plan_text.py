"""A Plan as a person reads it, in a terminal or a log."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from execsync.core.cost import Cost
from execsync.core.diagnostic import Diagnostic
from execsync.core.plan import Action, Change, ObstacleKind, Plan
from execsync.core.resource import Source
from execsync.render.body_diff import BodyDiff
from execsync.render.cells import cells, pad, wrap
from execsync.render.change_text import ChangeText, plural
from execsync.render.plain import visible
from execsync.render.style import Colour, Style

SIGNS: dict[Action, tuple[str, Colour]] = {
    Action.CREATE: ("+", Colour.GREEN),
    Action.UPDATE: ("~", Colour.YELLOW),
    Action.REPLACE: ("-/+", Colour.RED),
    Action.MOVE: (">", Colour.CYAN),
    Action.ARCHIVE: ("-", Colour.RED),
    Action.FORGET: ("x", Colour.DIM),
}
INDENT = " " * 6
WIDEST_NAME = 40
"""Columns that paths are padded to at most."""
NARROWEST = 20
"""Columns that are worth writing words into."""
LONGEST_DIFF = 12
"""Lines of a body's difference that are shown unless all of it is asked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits, and what our own count says is left today (None: not known). 0 is no limit."""

    per_minute: int
    per_day: int
    left_today: int | None = None


class Detail(StrEnum):
    """One line a change; the first lines of each difference; every line of it."""

    SUMMARY = "summary"
    USUAL = "usual"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class PlanText:
    """How to write a plan: colours or none, and how much of it."""

    changes: ChangeText
    style: Style
    detail: Detail = Detail.USUAL

    def render(self, plan: Plan, cost: Cost, limits: Limits) -> str:
        """The whole plan, each line ended."""
        lines: list[str] = []
        shown = [c for c in plan.changes if c.action is not Action.NOOP]
        pages = [c for c in shown if not isinstance(c.after, Source)]
        created = {c.address for c in shown if isinstance(c.after, Source)}
        longest = max((cells(_name(c)) for c in pages), default=0)
        for change in pages:
            lines += self._change(change, min(longest, self._widest_name()), created)
        for note in plan.notes:
            lines += self._block(_note(note), Colour.DIM, indent="  ")
        if lines:
            lines.append("")
        for line in summary_lines(plan, cost, limits):
            lines += self._block(line)
        return "".join(f"{line}\n" for line in lines)

    def _change(self, change: Change, width: int, created: set[str]) -> Iterator[str]:
        conflict = change.obstacle and change.obstacle.kind is ObstacleKind.CONFLICT
        sign, colour = ("!", Colour.RED) if conflict else SIGNS[change.action]
        word = "conflict" if conflict else change.action.value
        head = f"{pad(f'{sign} {_name(change)}', width + 2)}  {word:<8}"
        yield from self._head(head, colour, self.changes.detail(change, created))
        if self.detail is Detail.SUMMARY:
            return
        if change.obstacle is not None:
            yield from self._block(_obstacle(change), Colour.DIM, indent=INDENT)
        diff = self.changes.body_diff(change)
        if diff is not None:
            yield from self._hunks(diff)

    def _hunks(self, diff: BodyDiff) -> Iterator[str]:
        left = None if self.detail is Detail.FULL else LONGEST_DIFF
        for hunk in diff.hunks:
            if left is not None and left <= 0:
                break
            heading = f"@@ {visible(hunk.heading)} @@" if hunk.heading else "@@"
            yield from self._block(heading, Colour.CYAN, indent=INDENT)
            for line in hunk.lines[:left]:
                colours = {"+": (Colour.GREEN,), "-": (Colour.RED,)}.get(line[0], ())
                yield from self._block(visible(line), *colours, indent=INDENT, hang="  ")
            if left is not None:
                left -= len(hunk.lines)
        rest = sum(len(hunk.lines) for hunk in diff.hunks) - LONGEST_DIFF
        if left is not None and rest > 0:
            more = f"… {rest} more lines (--full shows them)"
            yield from self._block(more, Colour.DIM, indent=INDENT)

    def _widest_name(self) -> int:
        """A longer path is shown whole, and only its own line loses its columns."""
        return WIDEST_NAME if self.style.width is None else min(WIDEST_NAME, self.style.width // 2)

    def _head(self, head: str, colour: Colour, detail: str) -> Iterator[str]:
        """A change's first line; a detail that is too long for it goes on below itself."""
        column = cells(head) + 2
        width = self.style.width
        if width is None or column + cells(detail) <= width:
            yield f"{self.style(head, colour)}  {detail}".rstrip()
        elif width - column < NARROWEST:
            yield self.style(head.rstrip(), colour)
            yield from self._block(detail, indent=INDENT)
        else:
            first, *more = wrap(detail, width - column)
            yield f"{self.style(head, colour)}  {first}"
            yield from (f"{' ' * column}{line}" for line in more)

    def _block(
        self, text: str, *colours: Colour, indent: str = "", hang: str = ""
    ) -> Iterator[str]:
        """`text` in as many lines as the terminal's width takes, all but the first one behind `hang`."""
        room = None if self.style.width is None else self.style.width - len(indent) - len(hang)
        lines = [text] if room is None else wrap(text, max(room, NARROWEST))
        for number, line in enumerate(lines):
            yield (indent + (hang if number else "") + self.style(line, *colours)).rstrip()


def summary_lines(plan: Plan, cost: Cost, limits: Limits) -> list[str]:
    """The closing lines: what would be done, and what it costs."""
    if plan.is_empty:
        return ["No changes: the hub is as the files want it, as far as State knows."]
    counts = _counts(plan)
    lines = [f"Plan: {counts}."]
    if cost.writes:
        lines.append(f"Cost: {_cost(cost, limits)}.")
    return lines


def _counts(plan: Plan) -> str:
    acting = [change for change in plan.changes if change.acts]
    parts = []
    for action in SIGNS:
        pages = sum(c.action is action and not isinstance(c.after, Source) for c in acting)
        if pages:
            parts.append(f"{pages} to {action}")
    sources = sum(isinstance(c.after, Source) for c in acting)
    if sources:
        parts.append(f"{sources} {'source' if sources == 1 else 'sources'} to create")
    held = [
        f"{number} {kind}"
        for kind in (ObstacleKind.CONFLICT, ObstacleKind.BLOCKED, ObstacleKind.HELD)
        if (number := sum(c.obstacle is not None and c.obstacle.kind is kind for c in plan.changes))
    ]
    return "; ".join(
        part for part in (", ".join(parts) or "nothing to do", ", ".join(held)) if part
    )


def _cost(cost: Cost, limits: Limits) -> str:
    parts = [f"{cost.requests} {plural(cost.requests, 'request')}"]
    seconds = cost.seconds(limits.per_minute)
    days = cost.days(limits.per_day)
    if days > 1:
        parts.append(
            f"more than a day's {limits.per_day:,}: it takes {days} days of runs that resume"
        )
    elif limits.per_minute and seconds:
        parts.append(f"at least {_duration(seconds)} at {limits.per_minute} a minute")
    elif limits.per_minute:
        parts.append(f"within this minute's {limits.per_minute}")
    if limits.per_day and limits.left_today is not None:
        parts[-1] += f" (about {limits.left_today:,} of {limits.per_day:,} left today)"
    if cost.extractions:
        number = cost.extractions
        parts.append(f"and the extraction of {number} {plural(number, 'source')}")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _name(change: Change) -> str:
    return visible(change.address.partition(":")[2])


def _note(note: Diagnostic) -> str:
    hint = f" ({note.hint})" if note.hint else ""
    return visible(f"{note.severity}: {note.place}: {note.summary}{hint}")


def _obstacle(change: Change) -> str:
    obstacle = change.obstacle
    if obstacle is None:
        return ""
    if obstacle.kind is ObstacleKind.CONFLICT:
        return visible(obstacle.way_out)
    return visible(f"{obstacle.kind}: {obstacle.reason}; {obstacle.way_out}")
