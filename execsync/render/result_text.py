"""What an apply did and left, as a person reads it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from execsync.core.address import Address
from execsync.core.planning.steps import StepKind
from execsync.core.running.result import ApplyResult
from execsync.errors import Interrupted
from execsync.render.cells import shorten
from execsync.render.counted import counted
from execsync.render.flow import flow
from execsync.render.plain import visible
from execsync.render.style import Colour, Style

WORDS = {
    StepKind.CREATE_PAGE: ("page created", "pages created"),
    StepKind.UPDATE_PAGE: ("page updated", "pages updated"),
    StepKind.ARCHIVE_PAGE: ("page archived", "pages archived"),
    StepKind.RETIRE_PAGE: ("replaced page archived", "replaced pages archived"),
    StepKind.CREATE_SOURCE: ("source made", "sources made"),
    StepKind.ARCHIVE_SOURCE: ("source archived", "sources archived"),
    StepKind.RECORD: ("page recorded", "pages recorded"),
    StepKind.FORGET: ("entry of State forgotten", "entries of State forgotten"),
}
SHOWN = 10
SAME_COMMAND = "The same command goes on from here."


@dataclass(frozen=True, slots=True)
class Today:
    """Requests of the last 24 hours, of how many; and which day of an apply it is, of about how many."""

    used: int
    per_day: int
    day: int = 1
    days: int = 1


def result_text(
    result: ApplyResult,
    requests: int,
    style: Style,
    *,
    resume: str = SAME_COMMAND,
    today: Today | None = None,
) -> str:
    """The closing summary of an apply, each line ended."""
    sent = counted(requests, "request")
    if today is not None:
        sent += f", today {today.used:,} of {today.per_day:,} used"
    lines = [*flow(f"Done: {_counts(result)}; {sent}.", style, Colour.BOLD)]
    held_back = [step for failure in result.failures for step in failure.dropped]
    if result.failures:
        failures = counted(len(result.failures), "step")
        lines.append(style(f"Failed: {failures}.", Colour.RED))
        failed = ((f.step.address, f": {f.error.message}") for f in result.failures)
        lines += _names(failed, style)
    if pages := [s for s in held_back if s.kind is not StepKind.AWAIT_SOURCE]:
        lines.append(f"Held back by these: {len(pages)}.")
        lines += _names(((step.address, "") for step in pages), style)
    if left := [step for step in result.left if step.kind in WORDS]:
        which = f" Day {today.day} of about {today.days}." if today and today.days > 1 else ""
        lines += flow(f"Left: {len(left):,}.{which} {resume}", style)
        lines += _names(((step.address, "") for step in left), style)
    if result.halted is not None:
        lines += _halt(result, style)
    return "".join(f"{line}\n" for line in lines)


def _halt(result: ApplyResult, style: Style) -> list[str]:
    error = result.halted
    if error is None:
        return []
    if isinstance(error, Interrupted):
        return ["Interrupted."]
    lines = [*flow(f"Stopped: {visible(error.message)}", style, Colour.YELLOW, hang="  ")]
    return [*lines, *flow(visible(error.hint), style, indent="  ")] if error.hint else lines


def _counts(result: ApplyResult) -> str:
    kinds, found = Counter(step.kind for step in result.done), len(result.found)
    kinds[StepKind.CREATE_SOURCE] -= found
    parts = []
    for kind, (one, many) in WORDS.items():
        number = kinds[kind]
        if kind is StepKind.CREATE_SOURCE and found:
            parts.append(f"{counted(found, 'source')} found")
            parts += [f"{number} made"] if number else []
        elif number:
            parts.append(f"{number} {one if number == 1 else many}")
    return ", ".join(parts) or "nothing"


def _names(named: Iterable[tuple[Address, str]], style: Style) -> list[str]:
    """A line for each, or for the first of them: its address, and what there is to say of it."""
    named = [*named]
    lines = [line for one, told in named[:SHOWN] for line in _name(one, visible(told), style)]
    rest = len(named) - SHOWN
    return lines if rest <= 0 else [*lines, f"  and {rest:,} more"]


def _name(address: Address, told: str, style: Style) -> Iterator[str]:
    name = visible(str(address))
    if style.width is not None:
        name = shorten(name, style.width - 3)
    return flow(f"{name}{told}", style, indent="  ", hang="  ")
