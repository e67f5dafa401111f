"""Findings in lines, without their source: errors first, and what was found too often summed up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.render.cells import shorten
from execsync.render.counted import counted
from execsync.render.flow import Mark, flow
from execsync.render.plain import visible
from execsync.render.style import Colour, Style

COLOURS = {
    Severity.ERROR: Colour.RED,
    Severity.WARNING: Colour.YELLOW,
    Severity.NOTE: Colour.BLUE,
}
MOST = 10
"""Findings of one rule that are shown one by one."""
SHOWN = 3
"""Those that are shown of more."""
INDENT = " " * 4
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Group(NamedTuple):
    """Findings to be shown together, and how many more there are of their rule."""

    shown: Sequence[Diagnostic]
    more: int = 0

    def rest(self, way: str) -> str:
        """How many more there are, and the way to see them."""
        return f"{self.shown[0].code} in {counted(self.more, 'more place')}: {way}"


def errors_first(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors, then warnings, then notes, each in the order that they had."""
    return sorted(found, key=lambda one: _RANKS[one.severity])


def in_groups(found: Iterable[Diagnostic]) -> Iterator[Group]:
    """Errors first; what a rule found more than MOST times stands where the first of it does."""
    ordered = errors_first(found)
    times = Counter((one.severity, one.code) for one in ordered)
    summed: set[tuple[Severity, str]] = set()
    for one in ordered:
        kind = one.severity, one.code
        if times[kind] <= MOST:
            yield Group([one])
        elif kind not in summed:
            summed.add(kind)
            shown = [other for other in ordered if (other.severity, other.code) == kind][:SHOWN]
            yield Group(shown, times[kind] - SHOWN)


def short_lines(found: Sequence[Diagnostic], style: Style) -> Iterator[str]:
    """Each finding on a line, and its hint on the next, unless the finding after it has the same."""
    for one, after in zip(found, [*found[1:], None], strict=True):
        yield from head(one, style)
        if one.hint and not (after and after.hint == one.hint):
            yield from hint_lines(one, style)


def count(found: Iterable[Diagnostic], files: int, noun: str = "file") -> str:
    """`2 errors, 1 warning in 25 files`."""
    counts = Counter(diagnostic.severity for diagnostic in found)
    named = [counted(counts[severity], severity) for severity in Severity if counts[severity]]
    return f"{', '.join(named) or 'Nothing wrong'} in {counted(files, noun)}"


def head(found: Diagnostic, style: Style) -> Iterator[str]:
    """`path:line:column: error EX024 what is wrong`, in as many lines as it takes."""
    place = _place(found, style.width)
    what = f"{found.severity} {found.code}"
    detail = f" ({visible(found.detail)})" if found.detail else ""
    start = len(place) + 2
    marks = [Mark(start, start + len(what), (COLOURS[found.severity], Colour.BOLD))]
    text = f"{place}: {what} {visible(found.summary)}{detail}"
    return flow(text, style, marks=marks, hang=INDENT)


def hint_lines(found: Diagnostic, style: Style) -> Iterator[str]:
    """What to do, set in."""
    return flow(visible(found.hint), style, Colour.DIM, indent=INDENT)


def _place(found: Diagnostic, width: int | None) -> str:
    """The place, never in a form that GitHub Actions would take for a command."""
    path, numbers = visible(found.path), found.place.removeprefix(found.path)
    place = (path if width is None else shorten(path, width - len(numbers) - 1)) + numbers
    return f"./{place}" if place.startswith("::") else place
