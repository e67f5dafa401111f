"""How much of its budget of requests a hub has given away, as a small chart shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execsync.localhub.settings import LocalHubSettings

_NARROW = 0.8
"""The share from which on a bar warns."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Requests `used` in a window of time; a `limit` of None is none."""

    window: str
    used: int
    limit: int | None

    @property
    def share(self) -> float:
        """How much of it is used, from 0 to 1; nothing of what has no limit."""
        if self.limit is None:
            return 0.0
        return min(self.used / self.limit, 1.0) if self.limit else 1.0

    @property
    def is_narrow(self) -> bool:
        """Whether little is left."""
        return self.share >= _NARROW

    @property
    def text(self) -> str:
        """The bar in words."""
        if self.limit is None:
            return f"{self.used:,}, no limit"
        return f"{self.used:,} of {self.limit:,}"


def budget(counts: Mapping[str, int], settings: LocalHubSettings) -> tuple[Bar, Bar]:
    """The bars for this minute and today."""
    return (
        Bar("This minute", counts["minute"], settings.per_minute),
        Bar("Today", counts["day"], settings.per_day),
    )
