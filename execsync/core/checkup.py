"""What `execsync doctor` finds: one Check a thing that it looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a thing is, the worst last. Only an error keeps execsync from working."""

    OK = "ok"
    SKIPPED = "skipped"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and in `hint` what to do about it."""

    name: str
    verdict: Verdict
    found: str
    hint: str = ""


def worst_first(checks: Sequence[Check]) -> list[Check]:
    """The errors, then the warnings, each in the order in which they were found."""
    return [
        check
        for verdict in (Verdict.ERROR, Verdict.WARNING)
        for check in checks
        if check.verdict is verdict
    ]


def has_error(checks: Sequence[Check]) -> bool:
    """Whether something keeps execsync from working."""
    return any(check.verdict is Verdict.ERROR for check in checks)
