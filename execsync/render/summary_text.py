"""The closing lines of a plan: what would be done, what stands in the way, and what it costs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from execsync.core.planning.cost import Cost
from execsync.core.planning.plan import Action, Change, ObstacleKind, Plan
from execsync.core.spoken_time import say_seconds
from execsync.render.counted import counted
from execsync.render.no_changes import NO_CHANGES

PAGE_ACTIONS = (
    Action.CREATE,
    Action.UPDATE,
    Action.REPLACE,
    Action.MOVE,
    Action.ARCHIVE,
    Action.FORGET,
)
SOURCE_ACTIONS = {
    Action.CREATE: "create",
    Action.REPLACE: "make anew",
    Action.ARCHIVE: "archive",
    Action.FORGET: "forget",
}


@dataclass(frozen=True, slots=True)
class ShownLimits:
    """The limits, and what our own count says is left today (None: not known). 0 is no limit.

    `reserve` requests of a day are left to others. `ages` are the seconds since each request of the last
    window left, the oldest first, and `begun` of all counted ones were sent for what is shown.
    """

    per_minute: int
    per_day: int
    left_today: int | None = None
    reserve: int = 0
    ages: Sequence[float] = ()
    begun: int = 0

    @property
    def usable_per_day(self) -> int:
        """What we send in a day at most; 0 is no limit."""
        return max(1, self.per_day - self.reserve) if self.per_day else 0

    def seconds(self, cost: Cost) -> float:
        """The least time that the requests take, by the minute's limit and what was sent just now."""
        return cost.seconds(self.per_minute, self.ages, self.begun)


def summary_lines(plan: Plan, cost: Cost, limits: ShownLimits) -> list[str]:
    """What would be done, and what it costs."""
    if plan.is_empty:
        return [NO_CHANGES]
    lines = [f"Plan: {_counts(plan)}."]
    if number := sum(loses(change) for change in plan.changes):
        lines.append(lost_line(number))
    if cost.writes:
        lines.append(f"Cost: {cost_text(cost, limits)}.")
    return lines


LOST = ("people it was shared with", "history", "address", "links from elsewhere")
"""What a page does not have that takes the place of another one: the hub makes it anew."""


def loses(change: Change) -> bool:
    """Whether a page is to be made anew in the place of one that is archived, allowed or not yet."""
    return change.action is Action.REPLACE and bool(change.fields) and change.address.kind == "page"


def lost_line(number: int) -> str:
    """What is lost by so many replacements; links between our own pages are sent anew."""
    *most, last = LOST
    what = f"{', '.join(most)} and {last}"
    pages = "A replaced page is" if number == 1 else f"{number:,} replaced pages are"
    return f"{pages} made anew under another id, without: {what}."


def kinds_line(cost: Cost) -> str:
    """The requests by kind."""
    kinds = (f"{number:,} {kind.replace('_', ' ')}" for kind, number in cost.by_kind.items())
    return f"Requests: {', '.join(kinds)}."


def _counts(plan: Plan) -> str:
    acting = [change for change in plan.changes if change.acts]
    pages = Counter(change.action for change in _of_type("page", acting))
    sources = Counter(change.action for change in _of_type("source", acting))
    obstacles = Counter(change.obstacle.kind for change in plan.changes if change.obstacle)
    parts = [f"{pages[action]:,} to {action}" for action in PAGE_ACTIONS if pages[action]]
    parts += [
        f"{counted(sources[action], 'source')} to {word}"
        for action, word in SOURCE_ACTIONS.items()
        if sources[action]
    ]
    conflicts = obstacles[ObstacleKind.CONFLICT]
    held = [counted(conflicts, "conflict")] if conflicts else []
    kinds = (ObstacleKind.BLOCKED, ObstacleKind.HELD)
    held += [f"{obstacles[kind]:,} {kind}" for kind in kinds if obstacles[kind]]
    done = ", ".join(parts) or "nothing to do"
    return "; ".join(filter(None, (done, ", ".join(held))))


def _of_type(type: str, changes: Iterable[Change]) -> Iterator[Change]:
    return (change for change in changes if change.address.kind == type)


def cost_text(cost: Cost, limits: ShownLimits) -> str:
    """Requests, and the time or the days that they take."""
    parts = [counted(cost.requests, "request")]
    if cost.assumed is not None:
        parts[0] += f" on a hub of up to {cost.assumed:,} pages (1 more for each further 100)"
    seconds = limits.seconds(cost)
    days = cost.days(limits.usable_per_day, limits.left_today, limits.begun)
    if days > 1:
        day = limits.usable_per_day
        more = f"a day's {day:,}" if cost.requests > day else "is left of today"
        parts.append(f"more than {more}: it takes {days} days of runs that resume")
        if cost.looks:
            parts[0] += f" ({cost.requests - cost.looks:,} with --look list)"
    elif seconds:
        told = f"at least {say_seconds(seconds)} at {limits.per_minute} a minute"
        if seconds > cost.seconds(limits.per_minute):
            told += f", {len(limits.ages) - limits.begun:,} of which were sent just now"
        parts.append(told)
    elif limits.per_minute:
        parts.append(f"within this minute's {limits.per_minute}")
    if limits.per_day and limits.left_today is not None:
        parts[-1] += f" (about {limits.left_today:,} of {limits.per_day:,} left today)"
    return ", ".join((*parts, *_particulars(cost)))


def _particulars(cost: Cost) -> Iterator[str]:
    if cost.twice:
        pages = counted(cost.twice, "page")
        yield f"{pages} written twice, for links that lead in a circle"
    if cost.links:
        yield f"{cost.links:,} of them to ask pages of others what they link"
    if cost.asks_more:
        yield "and one for each page of others that has sources"
    if cost.extractions:
        yield f"and the extraction of {counted(cost.extractions, 'source')}"
