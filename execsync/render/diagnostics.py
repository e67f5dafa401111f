"""Findings for a person: each with its source line and a caret under the place."""

from collections.abc import Callable, Iterable

from execsync.core.diagnostic import Diagnostic
from execsync.core.documents.secrets import redact
from execsync.render.cells import cells
from execsync.render.finding_lines import (
    COLOURS,
    Group,
    count,
    errors_first,
    head,
    hint_line,
    in_groups,
    short_lines,
)
from execsync.render.plain import visible
from execsync.render.style import Style

LineOf = Callable[[Diagnostic], str | None]
"""The source line of a finding; None where there is none, or it cannot be read."""

WIDTH = 100
"""Columns of a source line that are shown; of a longer one, what stands around the place."""


def diagnostics_text(
    found: Iterable[Diagnostic],
    *,
    files: int,
    line_of: LineOf,
    style: Style,
    whole: bool = False,
) -> str:
    """The findings, errors first, and a line that counts them; `whole` shows each of them."""
    found = list(found)
    groups = (Group([one]) for one in errors_first(found)) if whole else in_groups(found)
    blocks = [_block(group, line_of, style) for group in groups]
    return "".join(f"{block}\n" for block in blocks) + f"{count(found, files)}.\n"


def _block(group: Group, line_of: LineOf, style: Style) -> str:
    if group.more:
        lines = [*short_lines(group.shown, style), group.rest("--all")]
    else:
        lines = _with_source(group.shown[0], line_of, style)
    return "".join(f"{line}\n" for line in lines)


def _with_source(found: Diagnostic, line_of: LineOf, style: Style) -> list[str]:
    lines, line = [head(found, style)], line_of(found)
    if line is not None and found.line and found.column:
        lines += _excerpt(line, found.line, found.column, style(" ^", COLOURS[found.severity]))
    return [*lines, hint_line(found, style)] if found.hint else lines


def _excerpt(line: str, number: int, column: int, caret: str) -> list[str]:
    """The line with its number, and the caret under its column."""
    line = redact(line).replace("\t", " ")
    start = max(0, column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    before = ("…" if start else "") + visible(line[start : column - 1])
    after = visible(line[column - 1 : start + WIDTH]) + ("…" if len(line) > start + WIDTH else "")
    margin = " " * len(str(number))
    return [f"  {number} | {before}{after}", f"  {margin} |{' ' * cells(before)}{caret}"]
