"""How a watch stands, in one line."""

import math
from dataclasses import dataclass

from execsync.render.counted import counted


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """Numbers for a person. `today` of `day_limit` requests are counted on this machine, None if not.

    `leaving` pages are archived, the first of them in so many seconds; None leaves that out. `applied` is
    the time of the last apply as text, `trouble` what is waited out. `page` is the address of the local hub's
    page, where there is one.
    """

    pages: int
    requests: int
    today: int | None = None
    day_limit: int = 0
    waiting: int = 0
    leaving: int = 0
    leaving_in: float | None = None
    failed: int = 0
    applied: str = ""
    trouble: str = ""
    as_draft: bool = False
    page: str = ""

    def __str__(self) -> str:
        parts = [self.page] if self.page else []
        parts.append(f"watching {counted(self.pages, 'page')}")
        parts.append(f"{counted(self.requests, 'request')}{self._today}")
        if self.waiting:
            parts.append(f"{self.waiting:,} waiting")
        if self.leaving:
            seconds = "" if self.leaving_in is None else f" in {math.ceil(self.leaving_in)} s"
            parts.append(f"{self.leaving:,} to be archived{seconds}")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        if self.applied:
            parts.append(f"last apply {self.applied}")
        if self.trouble:
            parts.append(self.trouble)
        if self.as_draft:
            parts.append("as drafts" if self.page else "as drafts (execsync apply publishes)")
        return " · ".join(parts)

    @property
    def _today(self) -> str:
        if self.today is None:
            return ""
        return (
            f" (today {self.today:,} of {self.day_limit:,})"
            if self.day_limit
            else f" (today {self.today:,})"
        )
