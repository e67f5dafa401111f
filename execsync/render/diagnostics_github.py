"""Findings as workflow commands of GitHub Actions, which shows them beside the lines."""

from collections.abc import Iterable

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.render.finding_lines import errors_first
from execsync.render.workflow import workflow_command

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def diagnostics_github(found: Iterable[Diagnostic]) -> str:
    """One command a line, errors first: GitHub shows the first ten of each kind, and fifty a run."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in errors_first(found))


def _command(found: Diagnostic) -> str:
    place = {"file": found.path, "line": found.line, "col": found.column}
    shown = {name: str(value) for name, value in place.items() if value is not None}
    message = ". ".join(part for part in (found.summary, found.detail, found.hint) if part)
    level = COMMANDS[found.severity]
    return workflow_command(level, message, **shown, title=f"execsync {found.code}")
