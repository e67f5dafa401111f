"""Results as tables that fit a terminal of 80 columns, as Markdown, and as JSON."""

import json
import os
import platform
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from benchmarks.figures import Figure, Result

WIDTH, NUMBER = 80, 10


def machine() -> dict[str, object]:
    """What the figures hang on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "architecture": platform.machine(),
    }


def heading() -> str:
    """The machine in a line."""
    about = machine()
    return (
        f"Python {about['python']}, {about['system']} on {about['architecture']}, "
        f"{about['cores']} cores."
    )


def as_json(results: Sequence[Result]) -> str:
    """Every figure with its runs."""
    tables = {"machine": machine(), "benchmarks": [asdict(result) for result in results]}
    return json.dumps(tables, indent=1)


def as_text(result: Result) -> str:
    """A table for each unit, pages across."""
    lines = textwrap.wrap(f"{result.name}: {result.about}", WIDTH)
    names = max(len(figure.what) for figure in result.figures)
    for rows in _tables(result.figures):
        for name, *numbers in rows:
            cells = "".join(f"{number:>{NUMBER}}" for number in numbers)
            lines.append(f"  {name:<{names}}{cells}")
        lines.append("")
    for note in result.notes:
        lines += textwrap.wrap(note, WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines).rstrip() + "\n"


def put_into(page: str, result: Result) -> str:
    """The Markdown page with this result between its two comments; as it is where it has none."""
    begin, end = f"<!-- {result.name} -->\n", f"<!-- end of {result.name} -->\n"
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    return f"{before}{begin}\n{as_markdown(result)}\n{end}{after}" if found else page


def as_markdown(result: Result) -> str:
    """The same as Markdown."""
    timed = any(figure.unit == "seconds" for figure in result.figures)
    lines = [f"`{result.name}`: {result.about}. {heading() if timed else ''}".rstrip(), ""]
    for head, *rows in _tables(result.figures):
        lines += [_row(head), _row(["---", *["---:"] * (len(head) - 1)])]
        lines += [*map(_row, rows), ""]
    for note in result.notes:
        lines += [note, ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _tables(figures: Sequence[Figure]) -> list[list[list[str]]]:
    """For each unit a head, with the unit and the pages, then a row for each thing measured."""
    return [_table(unit, figures) for unit in dict.fromkeys(one.unit for one in figures)]


def _table(unit: str, figures: Sequence[Figure]) -> list[list[str]]:
    found = {(one.what, one.pages): one.value for one in figures if one.unit == unit}
    sizes = sorted({pages for _, pages in found})
    head = [unit, *[f"{pages:,}" for pages in sizes]]
    return [
        head,
        *[
            [what, *[_number(found.get((what, pages)), unit) for pages in sizes]]
            for what in dict.fromkeys(what for what, _ in found)
        ],
    ]


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    match unit:
        case "seconds" | "CPU seconds":
            return f"{value:.3f}" if value < 10 else f"{value:.1f}"
        case "ratio":
            return f"{value:.2f} x" if value < 10 else f"{value:,.0f} x"
        case "percent":
            return f"{value:.0f} %"
        case "minutes":
            return f"{value:.1f}" if value < 10 else f"{value:,.0f}"
        case _:
            return f"{value:,.0f}"
