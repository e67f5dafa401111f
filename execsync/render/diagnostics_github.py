"""Findings as workflow commands of GitHub Actions, which shows them beside the lines."""

from collections.abc import Iterable

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.render.plain import visible

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def diagnostics_github(found: Iterable[Diagnostic]) -> str:
    """One command a line: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in found)


def _command(found: Diagnostic) -> str:
    properties = {
        "file": found.path,
        "line": found.line,
        "col": found.column,
        "title": f"execsync {found.code}",
    }
    shown = ",".join(
        f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None
    )
    message = ". ".join(part for part in (found.summary, found.detail, found.hint) if part)
    return f"::{COMMANDS[found.severity]} {shown}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
