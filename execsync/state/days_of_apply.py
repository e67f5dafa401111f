"""The days that an apply takes which needs more requests than a day has: which of them it is."""

import json
from contextlib import suppress
from datetime import date, timedelta

from execsync.core import size_limits
from execsync.core.json_text import read_json
from execsync.errors import UnsafeFileError
from execsync.state.folder import APPLY_DAYS, StateFolder

LONGEST_PAUSE = timedelta(days=7)
"""After a longer one it is another apply."""


class DaysOfApply:
    """A cache beside State that is not committed. It serves a line for a person."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def count(self, today: date, *, is_cut_short: bool) -> int:
        """Which day it is, from 1 on. The days go on where today's run was cut short, and end where not."""
        known = self._find(today)
        days = sorted({*known, today})
        if is_cut_short or known:
            kept = [day.isoformat() for day in days] if is_cut_short else []
            with suppress(OSError, UnsafeFileError):
                self._folder.keep(APPLY_DAYS, json.dumps(kept).encode())
        return len(days)

    def _find(self, today: date) -> list[date]:
        try:
            data = self._folder.read(APPLY_DAYS, limit=size_limits.NOTE)
            kept = read_json(data) if data is not None else []
            days = sorted(date.fromisoformat(text) for text in kept) if kept else []
        except (OSError, UnsafeFileError, ValueError, TypeError):
            return []
        is_recent = bool(days) and today - LONGEST_PAUSE <= days[-1] <= today
        return days if is_recent else []
