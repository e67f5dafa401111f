"""docs/speed.md: its commands are understood, it knows every benchmark, and the days are up to date."""

import re
import shlex
from pathlib import Path

from benchmarks.__main__ import BENCHMARKS, parse
from benchmarks.days import days
from benchmarks.figures import Choice, Figure, Result
from benchmarks.report import as_markdown, put_into

PAGE = Path(__file__).parent.parent.parent / "docs" / "speed.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_benchmark_has_its_row() -> None:
    assert re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE) == list(BENCHMARKS)


def test_every_command_is_understood() -> None:
    commands = re.findall(r"^\.venv/bin/python -m benchmarks (.*)", TEXT, re.MULTILINE)
    assert len(commands) > 2
    for command in commands:
        assert parse(shlex.split(command)).names


def test_the_days_are_those_that_are_calculated() -> None:
    """After a change: `python -m benchmarks days --into docs/speed.md`."""
    assert as_markdown(days(Choice())) in TEXT


def test_tables_are_put_between_their_comments() -> None:
    result = Result("idle", "nothing", (Figure("plan", 1, "ratio", 2.0),))
    page = "A\n<!-- idle -->\nold\n<!-- end of idle -->\nB\n"
    put = put_into(page, result)
    assert put == f"A\n<!-- idle -->\n\n{as_markdown(result)}\n<!-- end of idle -->\nB\n"
    assert put_into(put, result) == put
    assert put_into("no place", result) == "no place"
