"""How much of a plan is shown."""

from enum import StrEnum


class Detail(StrEnum):
    """One line a change; the first lines of each difference; every line of it."""

    SUMMARY = "summary"
    USUAL = "usual"
    FULL = "full"
