"""How much of a plan is shown."""

from enum import StrEnum


class Detail(StrEnum):
    """How much is shown: one line a change, the first lines of each difference too, or every line of it."""

    SUMMARY = "summary"
    USUAL = "usual"
    FULL = "full"
