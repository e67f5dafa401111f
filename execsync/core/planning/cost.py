"""What a Plan needs of the scarce thing: requests, and the time they take under the limits."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from execsync.core.address import Address
from execsync.core.hub_time import parse_time
from execsync.core.planning.steps import WRITES, Step, StepKind
from execsync.core.state import PageState, State

WINDOW = 61.0
"""Seconds in which at most `per_minute` requests are sent; one more than the hub's minute, for
what passes between our count and the hub's."""

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
    by_address: Mapping[Address, int] = field(default_factory=dict)
    looks: int = 0
    """Requests that look at a page or source right before it is written."""
    after: int = 0
    """Requests that look, once all is done, whether a page was created twice."""
    assumed: int | None = None
    """The number of live pages that the hub is taken to have at most, where no look has counted them yet."""
    links: int = 0
    """Those of the checks that ask pages of others which sources they link."""
    asks_more: bool = False
    """Whether it is not known how many such pages there are."""
    twice: int = 0
    """Pages that are written a second time, since they and others link each other in a circle."""

    @property
    def requests(self) -> int:
        """All requests but the polls, whose number depends on how long the hub takes."""
        return self.checks + self.writes + self.looks + self.after

    def seconds(self, per_minute: int, ages: Sequence[float] = (), begun: int = 0) -> float:
        """The least time until the last one leaves under a limit of `per_minute`; 0 stands for no limit.

        `ages` tell how many seconds ago those of the last window left, the oldest first; `begun` of ours are
        among them. Each leaves a window after the one that stands `per_minute` before it.
        """
        if per_minute <= 0 or self.requests <= begun:
            return 0.0
        left = self.requests - begun
        windows = (left - 1) // per_minute
        first = len(ages) + left - 1 - (windows + 1) * per_minute
        return windows * WINDOW + (max(0.0, WINDOW - ages[first]) if first >= 0 else 0.0)

    def days(self, per_day: int, left_today: int | None = None, begun: int = 0) -> int:
        """The days that the requests spread over: what is left of today, then `per_day` a day.

        None stands for a whole day, and a `per_day` of 0 for no limit. `begun` were sent already.
        """
        if per_day <= 0:
            return 1
        today = per_day if left_today is None else min(left_today, per_day)
        return 1 + math.ceil(max(0, self.requests - begun - today) / per_day)


LOOKED_AT = (StepKind.ARCHIVE_PAGE, StepKind.RETIRE_PAGE, StepKind.ARCHIVE_SOURCE)
"""What is looked at right before, always."""


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

    What is archived is looked at right before, and with `look` each page that is changed. `live` is the
    number of live pages on the hub before, `assumed` what that is taken to be at most where it is not
    known. `links` of the checks ask pages of others which sources they link, and with `asks_more` there
    will be more of those.
    """
    kinds = Counter(step.kind for step in steps)
    writes = {kind.value: number for kind, number in sorted(kinds.items()) if kind in WRITES}
    looked_at = [step for step in steps if step.kind in LOOKED_AT or (look and _overwrites(step))]
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
        twice=sum(step.kind is StepKind.UPDATE_PAGE and not step.id for step in steps),
    )


def assume(state: State) -> int | None:
    """How many live pages a first look is taken to list at most; None where the hub's number is known."""
    if state.watermark or state.live:
        return None
    return max(1, math.ceil(len(state.pages) / LIST_SIZE)) * LIST_SIZE


def _overwrites(step: Step) -> bool:
    """Whether a page that is there already is changed, or another one takes its place."""
    return step.kind is StepKind.UPDATE_PAGE or (
        step.kind is StepKind.CREATE_PAGE
        and step.change is not None
        and step.change.before is not None
    )


def expect_checks(
    state: State,
    titles: int = 0,
    *,
    knows_unowned: bool = False,
    links: int | None = None,
    compared: Sequence[PageState] = (),
) -> int:
    """The requests that an apply from `state` looks with, if nobody else has written to the hub.

    The workspace, and lists of pages back to the last look: our own writes since then are listed again.
    Where pages of so many `titles` are to be made and it is not known which live pages State does not own:
    a full list, or a question for each title and one more, whichever is fewer. Where sources are to be
    archived, all pages are listed, and `links` of them asked which sources they link. The pages that are
    `compared` with State before they are written, and that no list shows so far, take one request each, or
    a full list.
    """
    since = parse_time(state.watermark)
    times = [parse_time(page.observed.updated_at) for page in state.pages.values() if page.observed]
    fresh = sum(time > since for time in times)
    older = max(state.live, len(state.pages)) > fresh
    listed = _lists(fresh + older)  # the first old row ends the listing
    if not state.watermark:
        listed = _lists(max(state.live, len(state.pages)))
    checks, every = 1 + listed, _lists(state.live)
    looks = _count_unlisted(compared, times, listed)
    if looks > every:
        return checks + every + (links or 0)
    checks += looks
    if links is not None:
        return checks + (every if listed < every else 0) + links
    if not titles or knows_unowned or not state.watermark:
        return checks
    return checks + min(every, titles + 1)


def _count_unlisted(pages: Sequence[PageState], times: Sequence[datetime], listed: int) -> int:
    """How many of these pages so many list requests do not show, the newest first."""
    if not pages or listed * LIST_SIZE >= len(times):
        return 0
    newest_left = sorted(times, reverse=True)[listed * LIST_SIZE]
    return sum(
        page.observed is not None and parse_time(page.observed.updated_at) <= newest_left
        for page in pages
    )


def created_check(created: int, live: int) -> int:
    """The list requests that tell, after so many pages were created, whether one of them was made twice.

    `live` pages were there before: the list ends with the first of them, or where there are none.
    """
    return min(created // LIST_SIZE + 1, _lists(live + created)) if created else 0


def _lists(rows: int) -> int:
    return max(1, math.ceil(rows / LIST_SIZE))
