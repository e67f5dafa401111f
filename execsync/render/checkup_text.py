"""What the doctor found, for a person: first what is wrong and what to do, then all that was looked at."""

from collections.abc import Iterator, Sequence

from execsync.core.checkup import Check, Verdict, worst_first
from execsync.render.columns import facts
from execsync.render.plain import visible
from execsync.render.style import Colour, Style
from execsync.render.text_lines import TextLines

_COLOURS = {
    Verdict.OK: Colour.GREEN,
    Verdict.SKIPPED: Colour.DIM,
    Verdict.WARNING: Colour.YELLOW,
    Verdict.ERROR: Colour.RED,
}


def render(checks: Sequence[Check], style: Style) -> str:
    """A whole report. Its first line names the worst cause, or says that there is none."""
    lines = TextLines(style)
    return "\n".join([*_wrong(checks, lines), "", *_table(checks, style)]) + "\n"


def _wrong(checks: Sequence[Check], lines: TextLines) -> Iterator[str]:
    wrong = worst_first(checks)
    if not wrong:
        yield lines.style("Nothing is wrong.", Colour.GREEN)
    for check in wrong:
        said = f"{check.verdict}: {check.name}: {visible(check.found)}"
        yield from lines.block(said, _COLOURS[check.verdict])
        if check.hint:
            yield from lines.block(visible(check.hint), indent="  ")


def _table(checks: Sequence[Check], style: Style) -> Iterator[str]:
    rows = [(f"{one.verdict:<7}  {one.name}", (visible(one.found),)) for one in checks]
    return facts(rows, style, [_COLOURS[one.verdict] for one in checks])
