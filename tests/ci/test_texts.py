"""What a job tells stays within what a forge takes, and is cut between rows, with a count of the rest."""

import io
import json
import re

import pytest

from execsync.ci.carried import Carried
from execsync.ci.drift_text import drift_text
from execsync.ci.events import ApplyEvents
from execsync.ci.report import another_plan_text, applied_text
from execsync.errors import EXIT_ERROR

LONGEST = 65_536
"""Characters that GitHub takes in a comment, an issue, and a pull request."""
HOSTILE = "<&|`[x](y)" * 60
NUMBER = 1_000


def rows_of(text: str) -> list[str]:
    """The rows of its tables, without their heads. Fails for a row that was cut."""
    rows = [line for line in text.splitlines() if line.startswith("|") and "---" not in line]
    assert all(row.endswith("|") for row in rows)
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
    return rows


@pytest.mark.parametrize("words", ["short", HOSTILE])
def test_a_request_for_web_edits_fits_however_many_there_are(words: str) -> None:
    pages = [
        {"id": str(n), "path": f"{n}{words}", "fields": ["content"], "writes": True, "conflicts": 2}
        for n in range(NUMBER)
    ]
    report = {"pages": pages, "summary": {"files": NUMBER}}
    checks = [(name, Carried(1, f"{words}\n" * NUMBER)) for name in ("validate", "plan")]
    text = drift_text([], report, checks, starts_checks=False, run="https://ci.example.com/7")
    assert len(text) < LONGEST - 1_000
    shown = len(rows_of(text.partition("####")[0])) - 1
    assert shown
    assert f"\n{NUMBER - shown:,} more pages are not shown.\n" in text
    assert text.endswith("[The run](https://ci.example.com/7)\n")


@pytest.mark.parametrize("words", ["short", HOSTILE])
def test_a_report_of_an_apply_fits_however_much_failed(words: str) -> None:
    events = ApplyEvents(io.StringIO())
    blocked = {"kind": "conflict", "reason": words, "way_out": words}
    changes = [{"address": f"page:{n}{words}", "blocked": blocked} for n in range(NUMBER)]
    told: list[dict[str, object]] = [{"type": "plan", "plan": {"resource_changes": changes}}]
    for n in range(NUMBER):
        failed = {"action": "create", "address": f"page:{n}{words}", "message": words, "hint": ""}
        found = {"severity": "error", "summary": words, "path": f"{n}{words}", "line": 1}
        told += [{"type": "apply_errored", **failed}, {"type": "diagnostic", **found}]
    for one in told:
        events.write(f"{json.dumps(one)}\n")
    text = applied_text(events, EXIT_ERROR, words)
    assert len(text) < LONGEST - 1_000
    for table in text.split("\n\n| ")[1:]:
        rows = rows_of(f"| {table}")
        assert f"\n{NUMBER - len(rows) + 1:,} more are not shown." in table


def test_two_plans_fit_side_by_side() -> None:
    plan = "| + | a.md | create |\n" * 10_000
    text = another_plan_text("Another plan.", plan, plan)
    assert len(text) < LONGEST - 1_000
    assert len(rows_of(text)) == 20_000 - sum(
        int(number.replace(",", "")) for number in re.findall(r"([\d,]+) more lines", text)
    )
