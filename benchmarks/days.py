"""How long it takes under the workspace's limits, on paper: a first apply, and a usual day after it."""

import math
from collections.abc import Iterator

from benchmarks.figures import Choice, Figure, Result, Team
from execsync.core.address import Address
from execsync.core.config_tables import LimitsConfig
from execsync.core.planning.cost import LIST_SIZE, Cost, created_check, expect_checks
from execsync.core.planning.steps import Step, StepKind
from execsync.core.running.waiting import Timing, Waiting
from execsync.core.state import Observed, PageState, State
from execsync.sync.polling import FEW

EXTRACTION = 10.0
"""Seconds that the hub is thought to take for a source's text."""

BEFORE, LOOKED, AFTER = (f"2026-01-0{day}T00:00:00Z" for day in (1, 2, 3))

FIRST, TOGETHER, SINGLY = "first apply", "a day, one apply", "a day, an apply for each edit"


def days(choice: Choice) -> Result:
    """Requests, minutes and days by the arithmetic of a plan; nothing is sent."""
    figures = [figure for team in choice.teams for figure in _figures(team, choice.limits)]
    order = {unit: number for number, unit in enumerate(("requests", "minutes", "days", "percent"))}
    figures.sort(key=lambda figure: order[figure.unit])
    edits = ", ".join(f"{team.edits:,}" for team in choice.teams)
    sources = ", ".join(f"{team.sources:,}" for team in choice.teams)
    return Result(
        "days",
        f"on paper: {choice.limits.per_minute} requests a minute, {choice.limits.per_day:,} a day, "
        f"{choice.limits.reserve:,} of them left to others",
        tuple(figures),
        (
            f"For hubs of {sources} sources and {edits} edits a day.",
            "A day's run ends with the day's last request, and the next day's goes on from there.",
        ),
    )


def first_apply(team: Team, limits: LimitsConfig, *, extraction: float = EXTRACTION) -> list[Cost]:
    """What each day's run costs until all pages are written, the polls among its `checks`.

    `extraction` is the seconds that a source takes. Raises ValueError where a day leaves nothing to write.
    """
    sources, pages, questions = team.sources, team.pages, -1
    runs: list[Cost] = []
    state = written(0)
    while sources or pages or questions > 0:
        checks = expect_checks(state)
        room = limits.per_day - limits.reserve - checks
        if room <= 0:
            raise ValueError("the day's requests are used up by looking")
        made = min(sources, room)
        sources -= made
        if not sources and questions < 0:
            # Every source comes before the first page; then all of them are asked for together.
            questions = polls(made, extraction, older=team.sources - made)
        asked = min(max(questions, 0), room - made)
        questions -= asked
        wrote = min(pages, room - made - asked) if not sources and not questions else 0
        is_last = not sources and wrote == pages
        after = created_check(wrote, team.pages - pages) if is_last else 0
        if is_last and checks + asked + made + wrote + after > limits.per_day - limits.reserve:
            after = 0  # the day is over: the next run lists what is new
        awaited = team.sources if asked else 0
        runs.append(Cost(checks + asked, made + wrote, extractions=awaited, after=after))
        state = written(wrote, more=pages < team.pages)
        pages -= wrote
    return runs


def usual_day(team: Team, *, applies: int) -> list[Cost]:
    """What the applies of a day cost that write the day's edits, as evenly spread as can be."""
    runs: list[Cost] = []
    done = before = 0
    for number in range(1, applies + 1):
        edits = team.edits * number // applies - done
        done += edits
        checks = expect_checks(written(before, more=True))
        runs.append(Cost(checks, edits, extractions=0, looks=edits))
        before = edits
    return runs


def polls(sources: int, extraction: float, *, older: int = 0) -> int:
    """The requests that ask for so many sources, each of which takes `extraction` seconds from now.

    One or two are asked for one by one. Of more, a round lists those that are pending; where they are being
    processed by then, which is thought to be half of the time, those too; and where they have ended, those
    that are ready. So are `older` ones, once. None where a source is ready when it is made.
    """
    if not sources or not extraction:
        return 0
    waiting, now = Waiting(Timing()), 0.0
    waiting.add(Step(StepKind.AWAIT_SOURCE, Address("source", "")), "id", now)
    asked = math.ceil(older / LIST_SIZE)
    while (left := waiting.seconds_left(now)) is not None:
        now += left
        is_begun, has_ended = now >= extraction / 2, now >= extraction
        lists = math.ceil(sources / LIST_SIZE) + is_begun + has_ended
        asked += sources if sources <= FEW else lists
        waiting.answer({"id": "ready"} if has_ended else {}, now)
    return asked


def written(pages: int, *, more: bool = False) -> State:
    """State after a run that wrote so many pages; `more` says that there are older ones."""
    entries = [_entry(str(number), AFTER) for number in range(pages)]
    if more:
        entries.append(_entry("old", BEFORE))
    return State("", watermark=LOOKED, pages={entry.path: entry for entry in entries})


def _entry(path: str, updated_at: str) -> PageState:
    seen = Observed(updated_at, path, "published")
    return PageState(path, path, path, "published", "workspace", "", observed=seen)


def _figures(team: Team, limits: LimitsConfig) -> Iterator[Figure]:
    runs = {
        FIRST: first_apply(team, limits),
        TOGETHER: usual_day(team, applies=1),
        SINGLY: usual_day(team, applies=max(1, team.edits)),
    }
    for name, costs in runs.items():
        requests = sum(cost.requests for cost in costs)
        seconds = sum(cost.seconds(limits.per_minute) for cost in costs)
        yield Figure(name, team.pages, "requests", requests)
        yield Figure(name, team.pages, "minutes", seconds / 60)
        if name == FIRST:
            yield Figure(name, team.pages, "days", len(costs))
        else:
            left = 1 - requests / (limits.per_day - limits.reserve)
            yield Figure(f"left after {name}", team.pages, "percent", 100 * left)
