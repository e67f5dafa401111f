"""What a Plan needs of the scarce thing: requests, and the time they take under the limits."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from execsync.core.hub_time import parse_time
from execsync.core.planning.steps import WRITES, Step, StepKind
from execsync.core.serde import as_tables
from execsync.core.state import State

WINDOW = 61.0
"""Seconds in which at most `per_minute` requests are sent; one more than the hub's minute, for safety."""

LIST_SIZE = 100
"""Rows of a list that one request brings."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests by kind and by address. `extractions` are sources to wait for, which takes polls on top.

    `checks` are the requests that look before anything is written.
    """

    checks: int
    writes: int
    extractions: int
    by_kind: Mapping[str, int] = field(default_factory=dict)
    by_address: Mapping[str, int] = field(default_factory=dict)
    looks: int = 0
    """Requests that look at a page right before it is written (`look = "each"`)."""
    after: int = 0
    """Requests that look, once all is done, whether a page was created twice."""
    assumed: int | None = None
    """The number of live pages that the hub is taken to have at most, where no look has counted them yet."""
    links: int = 0
    """Those of the checks that ask pages of others which sources they link."""
    asks_more: bool = False
    """Whether it is not known how many such pages there are."""

    @property
    def requests(self) -> int:
        """All requests but the polls, whose number depends on how long the hub takes."""
        return self.checks + self.writes + self.looks + self.after

    def seconds(self, per_minute: int) -> float:
        """The least time under a limit of `per_minute`; 0 stands for no limit."""
        if per_minute <= 0 or self.requests <= per_minute:
            return 0.0
        return math.floor((self.requests - 1) / per_minute) * WINDOW

    def days(self, per_day: int, left_today: int | None = None) -> int:
        """The days that the requests spread over: what is left of today, then `per_day` a day.

        None stands for a whole day, and a `per_day` of 0 for no limit.
        """
        if per_day <= 0:
            return 1
        today = per_day if left_today is None else min(left_today, per_day)
        return 1 + math.ceil(max(0, self.requests - today) / per_day)


LOOKED_AT = (StepKind.UPDATE_PAGE, StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE)


def count(
    steps: Sequence[Step],
    *,
    checks: int,
    look: bool = True,
    live: int = 0,
    assumed: int | None = None,
    links: int = 0,
    asks_more: bool = False,
) -> Cost:
    """The cost of an apply of `steps`, a request a write, after `checks` requests that look.

    With `look`, each page that is changed or archived is looked at right before. `live` is the number of
    live pages on the hub before, `assumed` what that is taken to be at most where it is not known. `links`
    of the checks ask pages of others which sources they link, and with `asks_more` there will be more of
    those.
    """
    kinds = Counter(step.kind for step in steps)
    writes = {kind.value: number for kind, number in sorted(kinds.items()) if kind in WRITES}
    looked_at = [step for step in steps if look and _is_looked_at(step)]
    after = created_check(kinds[StepKind.CREATE_PAGE], live)
    by_kind = {"check": checks + after, "look": len(looked_at), **writes}
    addresses = [step.address for step in (*steps, *looked_at) if step.kind in WRITES]
    return Cost(
        checks=checks,
        writes=sum(writes.values()),
        extractions=kinds[StepKind.AWAIT_SOURCE],
        by_kind={kind: number for kind, number in by_kind.items() if number},
        by_address=dict(Counter(addresses)),
        looks=len(looked_at),
        after=after,
        assumed=assumed,
        links=links,
        asks_more=asks_more,
    )


def assume(state: State) -> int | None:
    """How many live pages a first look is taken to list at most; None where the hub's number is known."""
    if state.watermark or state.live:
        return None
    return max(1, math.ceil(len(state.pages) / LIST_SIZE)) * LIST_SIZE


def _is_looked_at(step: Step) -> bool:
    """Whether a page is looked at right before: one that is there already, not one that is to be new."""
    return step.kind in LOOKED_AT or (
        step.kind is StepKind.CREATE_PAGE
        and step.change is not None
        and step.change.before is not None
    )


def expect_checks(
    state: State, titles: int = 0, *, knows_unowned: bool = False, links: int | None = None
) -> int:
    """The requests that an apply from `state` looks with, if nobody else has written to the hub.

    The workspace, and lists of pages back to the last look: our own writes since then are listed again.
    Where pages of so many `titles` are to be made and it is not known which live pages State does not own:
    a full list, or a question for each title and one more, whichever is fewer. Where sources are to be
    archived, all pages are listed, and `links` of them asked which sources they link.
    """
    since = parse_time(state.watermark)
    times = [t["hub_updated_at"] for _, t in as_tables(state.pages) if "hub_updated_at" in t]
    fresh = sum(parse_time(time) > since for time in times)
    older = max(state.live, len(state.pages)) > fresh
    listed = _lists(fresh + older)  # the first old row ends the listing
    if not state.watermark:
        listed = _lists(max(state.live, len(state.pages)))
    if links is not None:
        every = _lists(state.live)
        return 1 + listed + (every if listed < every else 0) + links
    if not titles or knows_unowned or not state.watermark:
        return 1 + listed
    return 1 + listed + min(_lists(state.live), titles + 1)


def created_check(created: int, live: int) -> int:
    """The list requests that tell, after so many pages were created, whether one of them was made twice.

    `live` pages were there before: the list ends with the first of them, or where there are none.
    """
    return min(created // LIST_SIZE + 1, _lists(live + created)) if created else 0


def _lists(rows: int) -> int:
    return max(1, math.ceil(rows / LIST_SIZE))
