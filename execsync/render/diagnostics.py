"""Findings for a person: each with its source line and a caret under the place."""

from collections import Counter
from collections.abc import Callable, Iterable

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.documents.secrets import redact
from execsync.render.cells import cells
from execsync.render.plain import visible
from execsync.render.style import Colour, Style

LineOf = Callable[[Diagnostic], str | None]
"""The source line of a finding; None where there is none, or it cannot be read."""

COLOURS = {
    Severity.ERROR: Colour.RED,
    Severity.WARNING: Colour.YELLOW,
    Severity.NOTE: Colour.BLUE,
}
WIDTH = 100
"""Columns of a source line that are shown; of a longer one, what stands around the place."""


def diagnostics_text(
    found: Iterable[Diagnostic], *, files: int, line_of: LineOf, style: Style
) -> str:
    """Every finding, and a line that counts them."""
    found = list(found)
    blocks = [_block(diagnostic, line_of(diagnostic), style) for diagnostic in found]
    return "".join(f"{block}\n" for block in blocks) + f"{_count(found, files)}\n"


def _block(found: Diagnostic, line: str | None, style: Style) -> str:
    head = style(f"{found.severity} {found.code}", COLOURS[found.severity], Colour.BOLD)
    detail = f" ({visible(found.detail)})" if found.detail else ""
    lines = [f"{_place(found)}: {head} {visible(found.summary)}{detail}"]
    if line is not None and found.line and found.column:
        lines += _excerpt(line, found.line, found.column, style(" ^", COLOURS[found.severity]))
    if found.hint:
        lines.append(style(f"    {visible(found.hint)}", Colour.DIM))
    return "\n".join(lines) + "\n"


def _place(found: Diagnostic) -> str:
    """The place, never in a form that GitHub Actions would take for a command."""
    place = visible(found.place)
    return f"./{place}" if place.startswith("::") else place


def _excerpt(line: str, number: int, column: int, caret: str) -> list[str]:
    """The line with its number, and the caret under its column."""
    line = redact(line).replace("\t", " ")
    start = max(0, column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    before = ("…" if start else "") + visible(line[start : column - 1])
    after = visible(line[column - 1 : start + WIDTH]) + ("…" if len(line) > start + WIDTH else "")
    margin = " " * len(str(number))
    return [f"  {number} | {before}{after}", f"  {margin} |{' ' * cells(before)}{caret}"]


def _count(found: Iterable[Diagnostic], files: int) -> str:
    """`2 errors, 1 warning in 25 files.`"""
    counts = Counter(diagnostic.severity for diagnostic in found)
    named = [_number(counts[severity], severity) for severity in Severity if counts[severity]]
    return f"{', '.join(named) or 'Nothing wrong'} in {_number(files, 'file')}."


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
