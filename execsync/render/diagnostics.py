"""Findings for a person: each with its source line and a caret under the place."""

from collections.abc import Callable, Iterable

from execsync.core.diagnostic import Diagnostic
from execsync.core.documents.secrets import redact
from execsync.render.cells import cells, clip
from execsync.render.finding_lines import (
    COLOURS,
    Group,
    count,
    errors_first,
    head,
    hint_lines,
    in_groups,
    short_lines,
)
from execsync.render.flow import flow
from execsync.render.plain import visible
from execsync.render.style import Style

LineOf = Callable[[Diagnostic], str | None]
"""The source line of a finding; None where there is none, or it cannot be read."""

WIDTH = 100
"""Columns of a source line that are shown where no terminal says how many there are."""


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
    blocks += flow(f"{count(found, files)}.", style)
    return "".join(f"{block}\n" for block in blocks)


def _block(group: Group, line_of: LineOf, style: Style) -> str:
    if group.more:
        rest = flow(group.rest("--all"), style)
        lines = [*short_lines(group.shown, style), *rest]
    else:
        lines = _with_source(group.shown[0], line_of, style)
    return "".join(f"{line}\n" for line in lines)


def _with_source(found: Diagnostic, line_of: LineOf, style: Style) -> list[str]:
    lines, line = [*head(found, style)], line_of(found)
    if line is not None and found.line and found.column:
        width = WIDTH if style.width is None else style.width - len(f"  {found.line} | ")
        before, after = excerpt(redact(line), found.column, width)
        margin, caret = " " * len(str(found.line)), style(" ^", COLOURS[found.severity])
        lines += [
            f"  {found.line} | {before}{after}",
            f"  {margin} |{' ' * cells(before)}{caret}",
        ]
    return [*lines, *hint_lines(found, style)] if found.hint else lines


def excerpt(line: str, column: int, width: int) -> tuple[str, str]:
    """What is shown of a line before its `column` and from there on, in at most `width` columns.

    The place stands in the middle where there is more on both sides; `…` is for what is left out.
    """
    line = line.replace("\t", " ")
    before, after = visible(line[: column - 1]), visible(line[column - 1 :])
    room = max(width // 2, width - max(1, cells(after[:width])))
    if cells(before) > room:
        before = f"…{_tail(before, room - 1)}"
    return before, clip(after, width - cells(before))


def _tail(text: str, width: int) -> str:
    """The end of a text, of at most `width` columns: from a blank on, where there is one."""
    start = max(0, len(text) - width)
    while start < len(text) and (cells(text[start:]) > width or not cells(text[start])):
        start += 1
    blank = text.find(" ", start)
    return text[start:] if blank < 0 or not text[blank:].strip() else text[blank:]
